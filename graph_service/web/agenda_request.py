"""What an agenda shows, as its address tells it: a search of events and calls, and a period of days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.months import month_name
from graph_service.engine.search.request import FACETS, LABEL, MONTH, Search
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, prefixes
from graph_service.web.page_terms import day_of
from graph_service.web.parameters import Parameters
from graph_service.web.search_request import search_of, whole_facet

EVENT, CALL = prefixes()["schema"] + "Event", ONTOLOGY + "Call"
MOST = 1_000
"""Entries of one view; one that is cut says so."""

OWN = ("from", "until", "view")
"""Parameters of the agenda beside those of a search."""

_LONGEST = 3_660
"""Days of a period."""

_AHEAD = 36
"""Months looked at when no end is told."""

_SHOWN = "shown"

_VIEWS = ("list", "month")
_FACETS = ("theme", "type", "accessibility", "skill", "region", "departement", "epci", "commune", "territory")
"""Facets that the agenda shows."""


@dataclass(frozen=True)
class AgendaRequest:
    """One view of the agenda."""

    parameters: Parameters
    search: Search
    first: date
    last: date | None
    """None: as far ahead as the agenda looks."""
    month: str
    """The month of the month view, such as 2026-11; empty: a list."""

    def address(self, **changes: str) -> str:
        """The query string of this view, or of one that differs."""
        kept = [(name, value) for name, value in self.parameters.pairs if value and name not in ("page", *changes)]
        return Parameters([*kept, *((name, value) for name, value in changes.items() if value)]).encoded()


def agenda_request(parameters: Parameters, index: SearchIndex) -> AgendaRequest:
    """The view that the parameters ask for.

    Raises:
        InvalidParameter, BadRequest: a name or a value that is none.
    """
    month = parameters.one(MONTH) or ""
    first, last = _period(parameters, month)
    kept = Parameters([(name, value) for name, value in parameters.pairs if name not in (*OWN, MONTH, "asOf")])
    asked = search_of(kept, index)
    kinds = () if any(name == "kind" for name, _ in asked.facets) else (("kind", EVENT), ("kind", CALL))
    facets = (*asked.facets, *kinds, *((MONTH, name) for name in _months(first, last)))
    return AgendaRequest(parameters, replace(asked, facets=facets, size=MOST, page=1), first, last, month)


def nearer(asked: AgendaRequest) -> AgendaRequest | None:
    """The same view over half of its months, the nearest; None if it has one only."""
    months = [value for name, value in asked.search.facets if name == MONTH]
    kept = months[: len(months) // 2]
    if not kept:
        return None
    others = tuple(pair for pair in asked.search.facets if pair[0] != MONTH)
    last = (date.fromisoformat(f"{kept[-1]}-01") + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    facets = (*others, *((MONTH, month) for month in kept))
    return replace(asked, search=replace(asked.search, facets=facets), last=last)


def of_entries(asked: AgendaRequest, iris: list[str]) -> Search:
    """The search that counts the facets of some entries: those of the days that are shown."""
    return replace(asked.search, facets=((LABEL, _SHOWN),), labels=((_SHOWN, tuple(iris)),), size=1)


def shown_facets() -> tuple[str, ...]:
    """The facets that the agenda shows, in the order of the search's."""
    return tuple(name for name in FACETS if name in _FACETS)


def _period(parameters: Parameters, month: str) -> tuple[date, date | None]:
    """The first and the last day: of the month view, of what is told, or from today on."""
    view = parameters.one("view") or "list"
    if view not in _VIEWS:
        raise InvalidParameter(
            Text("« view » ne convient pas : donnez list ou month.", "“view” is unfit: give list or month.")
        )
    if month or view == "month":
        shown = month or day_of(parameters.one("from") or parameters.one("asOf") or "")[:7]
        whole_facet(MONTH, shown)
        first = date.fromisoformat(f"{shown}-01")
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    start, end = parameters.one("from") or parameters.one("asOf") or "", parameters.one("until") or ""
    first = date.fromisoformat(day_of(start))
    last = date.fromisoformat(day_of(end)) if end else None
    if last is not None and (last - first).days > _LONGEST:
        raise InvalidParameter(
            Text(
                "Une période a dix ans au plus : rapprochez ses jours.",
                "A period has ten years at most: bring its days nearer.",
            )
        )
    if last is not None and last < first:
        raise InvalidParameter(
            Text("La période finit avant de commencer.", "The period ends before it begins."),
        )
    return first, last


def _months(first: date, last: date | None) -> list[str]:
    start = first.year * 12 + first.month - 1
    end = start + _AHEAD if last is None else last.year * 12 + last.month - 1
    return [month_name(number) for number in range(start, end + 1)]
