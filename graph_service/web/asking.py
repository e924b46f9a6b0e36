"""`/ask`, `/answer/<secret>`, `/asker/<secret>`: ask for a published thing, answer by one link, follow by another."""

import secrets
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.accounts import is_address
from graph_service.desk.answers import Answer, Side, decide
from graph_service.desk.ask_moves import ASK_MOVES, ASK_STATES
from graph_service.desk.asks import Ask, request
from graph_service.desk.authors import GUEST, Author
from graph_service.desk.bookables import Bookable, bookable, busy_elsewhere
from graph_service.desk.bookings import taken
from graph_service.desk.dates import told_slot
from graph_service.desk.links import Purpose, subject_of
from graph_service.desk.relay import when
from graph_service.desk.tables.moments import now
from graph_service.desk.wishes import Wish, ask
from graph_service.desk.workflow import Move, open_moves
from graph_service.desk.zones import span, zone_name
from graph_service.engine.writes import digest_of
from graph_service.errors import BadRequest, Conflict, MaillageError, SlotTaken, UnfitRequest
from graph_service.languages import Language, Text
from graph_service.web.addresses import local_address
from graph_service.web.authentication import refuse_cross_site
from graph_service.web.limits import spend_mail, spend_write
from graph_service.web.parameters import absolute_iri, url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.private import onward, posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("asking", __name__)

_SHOWN = 20
"""Busy slots of the form."""


@dataclass(frozen=True)
class Form:
    """What the form of a thing shows."""

    thing: Bookable
    address: str
    zone: str
    openings: list[str]
    busy: list[str]
    calendar: str


@dataclass(frozen=True)
class Sheet:
    """A request as one side reads it."""

    ask: Ask
    side: Side
    address: str
    """Page of the thing."""
    state: str
    dates: str
    first: str
    """The dates asked for at first, while another is proposed."""
    zone: str
    moves: list[Move]
    action: str
    taken: bool
    """Whether its slot was granted to someone else meanwhile."""


@blueprint.get("/ask")
def form() -> Response:
    """The form to ask for a thing: `?thing=IRI`."""
    thing = url_parameters().iris("thing")
    if len(thing) != 1:
        raise BadRequest(Text("Nommez une chose : ?thing=<IRI>.", "Name one thing: ?thing=<IRI>."))
    return _form(Wish(thing[0], "", key=secrets.token_urlsafe(16)))


@blueprint.post("/ask")
def send() -> BaseResponse:
    """Ask; the form comes back with what was typed and a sentence if it does not fit."""
    refuse_cross_site()
    spend_write()
    wish = _wish()
    if is_address(wish.address):
        spend_mail(wish.address)
    try:
        identity = ask(service().office, wish)
    except (UnfitRequest, Conflict) as error:
        return _form(wish, error)
    return onward(f"/asker/{service().office.derived('asker', identity)}")


def _wish() -> Wish:
    names = ("name", "organisation", "message", "address", "begins", "ends")
    # One more than is taken: what is too long is refused, never cut.
    said = {name: posted(name, 5001) for name in names}
    thing = absolute_iri(posted("thing"), "thing")
    digest = digest_of(*(value.encode() for value in (thing, *said.values())))
    return Wish(thing, **said, key=posted("key", 100), digest=digest)


def _form(wish: Wish, error: MaillageError | None = None) -> Response:
    language, office = interface_language(), service().office
    found = bookable(office.published, wish.thing)
    with office.engine.connect() as connection:
        held = taken(connection, found.iri, now())
    busy = sorted([*held, *(slot for slot in busy_elsewhere(office.published, found.iri) if slot.ends > now())],
                  key=lambda slot: slot.begins)  # fmt: skip
    view = Form(
        thing=found,
        address=local_address(found.iri, office.base),
        zone=zone_name(found.zone).to(language),
        openings=[opening.text.to(language) for opening in found.openings],
        busy=[told_slot(slot.begins, slot.ends, found.zone).to(language) for slot in busy[:_SHOWN]],
        calendar=f"/busy.ics?thing={quote(found.iri, safe='')}" if found.pooled else "",
    )
    status, refusal = (error.status, error.detail.to(language)) if error else (200, "")
    return private_page("ask.html", status, view=view, wish=wish, refusal=refusal, wrong=_wrong(error))


def _wrong(error: MaillageError | None) -> str:
    """The field that a refusal is about: a slot that is taken is told at its beginning."""
    if isinstance(error, SlotTaken):
        return "begins"
    return error.field if isinstance(error, UnfitRequest) else ""


@blueprint.get("/answer/<secret>")
def answer(secret: str) -> Response:
    """What is asked, to its owner; opening it decides nothing (mail programs open links)."""
    return sheet_page(_found("answer", secret), "owner", f"/answer/{quote(secret)}")


@blueprint.post("/answer/<secret>")
def decide_answer(secret: str) -> BaseResponse:
    """The owner's yes, no, other date or cancellation."""
    return decided(_found("answer", secret), "owner", f"/answer/{quote(secret)}")


@blueprint.get("/asker/<secret>")
def follow(secret: str) -> Response:
    """A request, to who made it."""
    return sheet_page(_found("asker", secret), "asker", f"/asker/{quote(secret)}")


@blueprint.post("/asker/<secret>")
def decide_asker(secret: str) -> BaseResponse:
    """The asker takes the other date, or cancels."""
    return decided(_found("asker", secret), "asker", f"/asker/{quote(secret)}")


def _found(purpose: Purpose, secret: str) -> Ask:
    with service().desk.connect() as connection:
        return request(connection, subject_of(connection, purpose, secret))


def decided(found: Ask, side: Side, action: str, author: Author = GUEST) -> BaseResponse:
    """Make the move that a form sends; what is refused is told on the same page."""
    given = Answer(*(posted(name, 5001) for name in ("move", "words", "begins", "ends")))
    try:
        decide(service().office, found.id, side, given, author)
    except (UnfitRequest, Conflict) as error:
        with service().desk.connect() as connection:
            found = request(connection, found.id)
        return sheet_page(found, side, action, given, error)
    return onward(action)


def sheet_page(
    found: Ask, side: Side, action: str, given: Answer | None = None, error: MaillageError | None = None
) -> Response:
    """The page of a request for one side."""
    language = interface_language()
    status, refusal = (error.status, error.detail.to(language)) if error else (200, "")
    view = _sheet(found, side, action, language)
    # The other moves have no dates to correct.
    wrong = _wrong(error) if given is not None and given.move == "other" else ""
    return private_page("request.html", status, view=view, given=given or Answer(""), refusal=refusal, wrong=wrong)


def _sheet(found: Ask, side: Side, action: str, language: Language) -> Sheet:
    state = found.standing(now())
    moves = [
        move
        for move in open_moves(ASK_MOVES, state, frozenset({side}))
        if found.slot is not None or move.name != "other"
    ]
    first = span(found.slot.begins, found.slot.ends, found.zone) if found.slot and found.other else Text("", "")
    return Sheet(
        ask=found,
        side=side,
        address=local_address(found.thing, service().office.base),
        state=ASK_STATES[state].to(language),
        dates=when(found).to(language),
        first=first.to(language) if state == "other" else "",
        zone=zone_name(found.zone).to(language),
        moves=moves,
        action=action,
        taken=state == "asked" and _is_taken(found),
    )


def _is_taken(found: Ask) -> bool:
    """Whether someone else has a part of the slot by now."""
    wanted = found.slot
    if wanted is None:
        return False
    with service().desk.connect() as connection:
        return any(one.begins < wanted.ends and wanted.begins < one.ends for one in taken(connection, found.thing))
