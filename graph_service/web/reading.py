"""How the reads of one request go: its ticket lets the front stop them when the client leaves."""

from flask import request

from graph_service.engine.readers.pool import Ticket
from graph_service.engine.reads import Reading

TICKET = "maillage.ticket"
"""Key of the WSGI environment under which the front leaves the request's ticket."""


def ticket_of_request() -> Ticket:
    """The request's ticket, in its client's name."""
    ticket = request.environ.get(TICKET)
    if isinstance(ticket, Ticket):
        ticket.client = request.remote_addr or ""
        return ticket
    return Ticket(client=request.remote_addr or "")


def reading_of_request() -> Reading:
    """A reading that holds the request's ticket."""
    return Reading(ticket=ticket_of_request())
