"""`/queries`: every question of the library as a page, a table and an API; values are bound as terms."""

import json
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from graph_service.engine.answer import Answer
from graph_service.engine.formats.spreadsheets import workbook
from graph_service.engine.library.examples import whole_value
from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import questions
from graph_service.engine.reads import Query
from graph_service.errors import InvalidParameter, NotFound
from graph_service.languages import Language, Text, preferred_language
from graph_service.media_types import JSON, SOLUTIONS, TRIPLES, Format, by_extension
from graph_service.vocabulary import XSD, prefixes
from graph_service.web.answers import etag_of, not_modified, respond
from graph_service.web.library_page import page_of
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service

blueprint = Blueprint("library", __name__)

RESERVED = frozenset({"page", "limit", "version", "lang"})
"""Parameters of the answer, not of the question."""

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 200
"""Rows of a page."""

_MOST = 10_000
"""Rows of one page of an API answer, where pages are asked for."""

_LANGUAGES: tuple[Language, ...] = ("fr", "en")
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


@blueprint.get("/queries")
def library() -> Response:
    """The list of questions: a page, or RDF in the form of the SIB (sh:SPARQLExecutable)."""
    language = preferred_language(url_parameters().one("lang") or request.headers.get("Accept-Language"))
    if prefers_html(request.headers.get("Accept")):
        themes: dict[str, list[Question]] = {}
        for question in questions().values():
            themes.setdefault(question.theme, []).append(question)
        page = render_template("library.html", themes=themes, language=language)
        response = Response(page, content_type="text/html; charset=utf-8")
    else:
        chosen = required(request.headers.get("Accept"), TRIPLES[:4])
        response = Response(_described(tuple(questions().values()), chosen), content_type=chosen.content_type)
    response.vary.update(("Accept", "Accept-Language"))
    return response


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """One question, by Accept: its page, or its answer."""
    stem, dot, extension = name.rpartition(".")
    if dot and stem in questions():
        return _by_extension(questions()[stem], extension)
    asked = _question(name)
    if prefers_html(request.headers.get("Accept")):
        response = _page(asked)
    else:
        response = _solutions(asked, required(request.headers.get("Accept"), SOLUTIONS))
    response.vary.add("Accept")
    return response


def _question(name: str) -> Question:
    if name not in questions():
        raise NotFound(
            Text(
                f"« {name} » n’est pas une question ; la liste est à /queries.",
                f"“{name}” is no question; see /queries.",
            )
        )
    return questions()[name]


def _by_extension(asked: Question, extension: str) -> Response:
    if extension == "html":
        return _page(asked)
    if extension == "rq":
        return Response(asked.text, content_type="application/sparql-query; charset=utf-8")
    if extension == "xlsx":
        return _workbook(asked)
    described = by_extension(extension, TRIPLES[:4])
    if described is not None:
        return Response(_described((asked,), described), content_type=described.content_type)
    chosen = by_extension(extension, SOLUTIONS)
    if chosen is None:
        offered = ", ".join([*(f.extension for f in SOLUTIONS), "xlsx", "html", "rq", "ttl"])
        raise NotFound(Text(f"Formats proposés : {offered}.", f"Formats offered: {offered}."))
    return _solutions(asked, chosen)


def _solutions(asked: Question, chosen: Format) -> Response:
    parameters = url_parameters()
    query = _query(asked, chosen, parameters)
    version = service().storage.reads.record(query.version).number
    etag = etag_of(version, query)
    if unchanged := not_modified(etag):
        return unchanged
    reading = reading_of_request()
    response = respond(service().storage.query(query, reading), reading, etag)
    if link := _next(asked, parameters):
        response.headers["Link"] = link
    return response


def _query(asked: Question, chosen: Format, parameters: Parameters, limit: int | None = None, start: int = 0) -> Query:
    text = asked.bound(values_of(asked, parameters))
    if limit is None:
        limit, start = _slice(parameters)
    paged = f"{text}\nLIMIT {limit} OFFSET {start}" if limit else text
    return Query(paged, chosen, None, base=f"{service().settings.base_iri}/sparql", version=parameters.whole("version"))


def values_of(asked: Question, parameters: Parameters) -> dict[str, str | list[str]]:
    """The values given for a question; « 35 » for a département is its IRI. What is left blank keeps its example.

    Raises:
        InvalidParameter: a name that the question does not have.
    """
    given: dict[str, list[str]] = {}
    for name, value in parameters.pairs:
        if name in RESERVED or value == "":
            continue
        known = name in asked.parameters
        given.setdefault(name, []).append(whole_value(asked, name, value) if known else value)
    return {name: values[0] if len(values) == 1 else values for name, values in given.items()}


def _slice(parameters: Parameters) -> tuple[int, int]:
    limit, page = parameters.whole("limit"), parameters.whole("page")
    if limit is None and page is None:
        return 0, 0
    size = min(limit or _SHOWN, _MOST)
    return size, ((page or 1) - 1) * size


def _next(asked: Question, parameters: Parameters) -> str:
    """The link to the next page, if there is one: a question that the cache keeps."""
    size, start = _slice(parameters)
    if not size or not _rows(asked, parameters, 1, start + size):
        return ""
    page = (parameters.whole("page") or 1) + 1
    kept = [(name, value) for name, value in parameters.pairs if name != "page"]
    address = Parameters([*kept, ("page", str(page))]).encoded()
    return f'<{request.path}?{address}>; rel="next"'


def _rows(asked: Question, parameters: Parameters, limit: int, start: int = 0) -> list[dict[str, Any]]:
    return _answer(asked, parameters, limit, start).rows()


def _answer(asked: Question, parameters: Parameters, limit: int, start: int = 0) -> Answer:
    return service().storage.query(_query(asked, JSON, parameters, limit, start), reading_of_request())


def _workbook(asked: Question) -> Response:
    parameters = url_parameters()
    size, start = _slice(parameters)
    answer = _answer(asked, parameters, size or service().settings.max_rows, start)
    document = json.loads(answer.data)
    columns = document["head"]["vars"]
    rows = ([_cell(row.get(name)) for name in columns] for row in document["results"]["bindings"])
    language = preferred_language(parameters.one("lang") or request.headers.get("Accept-Language"))
    response = Response(workbook(asked.title.to(language), columns, rows), content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.name}.xlsx"'
    response.headers["Maillage-Version"] = str(answer.version)
    return response


def _cell(cell: dict[str, str] | None) -> str | float | int:
    if cell is None:
        return ""
    if cell.get("datatype") in _NUMBERS:
        try:
            return float(cell["value"]) if "." in cell["value"] else int(cell["value"])
        except ValueError:
            return cell["value"]
    return cell["value"]


def _page(asked: Question) -> Response:
    parameters, settings = url_parameters(), service().settings
    language = preferred_language(parameters.one("lang") or request.headers.get("Accept-Language"))
    start = ((parameters.whole("page") or 1) - 1) * _SHOWN
    refusal, answer = "", None
    try:
        answer = _answer(asked, parameters, _SHOWN + 1, start)
    except InvalidParameter as error:
        # The form comes back with what was typed, and the sentence beside it.
        refusal = error.detail.to(language)
    given = values_of(asked, parameters)
    view = page_of(asked, given, answer, _SHOWN, parameters, settings.base_iri, language)
    page = render_template("question.html", view=view, refusal=refusal, language=language)
    response = Response(page, 400 if refusal else 200, content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    if answer is not None:
        response.headers["Maillage-Version"] = str(answer.version)
    return response


def _described(asked: tuple[Question, ...], chosen: Format) -> bytes:
    """Questions as RDF: what the SIB's examples and their tools read."""
    base, sh, rdfs, schema = service().settings.base_iri, prefixes()["sh"], prefixes()["rdfs"], prefixes()["schema"]
    kind = ox.NamedNode(prefixes()["rdf"] + "type")
    triples = []
    for one in asked:
        subject = ox.NamedNode(f"{base}/queries/{one.name}")
        pairs: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (sh + "select", ox.Literal(one.text)),
            (schema + "target", ox.NamedNode(f"{base}/sparql")),
            (schema + "keywords", ox.Literal(one.theme)),
            *(
                (rdfs + "label", ox.Literal(text, language=tag))
                for tag, text in zip(("fr", "en"), one.title, strict=True)
            ),
            *(
                (rdfs + "comment", ox.Literal(t, language=g))
                for g, t in zip(("fr", "en"), one.description, strict=True)
            ),
        ]
        triples += [
            ox.Triple(subject, kind, ox.NamedNode(sh + n)) for n in ("SPARQLExecutable", "SPARQLSelectExecutable")
        ]
        triples += [ox.Triple(subject, ox.NamedNode(predicate), value) for predicate, value in pairs]
    used = {name: prefixes()[name] for name in ("sh", "rdfs", "schema", "rdf")}
    return ox.serialize(triples, format=ox.RdfFormat.from_media_type(chosen.media_type), prefixes=used) or b""
