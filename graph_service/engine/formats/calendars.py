"""An iCalendar file as occurrences within a window: recurrences expanded, cancellations kept, nobody's address kept.

RFC 5545. The library icalendar reads the file, recurring-ical-events expands it; what people put in attendees and
organisers is never looked at.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import recurring_ical_events

from graph_service.errors import UnreadableTable
from graph_service.languages import Text

MAX_BYTES = 16 * 1024 * 1024
MOST = 20_000
"""Occurrences of one file."""

_READ = 50_000
"""Characters of a description that are looked at."""

_BREAK = re.compile(r"<(?:br|/p|/li|/div)\b[^<>]{0,200}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"</?[a-z!][^<>]{0,2000}>", re.IGNORECASE)
_NESTED = re.compile(rb"(?:BEGIN:[^\r\n]*[\r\n]+){6}", re.IGNORECASE)
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_BY_TIME = ("BYHOUR", "BYMINUTE", "BYSECOND")
_TIMES_A_DAY = 24
_FIRST_YEAR = 1970
_PARIS = ZoneInfo("Europe/Paris")
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the two libraries raise on values that mean nothing."""

_PRIVATE = Text("privé dans l’agenda d’origine (CLASS)", "private in its own calendar (CLASS)")
_OFTEN = Text("se répète sans fin ou plus de 24 fois par jour", "recurs endlessly or more than 24 times a day")
_NO_START = Text("sans date de début", "without a first day")
_LONG_AGO = Text("commence avant 1970", "begins before 1970")
_BACKWARDS = Text("finit avant de commencer", "ends before it begins")
_MANY = Text(f"plus de {MOST} dates : réduisez la période", f"over {MOST} dates: narrow the period")

Series = list[icalendar.Event]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of one event."""

    number: int
    """Rank of its event in the file, from 1."""
    uid: str
    recurrence: str
    """The moment that its series gives it, in UTC, even if it was moved; empty for an event that happens once."""
    summary: str
    begins: date | datetime
    """A day, or a moment with its time zone."""
    ends: date | datetime | None
    """The last day (not the day after, as RFC 5545 writes it), or a moment."""
    description: str = ""
    location: str = ""
    url: str = ""
    status: str = ""
    """CONFIRMED, TENTATIVE, CANCELLED or nothing."""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """An event left out, and why."""

    number: int
    uid: str
    reason: Text


def read_calendar(data: bytes, name: str, first: date, last: date) -> Iterator[Occurrence | Skipped]:
    """The occurrences that touch the days from `first` to `last`, both included, series by series.

    Raises:
        UnreadableTable: not an iCalendar file, or too large.
    """
    calendar = _calendar(data, name)
    zone, cancelled = _zone(calendar), str(calendar.get("METHOD", "")).upper() == "CANCEL"
    numbers = {id(event): number for number, event in enumerate(calendar.walk("VEVENT"), start=1)}
    count = 0
    for uid, series in _series(calendar).items():
        number = numbers[id(series[0])]
        try:
            refusal = _refusal(series)
            found = [] if refusal else _expanded(calendar, series, first, last)
            named = _recurs(series) or uid != str(series[0].get("UID", ""))
            made = [_occurrence(event, number, zone, named, cancelled) for event in found]
        except _UNREADABLE as error:
            refusal, made = Text(f"événement illisible ({error})", f"unreadable event ({error})"), []
        if refusal is None and count + len(made) > MOST:
            refusal, made = _MANY, []
        count += len(made)
        yield from made
        if refusal is not None:
            yield Skipped(number, uid, refusal)


def _calendar(data: bytes, name: str) -> icalendar.Calendar:
    if len(data) > MAX_BYTES:
        raise _unreadable(name, Text(f"plus de {MAX_BYTES} octets", f"over {MAX_BYTES} bytes"))
    if _NESTED.search(data):
        raise _unreadable(name, Text("imbriqué trop profondément", "nested too deep"))
    try:
        found = icalendar.Calendar.from_ical(data.decode("utf-8-sig", "replace"))
    except _UNREADABLE as error:
        why = Text(f"ce n’est pas un agenda iCalendar ({error})", f"this is no iCalendar file ({error})")
        raise _unreadable(name, why) from None
    if not isinstance(found, icalendar.Calendar) or found.name != "VCALENDAR":
        raise _unreadable(name, Text("ce n’est pas un agenda iCalendar", "this is no iCalendar file"))
    return found


def _series(calendar: icalendar.Calendar) -> dict[str, Series]:
    """A key → an event and its exceptions. Two plain events under one UID are two events, whatever the UID says."""
    found: dict[str, Series] = {}
    for number, event in enumerate(calendar.walk("VEVENT"), start=1):
        uid = str(event.get("UID", ""))
        twin = uid in found and "RECURRENCE-ID" not in event and any("RECURRENCE-ID" not in e for e in found[uid])
        key = f"{uid} · {number}" if twin or not uid else uid
        found.setdefault(key, []).append(cast("icalendar.Event", event))
    return found


def _recurs(series: Series) -> bool:
    return any(name in event for event in series for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def _refusal(series: Series) -> Text | None:
    # A class that is not known is private (RFC 5545, 3.8.1.3).
    if any(str(event.get("CLASS", "PUBLIC")).upper() != "PUBLIC" for event in series):
        return _PRIVATE
    if any("DTSTART" not in event for event in series):
        return _NO_START
    if any(_day(event["DTSTART"]).year < _FIRST_YEAR for event in series):
        return _LONG_AGO
    # The library would put the two the other way round, without a word.
    if any(_is_backwards(event) for event in series):
        return _BACKWARDS
    rules = [rule for event in series for rule in _listed(event.get("RRULE"))]
    return _OFTEN if any(_too_often(rule) for rule in rules) else None


def _is_backwards(event: icalendar.Event) -> bool:
    begins: Any = event.get("DTSTART")
    ends: Any = event.get("DTEND")
    return begins is not None and ends is not None and bool(ends.dt < begins.dt)


def _too_often(rule: Any) -> bool:  # noqa: ANN401 - icalendar's vRecur, a mapping of lists
    times = 1
    for name in _BY_TIME:
        times *= max(1, len(rule.get(name, ())))
    endless = any(int(step) < 1 for step in rule.get("INTERVAL", ()))
    return endless or times > _TIMES_A_DAY or bool(_TOO_OFTEN & {str(value).upper() for value in rule.get("FREQ", ())})


def _expanded(calendar: icalendar.Calendar, series: Series, first: date, last: date) -> list[icalendar.Event]:
    alone = icalendar.Calendar()
    for zone in calendar.walk("VTIMEZONE"):
        alone.add_component(zone)
    for event in series:
        alone.add_component(event)
    query = recurring_ical_events.of(alone, keep_recurrence_attributes=True)
    return list(query.between(first, last + timedelta(days=1)))


def _occurrence(event: icalendar.Event, number: int, zone: ZoneInfo, recurs: bool, cancelled: bool) -> Occurrence:
    begins = _moment(event.start, zone)
    ends = _last(begins, _moment(event.end, zone))
    identity = event.get("RECURRENCE-ID")
    return Occurrence(
        number,
        uid=str(event.get("UID", "")),
        recurrence=_utc(_moment(identity.dt, zone)) if recurs and identity is not None else "",
        summary=_line(event.get("SUMMARY")),
        begins=begins,
        ends=None if ends == begins else ends,
        description=_plain(event.get("DESCRIPTION")),
        location=_line(event.get("LOCATION")),
        url=_line(event.get("URL")),
        status="CANCELLED" if cancelled else _line(event.get("STATUS")).upper(),
        categories=tuple(dict.fromkeys(_line(word) for part in _listed(event.get("CATEGORIES")) for word in part.cats)),
    )


def _last(begins: date | datetime, ends: date | datetime) -> date | datetime | None:
    """The end as people say it: RFC 5545 writes the day after the last one."""
    if isinstance(ends, datetime):
        return ends
    return max(begins, ends - timedelta(days=1)) if not isinstance(begins, datetime) else None


def _moment(value: date | datetime, zone: ZoneInfo) -> date | datetime:
    """A day, or a moment; one without a time zone is told in the calendar's."""
    return value.replace(tzinfo=zone) if isinstance(value, datetime) and value.tzinfo is None else value


def _day(written: Any) -> date:  # noqa: ANN401 - icalendar's value of a day or of a moment
    value: date | datetime = written.dt
    return value.date() if isinstance(value, datetime) else value


def _utc(value: date | datetime) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def _zone(calendar: icalendar.Calendar) -> ZoneInfo:
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE", "Europe/Paris")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _PARIS


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - one value, or a list of them
    return value if isinstance(value, list) else [] if value is None else [value]


def _line(value: object) -> str:
    """One line of text; of a property written twice, the first."""
    first = value[0] if isinstance(value, list) and value else value
    return " ".join(str(first).split()) if first is not None else ""


def _plain(value: object) -> str:
    """Text without the HTML that some calendars put in it."""
    text = str(value[0] if isinstance(value, list) and value else value or "")[:_READ]
    if "<" in text:
        text = _MARKUP.sub(" ", _HIDDEN.sub(" ", _BREAK.sub("\n", text)))
    return html.unescape(text).strip()


def _unreadable(name: str, why: Text) -> UnreadableTable:
    return UnreadableTable(Text(f"{name} : {why.fr}.", f"{name}: {why.en}."))
