"""Deciding on a request: yes, no, another date, cancel, each in one transaction, relayed to the other side."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from graph_service.desk.ask_moves import ASK_MOVES
from graph_service.desk.asks import Ask, change, request, requests
from graph_service.desk.authors import GUEST, SERVICE, Author
from graph_service.desk.bookables import busy_elsewhere
from graph_service.desk.bookings import fallen, free, refuse_taken, take
from graph_service.desk.database import writing
from graph_service.desk.office import Office
from graph_service.desk.openings import Slot, slot
from graph_service.desk.relay import tell_asker, tell_owner
from graph_service.desk.tables.exchange import asks
from graph_service.desk.tables.moments import now
from graph_service.desk.trail import note
from graph_service.desk.workflow import step
from graph_service.errors import MoveRefused, UnfitRequest
from graph_service.languages import Text

Side = Literal["owner", "asker"]

_FALLEN = Text(
    "Le créneau n’a pas pu être publié, il n’est donc pas pris. Répondez de nouveau.",
    "The slot could not be published, so it is not taken. Answer again.",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a side decides, as typed."""

    move: str
    words: str = ""
    begins: str = ""
    ends: str = ""


def decide(
    office: Office, identity: str, side: Side, given: Answer, author: Author = GUEST, at: datetime | None = None
) -> Ask:
    """Make a move on a request; a yes to a slot takes it in the same transaction. A move made twice is made once.

    Raises:
        MoveRefused: its state does not allow it, or its date passed.
        SlotTaken: another has the slot.
        UnfitRequest: the other date does not fit, or the words are too long.
    """
    at = at or now()
    if len(given.words) > 5000:
        raise UnfitRequest(Text("Votre réponse a 5 000 signes au plus.", "Your answer has 5,000 characters at most."))
    elsewhere = _elsewhere(office, identity, given.move)
    with writing(office.engine) as connection:
        found = request(connection, identity)
        if _done(found, given, at):
            return found
        changed = _move(office, connection, found, side, given, elsewhere, at)
        note(connection, author, f"request {given.move}", identity)
        tell = tell_asker if side == "owner" else tell_owner
        tell(office, connection, changed, given.words.strip())
    office.publisher.wake()
    office.postman.wake()
    return changed


def _elsewhere(office: Office, identity: str, move: str) -> list[Slot]:
    """What the graph tells taken, read before the desk is locked."""
    if move not in ("yes", "accept"):
        return []
    with office.engine.connect() as connection:
        thing = request(connection, identity).thing
    return busy_elsewhere(office.published, thing)


def _done(found: Ask, given: Answer, at: datetime) -> bool:
    """Whether a move was made already: a button pressed twice, a link opened in two windows."""
    reached = {"yes": "yes", "accept": "yes", "no": "no", "cancel": "cancelled"}
    return given.move in reached and found.standing(at) == reached[given.move]


def _move(
    office: Office, connection: Connection, found: Ask, side: Side, given: Answer, elsewhere: list[Slot], at: datetime
) -> Ask:
    after = str(step(ASK_MOVES, given.move, found.standing(at), frozenset({side})).after)
    wanted = found.other if given.move == "accept" else found.slot
    _refuse_past(wanted, given.move, at)
    words = given.words.strip() or None
    values: dict[str, object] = {"state": after, "answered": at}
    if side == "owner":
        values["answer"] = words
    if after == "other":
        other = _other(found, given, at)
        values |= {"other_begins": other.begins, "other_ends": other.ends}
    elif after == "yes" and wanted is not None:
        refuse_taken(None, found.thing, wanted, elsewhere)
        take(connection, office.base, found, wanted)
        values |= {"begins": wanted.begins, "ends": wanted.ends, "other_begins": None, "other_ends": None}
    elif after == "cancelled":
        free(connection, office.base, found)
    return change(connection, found.id, **values)


def _refuse_past(wanted: Slot | None, move: str, at: datetime) -> None:
    passed = wanted is not None and (wanted.ends if move == "cancel" else wanted.begins) <= at
    if passed and move in ("yes", "accept", "cancel"):
        raise MoveRefused(Text("Cette date est passée.", "That date is past."))


def _other(found: Ask, given: Answer, at: datetime) -> Slot:
    if found.slot is None:
        raise UnfitRequest(Text("Cette demande n’a pas de dates.", "This request has no dates."))
    other = slot(given.begins, given.ends, found.zone, at)
    if other is None:
        raise UnfitRequest(Text("Donnez l’autre début et l’autre fin.", "Give the other beginning and end."))
    return other


def expire(office: Office, at: datetime | None = None) -> int:
    """Let the requests pass whose date came unanswered, and tell those who asked; how many there were."""
    at, count = at or now(), 0
    with writing(office.engine) as connection:
        for found in requests(connection, asks.c.state.in_(("asked", "other")), most=100_000):
            if found.standing(at) == "expired":
                step(ASK_MOVES, "expire", found.state, frozenset({"service"}))
                tell_asker(office, connection, change(connection, found.id, state="expired", answered=at), "")
                note(connection, SERVICE, "request expire", found.id)
                count += 1
    return count


def fall(office: Office, connection: Connection, booking: str) -> None:
    """A yes whose slot will never be published (the thing is gone, a source books it) falls: it is asked again."""
    identity = fallen(connection, booking)
    if identity is None:
        return
    step(ASK_MOVES, "fall", request(connection, identity).state, frozenset({"service"}))
    changed = change(connection, identity, state="asked", answer=_FALLEN.fr)
    note(connection, SERVICE, "request fall", identity)
    told = f"{_FALLEN.fr} / {_FALLEN.en}"
    tell_asker(office, connection, changed, told)
    tell_owner(office, connection, changed, told)
