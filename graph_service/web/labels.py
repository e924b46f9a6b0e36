"""Labels in force on a day, as a search takes them."""

from graph_service.engine.search.request import Labels
from graph_service.web.question_rows import rows_of_question

_MOST = 100_000
"""Bearers that are read: more than any network labels."""


def labels_in_force(day: str, *, demonstration: bool, version: int | None = None) -> Labels:
    """Each label and what bears it, or belongs to a bearer, on a day (`2026-11-25`)."""
    values: dict[str, str | list[str]] = {"asOf": day, "demonstration": "true" if demonstration else "false"}
    bearers: dict[str, set[str]] = {}
    for row in rows_of_question("labelled-things", values, version, _MOST).rows:
        bearers.setdefault(row["brand"], set()).add(row["thing"])
    return tuple((brand, tuple(sorted(iris))) for brand, iris in sorted(bearers.items()))
