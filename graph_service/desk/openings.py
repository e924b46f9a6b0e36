"""Intervals that a thing is asked for in, from a beginning to before an end, and the hours that it is open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from graph_service.desk.zones import moment, span
from graph_service.errors import UnfitRequest
from graph_service.languages import Text

LONGEST = timedelta(days=366)
AHEAD = timedelta(days=731)
"""How far ahead a slot may begin."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_TOLD = tuple(
    Text(fr, en)
    for fr, en in zip(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), DAYS, strict=True)
)


@dataclass(frozen=True, slots=True)
class Slot:
    """An interval in UTC: its end is outside, so that another may begin there."""

    begins: datetime
    ends: datetime

    def meets(self, other: "Slot") -> bool:
        """Whether two slots have a moment in common."""
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of some days of the week (`schema:Schedule`)."""

    days: frozenset[int]
    """0 for Monday."""
    opens: time
    closes: time
    zone: str
    first: date | None = None
    last: date | None = None

    @property
    def text(self) -> Text:
        """As people say it."""
        days = sorted(self.days)
        since = f" {self.first.isoformat()}" if self.first else ""
        until = f" {self.last.isoformat()}" if self.last else ""
        fr = f"{', '.join(_DAYS_TOLD[day].fr for day in days)} : {self.opens:%H:%M} – {self.closes:%H:%M}"
        en = f"{', '.join(_DAYS_TOLD[day].en for day in days)}: {self.opens:%H:%M} – {self.closes:%H:%M}"
        return Text(
            fr + (f", à partir du{since}" if since else "") + (f", jusqu’au{until}" if until else ""),
            en + (f", from{since}" if since else "") + (f", until{until}" if until else ""),
        )

    def slots(self, first: date, last: date) -> Iterator[Slot]:
        """When it is open on the days from `first` to `last`."""
        day = max(first, self.first or first)
        until = min(last, self.last or last)
        while day <= until:
            if day.weekday() in self.days:
                yield self._on(day)
            day += timedelta(days=1)

    def _on(self, day: date) -> Slot:
        zone = ZoneInfo(self.zone)
        # Closing at or before the opening: the day after.
        closing = day + timedelta(days=1) if self.closes <= self.opens else day
        begins, ends = datetime.combine(day, self.opens, zone), datetime.combine(closing, self.closes, zone)
        return Slot(begins.astimezone(UTC), ends.astimezone(UTC))


def slot(begins: str, ends: str, zone: str, at: datetime) -> Slot | None:
    """The slot that a form asks for; None if it asks for none.

    Raises:
        UnfitRequest: one date without the other, a time that does not exist, in the past, backwards or too long.
    """
    if not begins.strip() and not ends.strip():
        return None
    if not begins.strip() or not ends.strip():
        missing = "ends" if begins.strip() else "begins"
        raise UnfitRequest(Text("Donnez le début et la fin.", "Give the beginning and the end."), missing)
    asked = Slot(_side("begins", begins, zone), _side("ends", ends, zone))
    refusal = _refusal(asked, at)
    if refusal is not None:
        raise refusal
    return asked


def _side(field: str, written: str, zone: str) -> datetime:
    """One side of a slot; what is wrong with it is told at its field."""
    try:
        return moment(written, zone)
    except UnfitRequest as error:
        raise UnfitRequest(error.detail, field) from None


def _refusal(asked: Slot, at: datetime) -> UnfitRequest | None:
    if asked.ends <= asked.begins:
        told = Text("La fin doit venir après le début.", "The end must come after the beginning.")
        return UnfitRequest(told, "ends")
    if asked.begins <= at:
        return UnfitRequest(Text("Ce début est déjà passé.", "That beginning is past already."), "begins")
    if asked.ends - asked.begins > LONGEST:
        return UnfitRequest(Text("Un créneau dure un an au plus.", "A slot lasts one year at most."), "ends")
    if asked.begins - at > AHEAD:
        told = Text("Un créneau commence d’ici deux ans au plus.", "A slot begins within two years at most.")
        return UnfitRequest(told, "begins")
    return None


def refuse_closed(asked: Slot, openings: Iterable[Opening], zone: str) -> None:
    """Let a slot through that lies within the opening hours; a thing without any is always open.

    Raises:
        UnfitRequest: it does not.
    """
    given = list(openings)
    first, last = asked.begins.date() - timedelta(days=2), asked.ends.date() + timedelta(days=2)
    open_slots = merged(one for opening in given for one in opening.slots(first, last))
    if given and not any(one.begins <= asked.begins and asked.ends <= one.ends for one in open_slots):
        told, hours = span(asked.begins, asked.ends, zone), [opening.text for opening in given]
        raise UnfitRequest(
            Text(
                f"Ce n’est pas ouvert {told.fr}. Ouvert : {' ; '.join(one.fr for one in hours)}.",
                f"It is not open {told.en}. Open: {'; '.join(one.en for one in hours)}.",
            ),
            "begins",
        )


def merged(slots: Iterable[Slot]) -> list[Slot]:
    """Slots in order, those that touch made one."""
    found: list[Slot] = []
    for one in sorted(slots, key=lambda given: given.begins):
        if found and one.begins <= found[-1].ends:
            found[-1] = Slot(found[-1].begins, max(found[-1].ends, one.ends))
        else:
            found.append(one)
    return found
