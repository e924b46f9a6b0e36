"""Moments and intervals as people say them: in words, as clocks say where they are."""

from datetime import date, datetime

from babel.dates import get_day_names

from graph_service.desk.tables.moments import now
from graph_service.desk.zones import MONTHS, MONTHS_EN, local
from graph_service.engine.zones import PARIS
from graph_service.languages import Text

# Monday first, as Python counts them.
DAYS, DAYS_EN = (tuple(get_day_names("wide", locale=tag)[day] for day in range(7)) for tag in ("fr", "en"))


def told_day(value: date) -> Text:
    """`24 novembre 2026`, `24 November 2026`; the first of a month is `1er` in French."""
    number = "1er" if value.day == 1 else str(value.day)
    return Text(
        f"{number} {MONTHS[value.month - 1]} {value.year}", f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"
    )


def told_moment(value: datetime, zone: str = PARIS) -> Text:
    """`24 novembre 2026 à 23 h 22`, `24 November 2026, 23:22`."""
    there = local(value, zone)
    day = told_day(there)
    return Text(f"{day.fr} à {_clock(there).fr}", f"{day.en}, {_clock(there).en}")


def told_weekday(value: datetime, zone: str) -> Text:
    """`samedi 5 décembre 2026, 14 h`, `Saturday 5 December 2026, 14:00`."""
    there = local(value, zone)
    day, clock = told_day(there), _clock(there)
    return Text(f"{DAYS[there.weekday()]} {day.fr}, {clock.fr}", f"{DAYS_EN[there.weekday()]} {day.en}, {clock.en}")


def told_slot(begins: datetime, ends: datetime, zone: str) -> Text:
    """`samedi 5 décembre 2026, 14 h – 18 h`; the day of the end is told when it is another."""
    first, last = told_weekday(begins, zone), told_weekday(ends, zone)
    if local(begins, zone).date() == local(ends, zone).date():
        last = _clock(local(ends, zone))
    return Text(f"{first.fr} – {last.fr}", f"{first.en} – {last.en}")


def told_age(since: datetime, at: datetime | None = None) -> Text:
    """How many days ago something was, as the calendar of Paris counts them."""
    days = (local(at or now(), PARIS).date() - local(since, PARIS).date()).days
    if days <= 0:
        return Text("aujourd’hui", "today")
    return Text("hier", "yesterday") if days == 1 else Text(f"il y a {days} jours", f"{days} days ago")


def _clock(there: datetime) -> Text:
    # What belongs to one hour stays on one line.
    minutes = f"\u00a0{there:%M}" if there.minute else ""
    return Text(f"{there.hour}\u00a0h{minutes}", f"{there:%H:%M}")
