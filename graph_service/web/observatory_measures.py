"""Rows of an answer as what is drawn of them: names in the reader's language, each with its number."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from graph_service.engine.model.schemes import concept_label, schemes
from graph_service.languages import Language, Text
from graph_service.vocabulary import SHARED
from graph_service.web.addresses import local_address
from graph_service.web.coverage import LOCAL_REGISTER, NOT_COVERED
from graph_service.web.observatory_bars import Measure
from graph_service.web.observatory_numbers import Row, median, number_in
from graph_service.web.observatory_subjects import Figure

_KINDS = {
    "problème remonté": Text("problèmes remontés", "problems raised"),
    "contribution": Text("contributions", "contributions"),
}
"""What an answer was given to, as the question names it → how it is read."""


def measures(figure: Figure, rows: Iterable[Row], language: Language, day: str, base: str) -> list[Measure]:
    """What is drawn of each name; a row without its number is not drawn."""
    if figure.drawing == "medians":
        return _medians(figure, rows, language)
    if figure.drawing == "ages":
        return _ages(figure, rows, day, base)
    values: dict[str, float] = defaultdict(float)
    beside: dict[str, float] = defaultdict(float)
    addresses: dict[str, str] = {}
    for row in rows:
        number, name = number_in(row, figure.value), name_of(figure, row, language)
        if number is not None:
            values[name] += number
            beside[name] += number_in(row, figure.beside) or 0.0
            addresses[name] = local_address(thing_of(figure, row), base)
    return [Measure(n, v, beside[n] if figure.beside else None, addresses[n]) for n, v in values.items()]


def years(figure: Figure, rows: Iterable[Row]) -> list[tuple[int, float, float]]:
    """Years with their number and what stands beside it."""
    found = ((number_in(row, figure.label), row) for row in rows)
    return [
        (int(year), number_in(row, figure.value) or 0.0, number_in(row, figure.beside) or 0.0)
        for year, row in found
        if year is not None
    ]


def thing_of(figure: Figure, row: Row) -> str:
    """The IRI of what a row is about; empty where nothing tells it."""
    cell = row.get(figure.code)
    if cell is None:
        return ""
    if cell["type"] == "uri":
        return cell["value"]
    space = f"scheme/{figure.scheme}" if figure.scheme else f"id/{figure.level}"
    return f"{SHARED}{space}/{cell['value']}"


def name_of(figure: Figure, row: Row, language: Language) -> str:
    """How a row is read: a concept by its label in the reader's language, anything else as the answer names it."""
    iri, written = thing_of(figure, row), row.get(figure.label, {}).get("value", "")
    label = concept_label(iri) if iri else _concept_named(figure.scheme, written)
    if figure.register and iri.rpartition("/")[2] in LOCAL_REGISTER:
        return f"{written} ({NOT_COVERED.to(language)})"
    return label.to(language) if label else written


def _concept_named(scheme: str, written: str) -> Text | None:
    found = schemes().get(scheme)
    return next((one.label for one in found.concepts() if one.label.fr == written), None) if found else None


def _medians(figure: Figure, rows: Iterable[Row], language: Language) -> list[Measure]:
    delays: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        number = number_in(row, figure.value)
        if number is not None:
            delays[row[figure.label]["value"]].append(number)
    return [Measure(_counted(kind, len(found), language), median(found)) for kind, found in delays.items()]


def _counted(kind: str, number: int, language: Language) -> str:
    name = _KINDS[kind].to(language) if kind in _KINDS else kind
    answers = ("réponse" if language == "fr" else "answer") + ("s" if number > 1 else "")
    return f"{name} ({number} {answers})"


def _ages(figure: Figure, rows: Iterable[Row], day: str, base: str) -> list[Measure]:
    until = date.fromisoformat(day)
    found = [(row, row[figure.value]["value"][:10]) for row in rows if figure.value in row]
    return [
        Measure(row[figure.label]["value"], max(0.0, (until - date.fromisoformat(loaded)).days), None,
                local_address(row.get("graph", {}).get("value", ""), base))
        for row, loaded in found
    ]  # fmt: skip
