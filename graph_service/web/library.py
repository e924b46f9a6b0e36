"""`/queries`: every question of the library as a page, a table and an API; values are bound as terms."""

from flask import Blueprint, Response, render_template, request

from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import THEMES, questions
from graph_service.errors import InvalidParameter, NotFound
from graph_service.languages import Text
from graph_service.media_types import TURTLE, by_extension
from graph_service.web.library_answers import (
    GRAPHS,
    SHOWN,
    answer_in,
    format_named,
    formats_of,
    next_link,
    rows_of,
)
from graph_service.web.library_description import described
from graph_service.web.library_page import Page, page_of
from graph_service.web.library_values import Asked, asked
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("library", __name__)

_SPARQL = "application/sparql-query; charset=utf-8"
_HTML = "text/html; charset=utf-8"


@blueprint.get("/queries")
def library() -> Response:
    """The list of questions: a page, or RDF in the form of the SIB (sh:SPARQLExecutable)."""
    url_parameters()
    language, accept = interface_language(), request.headers.get("Accept")
    if prefers_html(accept):
        themes: dict[str, list[Question]] = {}
        for found in questions().values():
            themes.setdefault(found.theme, []).append(found)
        response = Response(
            render_template("library.html", themes=themes, titles=THEMES, language=language), content_type=_HTML
        )
    else:
        chosen = required(accept, GRAPHS)
        document = described(tuple(questions().values()), service().settings.base_iri, chosen)
        response = Response(document, content_type=chosen.content_type)
    response.vary.update(("Accept", "Accept-Language"))
    return response


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """One question: its page or its answer, by Accept or by extension."""
    stem, dot, extension = name.rpartition(".")
    if dot and stem in questions():
        return _by_extension(questions()[stem], extension)
    found = _question(name)
    accept = request.headers.get("Accept")
    response = (
        _page(found) if prefers_html(accept) else _answer(found, required(accept, formats_of(found.result)).extension)
    )
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


def _by_extension(found: Question, extension: str) -> Response:
    if extension == "html":
        return _page(found)
    if extension == "rq":
        return Response(found.text, content_type=_SPARQL)
    description = by_extension(extension, GRAPHS) if found.result != "graph" else None
    if description is not None:
        document = described((found,), service().settings.base_iri, description)
        return Response(document, content_type=description.content_type)
    return _answer(found, extension)


def _answer(found: Question, extension: str) -> Response:
    chosen = format_named(found.result, extension)
    told = asked(found, url_parameters())
    response = answer_in(told, chosen)
    if link := next_link(told):
        response.headers["Link"] = link
    response.vary.add("Accept-Language")
    return response


def _page(found: Question) -> Response:
    parameters, language = url_parameters(), interface_language()
    refusal, told = "", None
    try:
        told = asked(found, parameters)
        view = _view(found, told)
    except InvalidParameter as error:
        # The form comes back with what was typed, and the sentence beside it.
        refusal = error.detail.to(language)
        view = page_of(found, parameters, None, None, language)
    page = render_template("question.html", view=view, refusal=refusal, asked=told, language=language)
    response = Response(page, 400 if refusal else 200, content_type=_HTML)
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    if view.version:
        response.headers["Maillage-Version"] = str(view.version)
    return response


def _view(found: Question, told: Asked) -> Page:
    if found.result == "graph":
        graph = answer_in(told, TURTLE)
        return page_of(found, told.parameters, None, graph, interface_language())
    start = ((told.parameters.whole("page") or 1) - 1) * SHOWN
    return page_of(found, told.parameters, rows_of(told, SHOWN + 1, start), None, interface_language())
