"""`/busy.ics`: when a thing is taken, as a calendar; nobody's name is in it, since the graph has none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import icalendar
import pyoxigraph as ox
from flask import Blueprint, Response

from graph_service.desk.bookables import busy_slots, stamp_of, zone_of_thing
from graph_service.desk.dates import told_slot, told_weekday
from graph_service.desk.kinds import is_pooled
from graph_service.desk.tables.moments import now
from graph_service.desk.zones import zone_name
from graph_service.engine.answer import Answer
from graph_service.engine.descriptions import Description
from graph_service.engine.library.binding import bind
from graph_service.engine.reads import Query
from graph_service.errors import BadRequest, NotFound
from graph_service.languages import Language, Text
from graph_service.media_types import ICS, JSON, N_TRIPLES
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.library_answers import moment_of
from graph_service.web.parameters import url_parameters
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service

blueprint = Blueprint("busy", __name__)

_MOST = 10_000
"""Intervals of one calendar, the latest first."""

_QUESTION = f"""PREFIX vf: <{prefixes()["vf"]}>
PREFIX adms: <{prefixes()["adms"]}>
PREFIX time: <{prefixes()["time"]}>
PREFIX rdfs: <{prefixes()["rdfs"]}>
SELECT DISTINCT ?name ?booking ?from ?until WHERE {{
  VALUES ?thing {{ <urn:x> }}
  ?thing rdfs:label ?name FILTER (LANG(?name) = "fr")
  OPTIONAL {{
    ?booking vf:resourceInventoriedAs ?thing ; adms:status <{SHARED}scheme/booking-state/confirmed> ;
      time:hasTime ?interval .
    ?interval time:hasBeginning/time:inXSDDateTimeStamp ?from ; time:hasEnd/time:inXSDDateTimeStamp ?until .
  }}
}} ORDER BY DESC(?from) ?booking"""
_BUSY = "Occupé / Busy"


_BOOKED = f"""PREFIX vf: <{prefixes()["vf"]}>
PREFIX time: <{prefixes()["time"]}>
SELECT ?thing ?from ?until WHERE {{
  VALUES ?booking {{ <urn:x> }}
  ?booking vf:resourceInventoriedAs ?thing ; time:hasTime ?interval .
  ?interval time:hasBeginning/time:inXSDDateTimeStamp ?from ; time:hasEnd/time:inXSDDateTimeStamp ?until .
}} LIMIT 1"""
_SHOWN = 20
"""Slots that the page of a thing lists: the calendar has the others."""


@dataclass(frozen=True, slots=True)
class Booked:
    """When a booking takes its thing."""

    begins: str
    ends: str
    zone: str


@dataclass(frozen=True, slots=True)
class Taken:
    """When a thing is taken from now on."""

    slots: list[str]
    zone: str
    more: bool


def booked(found: Description, language: Language) -> Booked | None:
    """The interval of a booking, as clocks say it where its thing is; None: it is no booking, or tells none."""
    if ox.NamedNode(ONTOLOGY + "Booking") not in found.types:
        return None
    query = Query(bind(_BOOKED, {"booking": [found.thing]}), JSON, N_TRIPLES, version=found.version)
    for row in service().storage.query(query, reading_of_request()).rows():
        begins, ends = stamp_of(row["from"]["value"]), stamp_of(row["until"]["value"])
        if begins and ends:
            zone = zone_of_thing(service().office.published, row["thing"]["value"])
            first, last = told_weekday(begins, zone), told_weekday(ends, zone)
            return Booked(first.to(language), last.to(language), zone_name(zone).to(language))
    return None


def taken_of(found: Description, language: Language) -> Taken | None:
    """The slots of a pooled thing that are taken from now on; None: it is not booked, or an earlier version is read."""
    if url_parameters().one("version") or not is_pooled([kind.value for kind in found.types]):
        return None
    published = service().office.published
    slots = [one for one in busy_slots(published, found.thing.value) if one.ends > now()]
    zone = zone_of_thing(published, found.thing.value)
    told = [told_slot(one.begins, one.ends, zone).to(language) for one in slots[:_SHOWN]]
    return Taken(told, zone_name(zone).to(language), len(slots) > _SHOWN)


@blueprint.get("/busy.ics")
def busy() -> Response:
    """The intervals that a thing is taken in, in UTC: `?thing=IRI`."""
    parameters = url_parameters()
    thing, version = parameters.iris("thing"), parameters.whole("version")
    if len(thing) != 1:
        raise BadRequest(Text("Nommez une chose : ?thing=<IRI>.", "Name one thing: ?thing=<IRI>."))
    number = service().storage.reads.record(version).number
    response = not_modified(etag_of(number, thing)) or _calendar(thing[0], version)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers.setdefault("Maillage-Version", str(number))
    return response


def _calendar(thing: str, version: int | None) -> Response:
    text = bind(_QUESTION, {"thing": [ox.NamedNode(thing)]})
    answer = service().storage.query(
        Query(text, JSON, N_TRIPLES, version=version, max_rows=_MOST), reading_of_request()
    )
    rows = answer.rows()
    if not rows:
        raise NotFound(Text("Rien de publié n’a cette adresse.", "Nothing published has this address."))
    response = Response(_written(rows, answer), content_type=ICS.content_type)
    response.set_etag(etag_of(answer.version, (thing,)))
    response.headers["Maillage-Version"] = str(answer.version)
    response.headers["Content-Disposition"] = 'attachment; filename="busy.ics"'
    if answer.truncated:
        response.headers["Maillage-Truncated"] = "true"
    return response


def _written(rows: list[dict[str, Any]], answer: Answer) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Maillage//FR")
    calendar.add("version", "2.0")
    name = f"{rows[0]['name']['value']} · {_BUSY}"
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    stamp = moment_of(service().storage.folder, answer.version).astimezone(UTC)
    for event in _events(rows, stamp):
        calendar.add_component(event)
    document: bytes = calendar.to_ical()
    return document


def _events(rows: list[dict[str, Any]], stamp: datetime) -> Iterator[icalendar.Event]:
    # A thing with two French names, or a source that tells an interval twice, makes several rows of one booking.
    bookings = {row["booking"]["value"]: row for row in rows if "booking" in row}
    for iri, row in bookings.items():
        event = icalendar.Event()
        event.add("uid", iri)
        event.add("dtstamp", stamp)
        event.add("dtstart", datetime.fromisoformat(row["from"]["value"]).astimezone(UTC))
        event.add("dtend", datetime.fromisoformat(row["until"]["value"]).astimezone(UTC))
        event.add("summary", _BUSY)
        event.add("transp", "OPAQUE")
        yield event
