"""Numbers of an answer, and how a page writes them."""

from collections.abc import Iterable
from math import isfinite

from graph_service.languages import Language, thousands

Row = dict[str, dict[str, str]]
"""A binding of SPARQL's JSON results."""


def number_in(row: Row, name: str) -> float | None:
    """The number of a cell; None where there is none."""
    try:
        found = float(row[name]["value"])
    except (KeyError, ValueError):
        return None
    return found if isfinite(found) else None


def told_number(number: float, language: Language) -> str:
    """A number as people write it: `1 234`, `12,5` in French; `1,234`, `12.5` in English."""
    if number == int(number):
        return thousands(int(number), language)
    whole, _, part = f"{number:.{2 if abs(number) >= 1 else 3}f}".rstrip("0").partition(".")
    return f"{thousands(int(whole), language)}{',' if language == 'fr' else '.'}{part}"


def median(numbers: Iterable[float]) -> float:
    """The middle one, or the mean of the two middle ones."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
