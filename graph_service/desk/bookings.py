"""Slots that are taken: kept at the desk with the request that took them, published without it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pyoxigraph as ox
from sqlalchemy import Connection, insert, select, update
from ulid import ULID

from graph_service.desk.asks import Ask
from graph_service.desk.openings import Slot
from graph_service.desk.publication import Term, dataset, french, iri, line, replacing
from graph_service.desk.tables.exchange import bookings
from graph_service.desk.tables.moments import now
from graph_service.desk.tasks import Task, publish
from graph_service.errors import SlotTaken
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, SHARED, XSD, prefixes

_NS = prefixes()
_TIME = _NS["time"]
_TITLE = Text("Intervalle pris", "Interval taken")


def taken(connection: Connection, thing: str, after: datetime | None = None) -> list[Slot]:
    """The slots that the desk gave of a thing and that end after a moment, in order."""
    query = select(bookings.c.begins, bookings.c.ends).where(bookings.c.thing == thing, bookings.c.state == "confirmed")
    if after is not None:
        query = query.where(bookings.c.ends > after)
    return [Slot(row.begins, row.ends) for row in connection.execute(query.order_by(bookings.c.begins))]


def refuse_taken(connection: Connection | None, thing: str, wanted: Slot, elsewhere: Iterable[Slot] = ()) -> None:
    """Let a slot through that no confirmed booking meets; one may begin as another ends.

    Raises:
        SlotTaken: one does.
    """
    given = taken(connection, thing, wanted.begins) if connection is not None else []
    if any(wanted.meets(one) for one in (*given, *elsewhere)):
        raise SlotTaken(
            Text(
                "C’est déjà pris sur ce temps : choisissez un autre créneau.", "It is taken then: choose another slot."
            )
        )


def take(connection: Connection, base: str, ask: Ask, wanted: Slot) -> str:
    """Take a slot for a request and put it in the outbox, in a transaction that nobody writes beside; its id.

    Raises:
        SlotTaken: another has it.
    """
    refuse_taken(connection, ask.thing, wanted)
    identity = str(ULID())
    values = {
        "id": identity,
        "thing": ask.thing,
        "ask": ask.id,
        "begins": wanted.begins,
        "ends": wanted.ends,
        "state": "confirmed",
        "created": now(),
    }
    connection.execute(insert(bookings).values(values))
    # The booking's id is that of its publication: one that falls is found by it.
    task = publication(base, identity, ask, wanted, "confirmed")
    publish(connection, task, f"booking {identity}", None, identity)
    return identity


def free(connection: Connection, base: str, ask: Ask) -> bool:
    """Give back the slot of a request, and publish that; whether it had one."""
    query = select(bookings).where(bookings.c.ask == ask.id, bookings.c.state == "confirmed")
    held = connection.execute(query).first()
    if held is None:
        return False
    connection.execute(update(bookings).where(bookings.c.id == held.id).values(state="cancelled"))
    task = publication(base, held.id, ask, Slot(held.begins, held.ends), "cancelled")
    publish(connection, task, f"cancel booking {held.id}")
    return True


def fallen(connection: Connection, identity: str) -> str | None:
    """A booking that will never be published gives its slot back; the request that had it."""
    query = select(bookings.c.ask).where(bookings.c.id == identity, bookings.c.state == "confirmed")
    ask: str | None = connection.execute(query).scalar()
    if ask is not None:
        connection.execute(update(bookings).where(bookings.c.id == identity).values(state="cancelled"))
    return ask


def publication(base: str, identity: str, ask: Ask, slot: Slot, state: str) -> Task:
    """What the graph is told of a booking: the thing and the interval, never who asked."""
    subject, graph = f"{base}/id/booking/{identity}", f"{base}/graph/thing/booking/{identity}"
    lines = [*_named(subject, ask.title), *_lines(subject, ask.thing, slot, state)]
    return Task(update=replacing({graph: [*lines, *dataset(graph, _TITLE)]}), judged="".join(lines))


def _named(subject: str, thing: str) -> Iterator[str]:
    """Its name in both languages, after the thing: people meet it in lists."""
    name = booking_name(thing)
    yield line(subject, _NS["rdfs"] + "label", french(name.fr))
    yield line(subject, _NS["rdfs"] + "label", ox.Literal(name.en, language="en"))


def booking_name(thing: str) -> Text:
    """How a booking of a thing is called."""
    return Text(f"Réservation : {thing}", f"Booking: {thing}")


def _lines(subject: str, thing: str, slot: Slot, state: str) -> Iterator[str]:
    interval = f"{subject}#interval"
    yield line(subject, _NS["rdf"] + "type", iri(ONTOLOGY + "Booking"))
    yield line(subject, _NS["vf"] + "resourceInventoriedAs", iri(thing))
    yield line(subject, _NS["adms"] + "status", iri(f"{SHARED}scheme/booking-state/{state}"))
    yield line(subject, _TIME + "hasTime", iri(interval))
    yield line(interval, _NS["rdf"] + "type", iri(_TIME + "Interval"))
    for side, name, at in (("hasBeginning", "begin", slot.begins), ("hasEnd", "end", slot.ends)):
        instant = f"{interval}-{name}"
        yield line(interval, _TIME + side, iri(instant))
        yield line(instant, _NS["rdf"] + "type", iri(_TIME + "Instant"))
        yield line(instant, _TIME + "inXSDDateTimeStamp", _stamp(at))


def _stamp(at: datetime) -> Term:
    written = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return ox.Literal(written, datatype=iri(XSD + "dateTimeStamp"))
