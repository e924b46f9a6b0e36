"""A question as a page: its form, its answer as a table with bars where it is a chart, its formats."""

import json
import re
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from flask import Response

from graph_service.engine.answer import Answer
from graph_service.engine.contours import Geometry, contours_around
from graph_service.engine.formats.sheets.concepts import concept_labels
from graph_service.engine.library.examples import example, space
from graph_service.engine.library.question import AS_OF, Question, today
from graph_service.languages import Language
from graph_service.vocabulary import SHARED, XSD
from graph_service.web.addresses import local_address, web_address
from graph_service.web.columns import column_name, shown_columns
from graph_service.web.features import places
from graph_service.web.library_answers import SHOWN, formats_of
from graph_service.web.library_values import FRANCE, kind_of
from graph_service.web.map_picture import Mark, Picture, first_points, picture
from graph_service.web.parameters import Parameters
from graph_service.web.service import service
from graph_service.web.thing_page import Value

_NOTHING: dict[str, Any] = {"head": {"vars": []}, "results": {"bindings": []}}
_SPREAD = 1.5
"""Degrees from which a map shows the régions behind its marks, no longer the départements."""

_TURTLE_SHOWN = 20_000
"""Characters of a graph on its page."""

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter in the form."""

    name: str
    label: str
    type: str
    """Type of the HTML input, or `select`."""
    value: str
    suggest: str
    """Class of the territories that complete what is typed; empty: nothing does."""
    choices: tuple[tuple[str, str], ...] = ()
    """Of a select: value and label."""


@dataclass(frozen=True)
class Page:
    """Everything the template writes."""

    name: str
    title: str
    description: str
    fields: list[Field]
    columns: list[str]
    rows: list[list[Value]]
    bars: list[int]
    """Per cent of the largest value, a row, where the answer is a chart; else empty."""
    picture: Picture | None
    """The map, where the answer is one and has places."""
    graph: str
    """The beginning of a graph in Turtle."""
    formats: list[str]
    """Extensions of the formats of this answer."""
    more: bool
    version: int
    address: str
    """Query string of this answer, without the page."""
    page: int
    text: str


def page_of(
    asked: Question, parameters: Parameters, answer: Answer | None, graph: Response | None, language: Language
) -> Page:
    """The page of a question and of its answer, if there is one."""
    document: dict[str, Any] = json.loads(answer.data) if answer else _NOTHING
    bindings, columns = document["results"]["bindings"], document["head"]["vars"]
    rows = bindings[:SHOWN]
    heads, cells = table_of(columns, rows, language)
    kept = Parameters([(name, value) for name, value in parameters.pairs if name != "page" and value])
    marks = places(parameters.whole("version")).marks(rows) if asked.result == "map" else []
    return Page(
        name=asked.name,
        title=asked.title.to(language),
        description=asked.description.to(language),
        fields=[_field(asked, name, parameters, language) for name in asked.parameters],
        columns=heads,
        rows=cells,
        bars=_bars(rows, columns) if asked.result == "chart" else [],
        picture=picture(marks, _around(marks)),
        graph=_beginning(graph) if graph else "",
        formats=[offer.extension for offer in formats_of(asked.result)],
        more=len(bindings) > SHOWN,
        version=answer.version if answer else int(graph.headers["Maillage-Version"]) if graph else 0,
        address=kept.encoded(),
        page=parameters.whole("page") or 1,
        text=asked.text,
    )


def table_of(
    columns: list[str], rows: list[dict[str, dict[str, str]]], language: Language
) -> tuple[list[str], list[list[Value]]]:
    """The heads and the cells of an answer: a thing under its name, leading to its page."""
    shown, base = shown_columns(columns), service().settings.base_iri
    heads = [_words(name, language) for name in shown]
    return heads, [[_named(row, name, shown[name], base) for name in shown] for row in rows]


def _around(marks: list[Mark]) -> list[Geometry]:
    """What stands behind the marks: the départements that they lie in, or the régions when they are spread."""
    points = [point for mark in marks for point in first_points(mark.geometry)]
    if not points:
        return []
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    level = "departement" if east - west < _SPREAD and north - south < _SPREAD else "region"
    return contours_around(service().storage.folder.contours, level, (west, south, east, north))


def _beginning(graph: Response) -> str:
    text = graph.get_data(as_text=True)
    return text if len(text) < _TURTLE_SHOWN else text[:_TURTLE_SHOWN].rpartition("\n")[0] + "\n…"


_INPUTS = {"search": "search", "date": "date", "integer": "number", "decimal": "text", "boolean": "select"}


def _field(asked: Question, name: str, parameters: Parameters, language: Language) -> Field:
    parameter, start = asked.parameters[name], space(asked, name)
    told = [value for value in parameters.all(name) if value]
    values = told or ([today().isoformat()] if name == AS_OF else example(asked, name))
    shown = " ".join("France" if value == FRANCE else value.removeprefix(start) for value in values[:1])
    label = parameter.label.to(language)
    if start.startswith(SHARED + "scheme/"):
        scheme = start.removeprefix(SHARED + "scheme/").rstrip("/")
        return Field(name, label, "select", shown, "", concept_labels(scheme, language))
    if parameter.type == "boolean":
        words = (("false", "non"), ("true", "oui")) if language == "fr" else (("false", "no"), ("true", "yes"))
        return Field(name, label, "select", shown, "", words)
    return Field(name, label, _INPUTS.get(parameter.type, "text"), shown, kind_of(asked, name))


def _words(name: str, language: Language) -> str:
    told = column_name(name)
    return told.to(language) if told else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _named(row: dict[str, dict[str, str]], name: str, label: str, base: str) -> Value:
    """A cell under the name that another column gives it."""
    value = _value(row.get(name), base)
    if label and label in row:
        return replace(value, text=row[label]["value"])
    return value


def _value(cell: dict[str, str] | None, base: str) -> Value:
    if cell is None:
        return Value("")
    if cell["type"] != "uri":
        return Value(cell["value"], cell.get("xml:lang", ""))
    iri = cell["value"]
    local = local_address(iri, base)
    short = iri.removeprefix(SHARED).removeprefix(base + "/") if local else iri
    if local:
        return Value(short, address=local)
    return Value(short, address=web_address(iri), own=False)


_BESIDE = frozenset({"signsOfLife", "population", "perThousand", "hiddenCells"})
"""Columns that stand beside what is counted: they give no bar its length."""


def _bars(rows: list[dict[str, Any]], columns: list[str]) -> list[int]:
    """The length of each row's bar, by the last column of numbers that are counted."""
    for name in reversed([name for name in columns if name not in _BESIDE]):
        cells = [row.get(name, {}) for row in rows]
        if cells and all(cell.get("datatype") in _NUMBERS for cell in cells if cell):
            numbers = [number if isfinite(number := float(cell.get("value", 0))) else 0.0 for cell in cells]
            largest = max(map(abs, numbers), default=0) or 1
            return [round(100 * abs(number) / largest) for number in numbers]
    return []
