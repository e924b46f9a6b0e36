"""What can be asked for, as it is published: who answers for it, its clock, its opening hours, when it is taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graph_service.desk.kinds import is_bookable, is_pooled
from graph_service.desk.openings import DAYS, Opening, Slot
from graph_service.desk.published import Published
from graph_service.engine.zones import zone_of
from graph_service.errors import NotFound, UnfitRequest
from graph_service.languages import Text
from graph_service.vocabulary import prefixes

_PLACES = """SELECT ?rank ?place WHERE {
  VALUES ?thing { <urn:x> }
  { ?thing maillage:commune ?place BIND (1 AS ?rank) }
  UNION { ?thing dct:spatial ?place BIND (2 AS ?rank) }
  UNION { ?thing schema:areaServed ?place BIND (3 AS ?rank) }
  UNION { ?thing vf:eligibleLocation ?place BIND (4 AS ?rank) }
  UNION {
    VALUES ?property { maillage:owner vf:provider vf:receiver schema:provider maillage:funder }
    ?thing ?property ?owner . ?owner maillage:commune ?place BIND (5 AS ?rank)
  }
} ORDER BY ?rank ?place"""
_SCHEDULES = """SELECT ?schedule ?day ?opens ?closes ?first ?last ?zone WHERE {
  VALUES ?thing { <urn:x> }
  ?thing maillage:openingSchedule ?schedule .
  ?schedule schema:byDay ?day ; schema:startTime ?opens ; schema:endTime ?closes .
  OPTIONAL { ?schedule schema:startDate ?first }
  OPTIONAL { ?schedule schema:endDate ?last }
  OPTIONAL { ?schedule schema:scheduleTimezone ?zone }
} ORDER BY ?schedule LIMIT 500"""
_BUSY = f"""PREFIX time: <{prefixes()["time"]}>
SELECT ?booking ?from ?until WHERE {{
  VALUES ?thing {{ <urn:x> }}
  ?booking vf:resourceInventoriedAs ?thing ; time:hasTime ?interval ;
    adms:status <https://w3id.org/maillage/scheme/booking-state/confirmed> .
  ?interval time:hasBeginning/time:inXSDDateTimeStamp ?from ; time:hasEnd/time:inXSDDateTimeStamp ?until .
}}"""
_LYING = """SELECT DISTINCT ?thing ?area WHERE {
  VALUES ?thing { <urn:x> }
  { ?thing maillage:commune ?place } UNION { ?thing dct:spatial ?place } UNION { ?thing schema:areaServed ?place }
  UNION { ?thing vf:eligibleLocation ?place }
  UNION { ?thing maillage:owner/maillage:commune ?place } UNION { ?thing vf:provider/maillage:commune ?place }
  ?place maillage:within* ?area
}"""


@dataclass(frozen=True, slots=True)
class Bookable:
    """A published thing that can be asked for."""

    iri: str
    title: str
    pooled: bool
    """Whether it is asked for a slot; interest is told in the others."""
    owner: str
    """The organisation that answers for it; empty: none is told."""
    zone: str
    openings: tuple[Opening, ...]


def bookable(published: Published, iri: str) -> Bookable:
    """A published thing, as it is asked for.

    Raises:
        NotFound: nothing published has this IRI.
        UnfitRequest: it is of no kind that is asked for.
    """
    classes = published.types(iri)
    if not classes:
        raise NotFound(Text("Rien de publié n’a cette adresse.", "Nothing published has this address."))
    if not is_bookable(classes):
        raise UnfitRequest(
            Text(
                "Cela ne se demande pas : seuls le partagé, les offres, les besoins et les appels se demandent.",
                "This is not asked for: only what is pooled, offers, needs and calls are.",
            )
        )
    title = published.names([iri]).get(iri) or iri.rpartition("/")[2]
    zone = zone_of_thing(published, iri)
    return Bookable(iri, title, is_pooled(classes), published.owner(iri) or "", zone, _openings(published, iri, zone))


def zone_of_thing(published: Published, iri: str) -> str:
    """The time zone that a thing lies in, by the nearest place told of it."""
    places = [row["place"] for row in published.rows(_PLACES, thing=[iri])][:1]
    return zone_of([*places, *published.areas(places)])


def _openings(published: Published, iri: str, zone: str) -> tuple[Opening, ...]:
    days: dict[str, set[int]] = {}
    told: dict[str, dict[str, str]] = {}
    for row in published.rows(_SCHEDULES, thing=[iri]):
        told.setdefault(row["schedule"], row)
        name = row["day"].rpartition("/")[2]
        days.setdefault(row["schedule"], set()).update({DAYS.index(name)} if name in DAYS else set())
    return tuple(_opening(row, frozenset(days[name]), zone) for name, row in told.items())


def _opening(row: dict[str, str], days: frozenset[int], zone: str) -> Opening:
    first, last = (date.fromisoformat(row[name][:10]) if name in row else None for name in ("first", "last"))
    return Opening(days, _time(row["opens"]), _time(row["closes"]), _zone(row.get("zone"), zone), first, last)


def _time(written: str) -> time:
    # 24:00:00 is a time of XML Schema and none of Python.
    return time() if written.startswith("24") else time.fromisoformat(written[:8])


def _zone(told: str | None, otherwise: str) -> str:
    try:
        return ZoneInfo(told).key if told else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def busy_elsewhere(published: Published, iri: str) -> list[Slot]:
    """Slots that the graph tells taken and the desk did not: bookings of a source or of another instance."""
    own = f"{published.base}/id/booking/"
    return [slot for booking, slot in _busy(published, iri) if not booking.startswith(own)]


def busy_slots(published: Published, iri: str) -> list[Slot]:
    """Every slot that the graph tells taken, in order."""
    return list(dict.fromkeys(slot for _, slot in _busy(published, iri)))


def _busy(published: Published, iri: str) -> list[tuple[str, Slot]]:
    rows = published.rows(_BUSY, thing=[iri])
    sides = [(row["booking"], stamp_of(row["from"]), stamp_of(row["until"])) for row in rows]
    found = [(booking, Slot(begins, ends)) for booking, begins, ends in sides if begins and ends]
    return sorted(found, key=lambda pair: pair[1].begins)


def stamp_of(written: str) -> datetime | None:
    """A stamp of the graph, in UTC; None: a source wrote one that cannot be read, or that no clock tells."""
    try:
        found = datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # At either end of the calendar the clocks of some zone are out of it.
    return found if 1 < found.year < 9999 else None


def territories_of(published: Published, things: Iterable[str]) -> dict[str, frozenset[str]]:
    """The territories that each of these things lies in."""
    found: dict[str, set[str]] = {}
    for row in published.rows(_LYING, thing=dict.fromkeys(things)):
        found.setdefault(row["thing"], set()).add(row["area"])
    return {thing: frozenset(areas) for thing, areas in found.items()}
