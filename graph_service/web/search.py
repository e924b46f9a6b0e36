"""`/search`: find things by words, facets and place; `/suggest`: names to complete what is being typed."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from graph_service.engine.model.schemes import schemes
from graph_service.engine.model.schemes import search as concepts_named
from graph_service.engine.search.answer import Found
from graph_service.engine.search.request import Search
from graph_service.errors import InvalidParameter, NotFound
from graph_service.languages import Text
from graph_service.media_types import GEOJSON, PLAIN_JSON, Format
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.search_answer import Wording, document, feature_collection, finished
from graph_service.web.search_page import page_of, refused
from graph_service.web.search_request import search_of
from graph_service.web.service import service

blueprint = Blueprint("search", __name__)

_SUGGESTIONS = 12
_LONGEST = 200
_FORMATS = {"json": PLAIN_JSON, "geojson": GEOJSON}


@blueprint.get("/search")
def search() -> Response:
    """The results, by Accept: a page, JSON or GeoJSON."""
    accept = request.headers.get("Accept")
    chosen = None if prefers_html(accept) else required(accept, tuple(_FORMATS.values()))
    response = _answer(chosen)
    response.vary.add("Accept")
    return response


@blueprint.get("/search.<extension>")
def search_as(extension: str) -> Response:
    """The results in the format that the extension names."""
    if extension not in (*_FORMATS, "html"):
        raise NotFound(Text("Formats proposés : json, geojson, html.", "Formats offered: json, geojson, html."))
    return _answer(_FORMATS.get(extension))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Names that begin or hold what is typed: a JSON list of label, IRI and kinds."""
    parameters = url_parameters()
    if parameters.one("scheme"):
        return _concepts(parameters)
    kept = [(name, value) for name, value in parameters.pairs if name not in ("limit", "page")]
    asked = search_of(Parameters([*kept, ("limit", str(_SUGGESTIONS))]), service().storage.search)
    found = service().storage.search.find(asked)
    wording = Wording(service().settings.base_iri, interface_language(), content_tags())
    told = [wording.hit(hit) for hit in found.hits]
    names = [{"label": one["label"], "iri": one["iri"], "kinds": [k["label"] for k in one["kinds"]]} for one in told]
    answer = Response(json.dumps(names, ensure_ascii=False), content_type=PLAIN_JSON.content_type)
    return finished(answer, found.version)


def _concepts(parameters: Parameters) -> Response:
    """Names of one vocabulary: it comes with the program, whatever the version of the graph."""
    scheme, language = schemes().get(parameters.one("scheme") or ""), interface_language()
    if scheme is None:
        raise NotFound(Text("Vocabulaire inconnu : voyez /vocabularies.", "Unknown vocabulary: see /vocabularies."))
    found = concepts_named((parameters.one("q") or "")[:_LONGEST], scheme)[:_SUGGESTIONS]
    kinds = [scheme.label.to(language)]
    names = [{"label": one.label.to(language), "iri": one.iri, "kinds": kinds} for _, one in found]
    response = Response(json.dumps(names, ensure_ascii=False), content_type=PLAIN_JSON.content_type)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.vary.add("Accept-Language")
    return response


def _answer(chosen: Format | None) -> Response:
    parameters, index = url_parameters(), service().storage.search
    try:
        asked = search_of(parameters, index)
    except InvalidParameter as error:
        if chosen is not None:
            raise
        # The form comes back with what was typed, and the sentence beside it.
        view = refused(error.detail.to(interface_language()), parameters)
        page = render_template("search.html", view=view, language=interface_language())
        return Response(page, 400, content_type="text/html; charset=utf-8")
    found = index.find(asked)
    current = service().storage.folder.current_number()
    told = (current, chosen and chosen.name, request.query_string, content_tags())
    etag = etag_of(found.version, (index.generation(), told))
    if unchanged := not_modified(etag):
        return finished(unchanged, found.version)
    response = _response(chosen, found, asked, parameters)
    response.set_etag(etag)
    if found.more:
        response.headers["Link"] = f'<{request.path}?{_page(parameters, asked.page + 1)}>; rel="next"'
    return finished(response, found.version)


def _response(chosen: Format | None, found: Found, asked: Search, parameters: Parameters) -> Response:
    language, tags = interface_language(), content_tags()
    current = service().storage.folder.current_number()
    wording = Wording(service().settings.base_iri, language, tags)
    if chosen is None:
        view = page_of(
            document(found, current, asked.page, wording), found, parameters, wording, (asked.page - 1) * asked.size + 1
        )
        page = render_template("search.html", view=view, language=language)
        return Response(page, content_type="text/html; charset=utf-8")
    told: dict[str, Any] = (
        feature_collection(found, wording) if chosen is GEOJSON else document(found, current, asked.page, wording)
    )
    if found.more and chosen is not GEOJSON:
        told["next"] = f"{request.path}?{_page(parameters, asked.page + 1)}"
    return Response(json.dumps(told, ensure_ascii=False), content_type=chosen.content_type)


def _page(parameters: Parameters, number: int) -> str:
    kept = [(name, value) for name, value in parameters.pairs if name != "page" and value]
    return Parameters([*kept, ("page", str(number))]).encoded()
