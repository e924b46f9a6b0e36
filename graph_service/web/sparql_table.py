"""`/sparql/table`: the answer of the plain form as a page, for those without scripts or with a screen reader."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response

from graph_service.engine.answer import Answer
from graph_service.engine.profile import short
from graph_service.engine.reads import Query
from graph_service.errors import MaillageError
from graph_service.media_types import CSV, JSON, JSON_LD, N_TRIPLES, TSV, TURTLE
from graph_service.vocabulary import SHARED
from graph_service.web.addresses import local_address, web_address
from graph_service.web.parameters import url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service
from graph_service.web.sparql_page import Sheet, page
from graph_service.web.thing_page import Value

blueprint = Blueprint("sparql_table", __name__)

_SHOWN = 200
_GRAPH_SHOWN = 20_000
"""Characters of a graph on the page."""


@dataclass(frozen=True)
class Shown:
    """An answer as the page writes it."""

    columns: list[str]
    rows: list[list[Value]]
    graph: str
    verdict: bool | None
    """Of an ASK."""
    cut: bool
    downloads: list[tuple[str, str]]
    """Name of each format, and the address of the whole answer in it."""


@blueprint.get("/sparql/table")
def table() -> Response:
    """The form with its query, and the answer or the sentence that refuses it."""
    text = url_parameters().one("query") or ""
    sheet = Sheet(text, plain=True, example="")
    if not text.strip():
        return page(sheet)
    query = Query(text, JSON, TURTLE, base=f"{service().settings.base_iri}/sparql", max_rows=_SHOWN)
    try:
        return page(sheet, answer=_shown(text, service().storage.query(query, reading_of_request())))
    except MaillageError as error:
        return page(sheet, error.status, refusal=error.detail.to(interface_language()))


def _shown(text: str, answer: Answer) -> Shown:
    formats = (CSV, TSV, JSON) if answer.format is JSON else (TURTLE, N_TRIPLES, JSON_LD)
    downloads = [(one.name, "/sparql?" + urlencode({"query": text, "format": one.name})) for one in formats]
    if answer.format is not JSON:
        graph = answer.data.decode()
        return Shown([], [], graph[:_GRAPH_SHOWN], None, answer.truncated or len(graph) > _GRAPH_SHOWN, downloads)
    document: dict[str, Any] = json.loads(answer.data)
    columns: list[str] = document["head"].get("vars", [])
    rows = [[_value(row.get(name)) for name in columns] for row in document.get("results", {}).get("bindings", ())]
    return Shown(columns, rows, "", document.get("boolean"), answer.truncated, downloads)


def _value(cell: Mapping[str, str] | None) -> Value:
    if cell is None:
        return Value("")
    if cell["type"] != "uri":
        return Value(str(cell["value"]), cell.get("xml:lang", ""))
    iri, base = cell["value"], service().settings.base_iri
    local, words = local_address(iri, base), short(iri)
    if local and words == iri:
        # What every thing here has in common says nothing to the reader of a table.
        words = iri.removeprefix(SHARED).removeprefix(base + "/")
    return Value(words, address=local or web_address(iri), own=bool(local))
