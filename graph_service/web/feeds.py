"""Rows of an answer as a feed: Atom (RFC 4287) and iCalendar (RFC 5545).

A row of a feed has a thing first, its `label`, a moment under one of the names of `MOMENTS`, perhaps a `link`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as Xml

import icalendar

from graph_service.languages import Language
from graph_service.web.addresses import local_address, web_address
from graph_service.web.columns import column_name

MOMENTS = ("begins", "deadline", "ends")
"""Columns that say when: a beginning, else a last day."""

_ATOM = "http://www.w3.org/2005/Atom"
_SHOWN_APART = frozenset({"label", "link", *MOMENTS})

_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

Row = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row."""

    iri: str
    label: str
    link: str
    when: date | datetime | None
    text: str
    ends: date | datetime | None = None
    cancelled: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and where it stands."""

    title: str
    address: str
    """Of the page that shows the same."""
    itself: str
    updated: datetime
    """When the version that it is of was published."""
    entries: list[Entry]
    changed: dict[str, datetime]
    """IRI → when the thing came to be as it is, where that is known."""


def entries(rows: list[Row], base: str, language: Language) -> Iterator[Entry]:
    """The rows that have a thing and a label."""
    for row in rows:
        iri = next((cell["value"] for cell in row.values() if cell["type"] == "uri"), "")
        label = row.get("label", {}).get("value", "")
        if iri and label:
            local = local_address(iri, base)
            link = web_address(row.get("link", {}).get("value", "")) or (base + local if local else web_address(iri))
            told = [
                _said(name, cell["value"], language) for name, cell in row.items() if _is_told(name, cell["value"], iri)
            ]
            yield Entry(iri, _written(label), link, _when(row), _written(" · ".join(told)))


def _is_told(name: str, value: str, iri: str) -> bool:
    return name not in _SHOWN_APART and value != iri


def _said(name: str, value: str, language: Language) -> str:
    words = column_name(name)
    return f"{words.to(language) if words else name}{' :' if language == 'fr' else ':'} {value}"


def _when(row: Row) -> date | datetime | None:
    text = next((row[name]["value"] for name in MOMENTS if name in row), "")
    try:
        # An xsd:date may have an offset: it is a day all the same.
        return date.fromisoformat(text[:10]) if "T" not in text else datetime.fromisoformat(text)
    except ValueError:
        return None


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    Xml.register_namespace("", _ATOM)
    root = Xml.Element(f"{{{_ATOM}}}feed")
    updated = feed.updated.isoformat(timespec="seconds")
    _add(root, "id", feed.itself)
    _add(root, "title", feed.title)
    _add(root, "updated", updated)
    _add(root, "link", rel="self", href=feed.itself, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=feed.address, type="text/html")
    _add(_add(root, "author"), "name", "Maillage")
    for one in feed.entries:
        entry = _add(root, "entry")
        _add(entry, "id", one.iri)
        _add(entry, "title", one.label)
        _add(entry, "updated", feed.changed.get(one.iri, feed.updated).isoformat(timespec="seconds"))
        if one.link:
            _add(entry, "link", rel="alternate", href=one.link)
        _add(entry, "summary", " · ".join(part for part in (one.when and one.when.isoformat(), one.text) if part))
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    child = Xml.SubElement(parent, f"{{{_ATOM}}}{name}", {key: _written(value) for key, value in attributes.items()})
    child.text = text and _written(text)
    return child


def _written(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def ics(feed: Feed) -> bytes:
    """The entries that have a moment, as a calendar."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Maillage//FR")
    calendar.add("version", "2.0")
    calendar.add("name", feed.title)
    calendar.add("x-wr-calname", feed.title)
    for one in feed.entries:
        if one.when is not None:
            calendar.add_component(_event(one, feed))
    document: bytes = calendar.to_ical()
    return document


def _in_utc(when: date | datetime | None) -> date | datetime | None:
    """A moment in UTC: a mere offset names no zone that a calendar knows (RFC 5545, 3.2.19)."""
    try:
        return when.astimezone(UTC) if isinstance(when, datetime) and when.tzinfo else when
    except OverflowError:
        return when


def _of_one_line(text: str) -> str:
    """Without what some programs take for the end of a line; a new line itself is escaped by the calendar."""
    return _LINE_ENDS.sub(" ", _written(text))


def _event(one: Entry, feed: Feed) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", one.iri)
    event.add("dtstamp", feed.updated.astimezone(UTC))
    event.add("dtstart", _in_utc(one.when))
    if one.ends is not None and type(one.ends) is type(one.when) and one.ends.year < date.max.year:
        # The end of a day event is the day after it (RFC 5545, 3.6.1).
        event.add("dtend", _in_utc(one.ends if isinstance(one.ends, datetime) else one.ends + timedelta(days=1)))
    if one.cancelled:
        event.add("status", "CANCELLED")
    if one.place:
        event.add("location", _of_one_line(one.place))
    event.add("summary", _of_one_line(one.label))
    if one.link:
        event.add("url", one.link)
    if one.text:
        event.add("description", _of_one_line(one.text))
    return event
