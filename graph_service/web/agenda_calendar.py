"""A month as a calendar: weeks of days, each with what takes place."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, get_day_names

from graph_service.languages import Language
from graph_service.web.agenda_entries import AgendaEntry


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    date: date
    inside: bool
    """Whether it is of the month."""
    today: bool
    entries: list[AgendaEntry]


@dataclass(frozen=True, slots=True)
class Month:
    """A month, its neighbours and its weeks."""

    title: str
    previous: str
    following: str
    weeks: list[list[Day]]
    days: list[str]


def month_title(first: date, language: Language) -> str:
    """« novembre 2026 »."""
    return format_date(first, "MMMM y", locale=language)


def month_of(first: date, entries: list[AgendaEntry], today: date, language: Language) -> Month:
    """The calendar of the month that begins on a day."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        title=month_title(first, language),
        previous=f"{first - timedelta(days=1):%Y-%m}",
        following=f"{first + timedelta(days=32):%Y-%m}",
        weeks=[[_day(one, first, entries, today) for one in week] for week in weeks],
        days=[get_day_names("wide", locale=language)[day] for day in range(7)],
    )


def _day(one: date, first: date, entries: list[AgendaEntry], today: date) -> Day:
    here = [entry for entry in entries if entry.first <= one <= entry.last] if one.month == first.month else []
    return Day(one, one.month == first.month, one == today, here)
