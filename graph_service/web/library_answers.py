"""The answer of a question in each of its formats, whole or by pages."""

import json
from datetime import datetime
from typing import Any

from flask import Response, request

from graph_service.engine.answer import Answer
from graph_service.engine.formats.spreadsheets import workbook
from graph_service.engine.reads import Query
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import Gone, NotFound
from graph_service.languages import Text
from graph_service.media_types import ATOM, GEOJSON, ICS, JSON, SOLUTIONS, TRIPLES, XLSX, Format, by_extension
from graph_service.vocabulary import XSD
from graph_service.web.answers import UNTIL, etag_of, not_modified, respond
from graph_service.web.features import places
from graph_service.web.feeds import Feed, atom, entries, ics
from graph_service.web.library_values import Asked
from graph_service.web.parameters import Parameters
from graph_service.web.preferences import interface_language
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service

SHOWN = 200
"""Rows of a page."""

MOST = 10_000
"""Rows of one page of an API answer, where pages are asked for, and of a document that is made in memory."""

GRAPHS = TRIPLES[:4]
"""Formats of a question that answers a graph."""

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


def formats_of(result: str) -> tuple[Format, ...]:
    """The formats that a kind of result allows."""
    if result == "graph":
        return GRAPHS
    special: dict[str, tuple[Format, ...]] = {"map": (GEOJSON,), "feed": (ATOM, ICS)}
    return (*SOLUTIONS, XLSX, *special.get(result, ()))


def answer_in(asked: Asked, chosen: Format) -> Response:
    """The answer in a format that the question allows."""
    query = query_of(asked, chosen)
    version = service().storage.reads.record(asked.version).number
    # Places come from the search file and from contours, which are made again for the same version.
    drawn = places().state if chosen is GEOJSON else ()
    etag = etag_of(version, (query, interface_language(), drawn))
    response = not_modified(etag)
    if response is not None:
        response.headers.update({"Cache-Control": "public, no-cache", "Maillage-Version": str(version)})
    elif chosen.kind == "document":
        response = _document(asked, chosen, etag)
    else:
        response = _streamed(query, etag, memorable=asked.lasting)
    if asked.until is not None:
        request.environ[UNTIL] = asked.until
    if asked.cut:
        response.headers["Maillage-Truncated"] = "true"
    if asked.behind:
        response.headers["Maillage-Behind"] = str(asked.behind)
    return response


def _streamed(query: Query, etag: str, *, memorable: bool) -> Response:
    reading = reading_of_request()
    response = respond(service().storage.query(query, reading), reading, etag, memorable=memorable)
    if "Content-Disposition" in response.headers:
        # Saved beside others, a file is told by its question.
        name = request.path.rpartition("/")[2]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def query_of(asked: Asked, chosen: Format, limit: int | None = None, start: int = 0) -> Query:
    """The query, with the page's limits where pages are asked for."""
    if limit is None:
        limit, start = page_slice(asked.parameters)
    text = f"{asked.text}\nLIMIT {limit} OFFSET {start}" if limit and asked.question.result != "graph" else asked.text
    solutions, triples = (None, chosen) if asked.question.result == "graph" else (chosen, None)
    return Query(text, solutions, triples, base=f"{service().settings.base_iri}/sparql", version=asked.version)


def rows_of(asked: Asked, limit: int, start: int = 0) -> Answer:
    """The answer in JSON, for what is made of it here."""
    return service().storage.query(query_of(asked, JSON, limit, start), reading_of_request())


def page_slice(parameters: Parameters) -> tuple[int, int]:
    """Rows of the page asked for and where it starts; 0, 0 for the whole."""
    limit, page = parameters.whole("limit"), parameters.whole("page")
    if limit is None and page is None:
        return 0, 0
    size = min(limit or SHOWN, MOST)
    return size, ((page or 1) - 1) * size


def next_link(asked: Asked) -> str:
    """The link to the next page, if there is one: a question that the cache keeps."""
    parameters = asked.parameters
    size, start = page_slice(parameters)
    if not size or asked.question.result == "graph" or not rows_of(asked, 1, start + size).rows():
        return ""
    page = (parameters.whole("page") or 1) + 1
    kept = [(name, value) for name, value in parameters.pairs if name != "page"]
    address = Parameters([*kept, ("page", str(page))]).encoded()
    return f'<{request.path}?{address}>; rel="next"'


def _document(asked: Asked, chosen: Format, etag: str) -> Response:
    """A document made in memory of at most `MOST` rows; one that is cut says so."""
    size, start = page_slice(asked.parameters)
    answer = rows_of(asked, (size or MOST) + 1, start)
    document = json.loads(answer.data)
    rows = document["results"]["bindings"]
    more, rows = len(rows) > (size or MOST), rows[: size or MOST]
    response = Response(_made(asked, chosen, document["head"]["vars"], rows, answer), content_type=chosen.content_type)
    response.headers["Maillage-Version"] = str(answer.version)
    response.headers["Cache-Control"] = "public, no-cache"
    # A workbook says when it was made: the same answer, not the same bytes.
    response.set_etag(etag, weak=chosen is XLSX)
    if more and not size:
        response.headers["Maillage-Truncated"] = "true"
    if chosen in (XLSX, ICS):
        response.headers["Content-Disposition"] = f'attachment; filename="{asked.question.name}.{chosen.extension}"'
    return response


def _made(asked: Asked, chosen: Format, columns: list[str], rows: list[Any], answer: Answer) -> bytes | str:
    if chosen is XLSX:
        cells = ([_cell(row.get(name)) for name in columns] for row in rows)
        return workbook(asked.question.title.to(interface_language()), columns, cells)
    if chosen is GEOJSON:
        features = places(asked.version).features(rows)
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return (atom if chosen is ATOM else ics)(_feed(asked, rows, answer))


def _feed(asked: Asked, rows: list[Any], answer: Answer) -> Feed:
    storage, base, kept = service().storage, service().settings.base_iri, asked.parameters.encoded()
    updated = moment_of(storage.folder, answer.version)
    page = f"{base}/queries/{asked.question.name}.html?{kept}".rstrip("?")
    itself = f"{base}{request.path}?{kept}".rstrip("?")
    told = list(entries(rows, base, interface_language()))
    since = storage.search.since([entry.iri for entry in told])
    changed = {iri: moment_of(storage.folder, number) for iri, number in since.items()}
    return Feed(asked.question.title.to(interface_language()), page, itself, updated, told, changed)


def moment_of(folder: DataFolder, version: int) -> datetime:
    """When a version was published; of one that is no longer kept, the oldest that is."""
    try:
        return datetime.fromisoformat(folder.record(version).time)
    except Gone:
        return datetime.fromisoformat(folder.record(folder.kept()[0]).time)


def _cell(cell: dict[str, str] | None) -> str | float | int:
    if cell is None:
        return ""
    if cell.get("datatype") in _NUMBERS:
        try:
            return float(cell["value"]) if "." in cell["value"] else int(cell["value"])
        except ValueError:
            return cell["value"]
    return cell["value"]


def format_named(asked_result: str, extension: str) -> Format:
    """The format of an extension.

    Raises:
        NotFound: the question does not have it; the sentence lists those it has.
    """
    offers = formats_of(asked_result)
    chosen = by_extension(extension, offers)
    if chosen is None:
        told = ", ".join(
            [*(offer.extension for offer in offers), "html", "rq", *(() if offers is GRAPHS else ("ttl",))]
        )
        raise NotFound(Text(f"Formats proposés : {told}.", f"Formats offered: {told}."))
    return chosen
