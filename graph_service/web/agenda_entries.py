"""The entries of an agenda: events and calls with their days, their place and their accessibility, always told."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from graph_service.desk.dates import told_day, told_moment, told_slot
from graph_service.engine.model.schemes import words_of
from graph_service.engine.search.answer import Found
from graph_service.engine.zones import PARIS
from graph_service.languages import Language, Text
from graph_service.web.addresses import local_address, web_address
from graph_service.web.agenda_request import AgendaRequest
from graph_service.web.question_rows import Row, rows_about
from graph_service.web.service import service

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_Moment = TypeVar("_Moment", date, datetime)
_PARIS = ZoneInfo(PARIS)
_CANCELLED, _POSTPONED = "EventCancelled", "EventPostponed"
_STATES = {
    _CANCELLED: Text("Annulé", "Cancelled"),
    _POSTPONED: Text("Reporté", "Postponed"),
    "EventRescheduled": Text("Changé de date", "Rescheduled"),
    "EventMovedOnline": Text("En ligne", "Moved online"),
}
_UNKNOWN = Text("inconnue", "unknown")
_OPEN_UNTIL, _OPENS = Text("jusqu’au {day}", "until {day}"), Text("du {first} au {last}", "from {first} to {last}")


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """One event or call."""

    iri: str
    label: str
    address: str
    call: bool
    begins: date | datetime
    """Of a call: its last day."""
    ends: date | datetime | None
    opens: date | datetime | None
    """Of a call: its first day, where it is told."""
    when: str
    place: str
    organiser: str
    kind: str
    themes: tuple[str, ...]
    keywords: tuple[str, ...]
    accessibility: str
    state: str
    """Told when it is not held as planned."""
    cancelled: bool
    favours_pooling: bool
    link: str
    fictitious: bool

    @property
    def first(self) -> date:
        """Its first day."""
        return _day(self.begins)

    @property
    def last(self) -> date:
        """Its last day."""
        return _day(self.ends) if self.ends is not None else self.first


def entries(asked: AgendaRequest, found: Found, language: Language) -> list[AgendaEntry]:
    """What takes place, or is open, in the period; in the order of its days."""
    rows = rows_about("agenda-entries", [hit.iri for hit in found.hits], found.version)
    fictitious = {hit.iri for hit in found.hits if hit.fictitious}
    told = (_entry(row, language, fictitious=row["thing"] in fictitious) for row in rows)
    kept = [one for one in told if one is not None and _within(one, asked)]
    return sorted(kept, key=lambda one: (one.first, _moment(one.begins), one.label))


def _within(one: AgendaEntry, asked: AgendaRequest) -> bool:
    """Whether an entry touches the period: a call does from its opening to its last day."""
    first = _day(one.opens) if one.opens is not None else one.first
    return one.last >= asked.first and (asked.last is None or first <= asked.last)


def _entry(row: Row, language: Language, *, fictitious: bool) -> AgendaEntry | None:
    call = "deadline" in row
    begins, ends = _parsed(row.get("deadline" if call else "begins", "")), _parsed(row.get("ends", ""))
    if begins is None:
        return None
    state = row.get("status", "").rpartition("/")[2]
    return AgendaEntry(
        iri=row["thing"],
        label=row["label"],
        address=local_address(row["thing"], service().settings.base_iri),
        call=call,
        begins=begins,
        ends=None if call else ends,
        opens=_parsed(row.get("opens", "")) if call else None,
        when=_open(row, begins, language) if call else _when(begins, ends, language),
        place=row.get("communeLabel", "") or row.get("area", "").replace(" | ", ", "),
        organiser=row.get("organiser", "").replace(" | ", ", "),
        kind=words_of(row.get("type", ""), language),
        themes=tuple(words_of(theme, language) for theme in _several(row, "theme")),
        keywords=_several(row, "keywords"),
        accessibility=words_of(row.get("accessibilityLabel", ""), language) or _UNKNOWN.to(language),
        state=_STATES[state].to(language) if state in _STATES else "",
        cancelled=state == _CANCELLED,
        favours_pooling=row.get("favoursPooling") == "true",
        link=web_address(row.get("link", "")),
        fictitious=fictitious,
    )


def _several(row: Row, name: str) -> tuple[str, ...]:
    return tuple(filter(None, row.get(name, "").split(" | ")))


def _open(row: Row, last: date | datetime, language: Language) -> str:
    opens = _parsed(row.get("opens", ""))
    told = told_day(_day(last)).to(language)
    if opens is None:
        return _OPEN_UNTIL.format(day=told).to(language)
    return _OPENS.format(first=told_day(_day(opens)).to(language), last=told).to(language)


def _when(begins: date | datetime, ends: date | datetime | None, language: Language) -> str:
    start = _told(begins, language)
    if ends is None or ends == begins:
        return start
    if isinstance(begins, datetime) and isinstance(ends, datetime) and _day(begins) == _day(ends):
        return told_slot(begins, ends, PARIS).to(language)
    return f"{start} – {_told(ends, language)}"


def _told(value: date | datetime, language: Language) -> str:
    return (told_moment(value) if isinstance(value, datetime) else told_day(value)).to(language)


def _parsed(text: str) -> date | datetime | None:
    """A day, or a moment on the clocks of Paris; None for what no calendar of people holds."""
    try:
        if "T" not in text:
            return _held(date.fromisoformat(text[:10]))
        moment = datetime.fromisoformat(text)
        return _held(moment.astimezone(_PARIS) if moment.tzinfo else moment.replace(tzinfo=_PARIS))
    except (ValueError, OverflowError):
        return None


def _held(when: _Moment) -> _Moment | None:
    """The moment, if its year is one that can be counted from: « no end » is often written 9999."""
    return when if _FIRST_YEAR <= when.year <= _LAST_YEAR else None


def _day(value: date | datetime) -> date:
    return value.astimezone(_PARIS).date() if isinstance(value, datetime) else value


def _moment(value: date | datetime) -> time:
    return value.astimezone(_PARIS).time() if isinstance(value, datetime) else time()
