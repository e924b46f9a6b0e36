"""A contribution as a request brings it: from whom, under which key, with which photos."""

from dataclasses import dataclass

from flask import request

from graph_service.desk.submission import Photo, Received, Request, submit
from graph_service.engine.writes import digest_of
from graph_service.errors import BadRequest
from graph_service.languages import Text
from graph_service.media_types import Format
from graph_service.web.authentication import refuse_cross_site
from graph_service.web.identity import actor
from graph_service.web.limits import spend_mail, spend_write
from graph_service.web.service import service

NATURES = ("voluntary", "mandatory")


@dataclass(frozen=True)
class Sent:
    """What was sent, whichever way."""

    data: bytes
    syntax: Format
    key: str | None = None
    """Idempotency key, as it came."""
    digest: str = ""
    """Digest of the whole request."""
    if_match: str | None = None
    address: str | None = None
    """E-mail of a contributor without an account; private."""
    nature: str = "voluntary"
    photos: tuple[Photo, ...] = ()
    """Digest, alternative text and licence of each."""


def receive(sent: Sent) -> Received:
    """Submit foreign RDF in the name of who makes this request.

    Raises:
        InvalidContribution: the shapes refuse it; `findings` are in the error, and its report in Turtle.
        MaillageError: it is refused for another reason.
    """
    # Counted before it is read: reading takes the validator's time.
    request_made = request_of(sent)
    return submit(service().office, service().office.intake.read(sent.data, sent.syntax), request_made)


def request_of(sent: Sent) -> Request:
    """Who sends, and under which key of theirs.

    Raises:
        BadRequest: a key of more than 200 characters, or a nature that is none.
        TooManyRequests: this client sends too often, or too much is sent to this address.
        Forbidden: a form from another site.
    """
    refuse_cross_site()
    spend_write()
    if sent.address is not None:
        spend_mail(sent.address)
    author = actor().author
    if sent.key is not None and not 1 <= len(sent.key) <= 200:
        raise BadRequest(Text("Idempotency-Key : 1 à 200 caractères.", "Idempotency-Key: 1 to 200 characters."))
    if sent.nature not in NATURES:
        raise BadRequest(Text("nature : voluntary ou mandatory.", "nature: voluntary or mandatory."))
    # A stranger's same key is another key.
    whose = author.name if author.id else f"guest:{request.remote_addr}"
    # Kept as a digest: what it is made of (an address on the network) is nobody's to read.
    key = digest_of(whose.encode(), sent.key.encode()) if sent.key else None
    return Request(author, key, sent.digest, sent.if_match, sent.address, sent.nature, sent.photos)
