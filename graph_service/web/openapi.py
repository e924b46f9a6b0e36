"""`/openapi.json`: the HTTP interface in OpenAPI 3.1; `/api`: the same for people."""

import json
from functools import cache
from typing import Any

from flask import Blueprint, Response, render_template

from graph_service import __version__
from graph_service.errors import BY_SLUG
from graph_service.languages import Language, Text
from graph_service.media_types import PLAIN_JSON
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.api_operations import operations
from graph_service.web.api_table import HTML, Operation
from graph_service.web.parameters import FORM, url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("openapi", __name__)

_PROBLEM = "application/problem+json"
_ANYWHERE = (401, 405, 414, 415, 429, 431, 503)
"""What any request may meet: a token in the address, a wrong verb, too long an address, a flood."""

_BODILESS = frozenset({204, 301, 302, 303, 304})
_TITLES = {
    200: Text("La réponse", "The answer"),
    201: Text("Créé", "Created"),
    204: Text("Fait, publié et sur disque", "Done, published and on disk"),
    206: Text("La plage demandée", "The range asked for"),
    301: Text("Une meilleure clé existe", "A better key exists"),
    302: Text("À cette adresse durable", "At this lasting address"),
    303: Text("Voir ce document", "See this document"),
    304: Text("Inchangé", "Not modified"),
    431: Text("En-têtes trop grands", "Header fields too large"),
}


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The document."""
    url_parameters()
    language, base = interface_language(), service().settings.base_iri
    text = json.dumps(document(language, base), ensure_ascii=False)
    etag = etag_of(0, (text,))
    response = not_modified(etag) or Response(text, content_type=PLAIN_JSON.content_type)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/api")
def api() -> Response:
    """The page: operations by family, questions counted once each."""
    url_parameters()
    families: dict[Text, list[Operation]] = {}
    for operation in operations():
        families.setdefault(operation.tag, []).append(operation)
    page = render_template("api.html", language=interface_language(), families=families, shown=_is_shown)
    response = Response(page, content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Language")
    return response


@cache
def document(language: Language, base: str) -> dict[str, Any]:
    """The OpenAPI document in one language."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations():
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, language)
    title = Text("Interface HTTP de Maillage", "HTTP interface of Maillage")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title.to(language),
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": Text(
                "Données liées, SPARQL, recherche, questions et catalogue. Toute lecture prend ?version=.",
                "Linked data, SPARQL, search, questions and catalogue. Every read takes ?version=.",
            ).to(language),
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _problem_schema()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, language: Language) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": f"{operation.method} {operation.path}",
        "tags": [operation.tag.to(language)],
        "summary": operation.summary.to(language),
        "parameters": [parameter.to_openapi(language) for parameter in operation.parameters],
        "responses": _responses(operation, language),
    }
    if operation.bodies:
        told["requestBody"] = {"required": True, "content": _bodies(operation)}
    if operation.token:
        told["security"] = [{"token": []}]
    return told


def _responses(operation: Operation, language: Language) -> dict[str, Any]:
    return {str(status): _response(operation, status, language) for status in sorted({*operation.statuses, *_ANYWHERE})}


def _response(operation: Operation, status: int, language: Language) -> dict[str, Any]:
    described = {"description": _title(status).to(language)}
    if status in _BODILESS:
        return described
    if status < 400:
        content: dict[str, Any] = {media_type: {} for media_type in operation.formats}
        return {**described, "content": content} if content else described
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    page: dict[str, Any] = {HTML: {}} if HTML in operation.formats or not operation.formats else {}
    return {**described, "content": {_PROBLEM: schema, **page}}


def _title(status: int) -> Text:
    errors = (error.title for error in BY_SLUG.values() if error.status == status)
    return _TITLES.get(status) or next(errors, Text(str(status), str(status)))


def _bodies(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {media_type: {"schema": {"type": "string"}} for media_type in operation.bodies}
    if operation.form:
        fields = {parameter.name: parameter.schema for parameter in operation.form}
        schema = {"type": "object", "properties": fields, "required": list(fields)}
        content[FORM] = {"schema": schema}
    return content


def _problem_schema() -> dict[str, Any]:
    """RFC 9457."""
    text = {"type": "string"}
    properties = {"type": text, "title": text, "status": {"type": "integer"}, "detail": text, "instance": text}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _is_shown(operation: Operation) -> bool:
    """Whether the page tells it: a question is told once, its formats stand on its own page."""
    return operation.rule != "/queries/<name>" or "." not in operation.path
