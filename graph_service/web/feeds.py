"""Rows of an answer as a feed: Atom (RFC 4287) and iCalendar (RFC 5545).

A row of a feed has a thing first, its `label`, a moment under one of the names of `MOMENTS`, perhaps a `link`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from xml.etree import ElementTree as Xml

import icalendar

from graph_service.web.addresses import local_address

MOMENTS = ("begins", "deadline", "ends")
"""Columns that say when: a beginning, else a last day."""

_ATOM = "http://www.w3.org/2005/Atom"
_SHOWN_APART = frozenset({"label", "link", *MOMENTS})

Row = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row."""

    iri: str
    label: str
    link: str
    when: date | datetime | None
    text: str


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


def entries(rows: list[Row], base: str) -> Iterator[Entry]:
    """The rows that have a thing and a label."""
    for row in rows:
        iri = next((cell["value"] for cell in row.values() if cell["type"] == "uri"), "")
        label = row.get("label", {}).get("value", "")
        if iri and label:
            local = local_address(iri, base)
            link = row.get("link", {}).get("value", "") or (base + local if local else iri)
            told = (
                f"{name} : {c['value']}" for name, c in row.items() if name not in _SHOWN_APART and c["value"] != iri
            )
            yield Entry(iri, label, link, _when(row), " · ".join(told))


def _when(row: Row) -> date | datetime | None:
    text = next((row[name]["value"] for name in MOMENTS if name in row), "")
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
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
        _add(entry, "updated", updated)
        _add(entry, "link", rel="alternate", href=one.link)
        _add(entry, "summary", " · ".join(part for part in (one.when and one.when.isoformat(), one.text) if part))
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    child = Xml.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = _written(text) if text is not None else None
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


def _event(one: Entry, feed: Feed) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", one.iri)
    event.add("dtstamp", feed.updated.astimezone(UTC))
    event.add("dtstart", one.when)
    event.add("summary", one.label)
    event.add("url", one.link)
    if one.text:
        event.add("description", one.text)
    return event
