"""The months in which an event takes place or a call is open: what an agenda narrows by."""

import re
from collections.abc import Iterator

from graph_service.engine.search.request import MONTH
from graph_service.engine.search.statements import About
from graph_service.vocabulary import ONTOLOGY, prefixes

_SCHEMA = prefixes()["schema"]
_FIRST = (_SCHEMA + "startDate", ONTOLOGY + "opensOn")
_LAST = (_SCHEMA + "endDate", ONTOLOGY + "deadline")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-")
_MOST = 36
"""Months of one thing: what lasts longer is found by its first three years."""


def months_of(about: About) -> Iterator[tuple[str, str]]:
    """The facet of a thing's months; none for a thing without a date."""
    told = [number for number in (_month(about, _FIRST), _month(about, _LAST)) if number is not None]
    for number in range(told[0], min(max(told), told[0] + _MOST - 1) + 1) if told else ():
        yield MONTH, month_name(number)


def month_name(number: int) -> str:
    """A month counted from the year 0, as the facet writes it."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _month(about: About, predicates: tuple[str, ...]) -> int | None:
    texts = (str(getattr(value, "value", "")) for predicate in predicates for value in about.get(predicate, ()))
    found = (_MONTH.match(text) for text in texts)
    return next((int(match[1]) * 12 + int(match[2]) - 1 for match in found if match), None)
