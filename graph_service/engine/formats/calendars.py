"""An iCalendar file as occurrences within a window: recurrences expanded, cancellations kept, nobody's address kept.

RFC 5545. The library icalendar reads the file, recurring-ical-events expands it; what people put in attendees and
organisers is never looked at.
"""

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

_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_BY_TIME = ("BYHOUR", "BYMINUTE", "BYSECOND")
_TIMES_A_DAY = 24
_PARIS = ZoneInfo("Europe/Paris")
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the two libraries raise on values that mean nothing."""

_PRIVATE = Text("privé dans l’agenda d’origine (CLASS)", "private in its own calendar (CLASS)")
_OFTEN = Text("se répète plus de vingt-quatre fois par jour", "recurs more than twenty-four times a day")
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
            made = [_occurrence(event, number, zone, _recurs(series), cancelled) for event in found]
        except _UNREADABLE as error:
            refusal, made = Text(f"événement illisible ({error})", f"unreadable event ({error})"), []
        count += len(made)
        if refusal is None and count > MOST:
            refusal, made = _MANY, []
        yield from made
        if refusal is not None:
            yield Skipped(number, uid, refusal)


def _calendar(data: bytes, name: str) -> icalendar.Calendar:
    if len(data) > MAX_BYTES:
        raise _unreadable(name, Text(f"plus de {MAX_BYTES} octets", f"over {MAX_BYTES} bytes"))
    try:
        found = icalendar.Calendar.from_ical(data.decode("utf-8-sig", "replace"))
    except _UNREADABLE as error:
        why = Text(f"ce n’est pas un agenda iCalendar ({error})", f"this is no iCalendar file ({error})")
        raise _unreadable(name, why) from None
    if not isinstance(found, icalendar.Calendar) or found.name != "VCALENDAR":
        raise _unreadable(name, Text("ce n’est pas un agenda iCalendar", "this is no iCalendar file"))
    return found


def _series(calendar: icalendar.Calendar) -> dict[str, Series]:
    """UID → the event and its exceptions; an event without UID stands alone."""
    found: dict[str, Series] = {}
    for number, event in enumerate(calendar.walk("VEVENT"), start=1):
        found.setdefault(str(event.get("UID", "")) or f"without-uid-{number}", []).append(
            cast("icalendar.Event", event)
        )
    return found


def _recurs(series: Series) -> bool:
    return any(name in event for event in series for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def _refusal(series: Series) -> Text | None:
    if any(str(event.get("CLASS", "PUBLIC")).upper() in ("PRIVATE", "CONFIDENTIAL") for event in series):
        return _PRIVATE
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
    return times > _TIMES_A_DAY or bool(_TOO_OFTEN & {str(value).upper() for value in rule.get("FREQ", ())})


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
        description=str(event.get("DESCRIPTION", "")).strip(),
        location=_line(event.get("LOCATION")),
        url=str(event.get("URL", "")).strip(),
        status="CANCELLED" if cancelled else str(event.get("STATUS", "")).upper(),
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
    return " ".join(str(value).split()) if value is not None else ""


def _unreadable(name: str, why: Text) -> UnreadableTable:
    return UnreadableTable(Text(f"{name} : {why.fr}.", f"{name}: {why.en}."))
