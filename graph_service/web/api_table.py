"""One operation of the HTTP interface, and what many have in common."""

from dataclasses import dataclass

from graph_service.languages import Text
from graph_service.media_types import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from graph_service.web.api_parameters import Parameter

HTML, TEXT, XML, GZIP = "text/html", "text/plain", "application/xml", "application/gzip"
GRAPHS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)


@dataclass(frozen=True)
class Operation:
    """One verb of one path."""

    path: str
    """As OpenAPI writes it: `/id/{kind}/{key}`."""
    tag: Text
    summary: Text
    parameters: tuple[Parameter, ...] = ()
    formats: tuple[str, ...] = ()
    """Media types of the answer; empty: it has no body."""
    statuses: tuple[int, ...] = (200, 304, 400, 404, 406, 410)
    """What may come beside what any request may meet."""
    method: str = "get"
    bodies: tuple[str, ...] = ()
    """Media types that may be sent."""
    form: tuple[Parameter, ...] = ()
    """Fields of an urlencoded body."""
    token: bool = False
    rule: str = ""
    """Flask's rule that answers it, when it is not the path itself."""


PEOPLE = (
    "/account", "/answer", "/ask", "/claim", "/confirm", "/contribute", "/desk", "/exchange", "/follow", "/login",
    "/logout", "/report",
)  # fmt: skip
"""Beginnings of the addresses of forms for people: pages, no interface for programs."""

READ = (200, 304, 400, 404, 406, 410, 504)
WRITE = (201, 204, 400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 503, 504)


def types(*formats: Format) -> tuple[str, ...]:
    """The media types of formats."""
    return tuple(dict.fromkeys(offer.media_type for offer in formats))
