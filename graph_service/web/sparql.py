"""`/sparql`: the SPARQL 1.1 Protocol for queries; on a bare GET the service description, or the editor for people."""

from flask import Blueprint, Response, request

from graph_service.errors import BadRequest, UnsupportedMediaType
from graph_service.languages import Text
from graph_service.media_types import TRIPLES
from graph_service.web.answers import not_modified, respond
from graph_service.web.description import describe_service
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import FORM, Parameters, body_text, form_parameters, url_parameters
from graph_service.web.queries import query_etag, read_query
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service
from graph_service.web.sparql_page import editor_page

blueprint = Blueprint("sparql", __name__)
QUERY = "application/sparql-query"


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, whichever of the three ways it comes (SPARQL 1.1 Protocol, 2.1)."""
    if request.method == "POST":
        return _answer(*_posted())
    parameters = url_parameters()
    _refuse_update(parameters)
    text = parameters.one("query")
    if text is None:
        return _bare_get()
    return _answer(text, parameters)


def _posted() -> tuple[str, Parameters]:
    if request.mimetype == QUERY:
        parameters = url_parameters()
        if parameters.all("query"):
            raise BadRequest(
                Text(
                    "La requête est donnée deux fois : corps et adresse.",
                    "The query is given twice: body and address.",
                )
            )
        return body_text(), parameters
    if request.mimetype != FORM:
        raise UnsupportedMediaType(
            Text(
                f"Type « {request.mimetype} » : envoyez {QUERY} ou {FORM}.",
                f"Type “{request.mimetype}”: send {QUERY} or {FORM}.",
            )
        )
    parameters = form_parameters()
    _refuse_update(parameters)
    text = parameters.one("query")
    if text is None:
        raise BadRequest(Text("Le paramètre « query » manque.", "The parameter “query” is missing."))
    return text, parameters


def _refuse_update(parameters: Parameters) -> None:
    if parameters.all("update"):
        raise BadRequest(
            Text(
                "Une mise à jour s’envoie par POST à /update, avec un jeton.",
                "An update is sent by POST to /update, with a token.",
            )
        )


def _answer(text: str, parameters: Parameters) -> Response:
    reads = service().storage.reads
    query = read_query(text, parameters, request.headers.get("Accept"), reads.settings)
    etag = query_etag(query, reads)
    if request.if_none_match and (unchanged := not_modified(etag)):
        return unchanged
    reading = reading_of_request()
    answer = service().storage.query(query, reading)
    return respond(answer, reading, etag)


def _bare_get() -> Response:
    accept = request.headers.get("Accept")
    if prefers_html(accept):
        return editor_page()
    chosen = required(accept, TRIPLES)
    response = Response(describe_service(chosen), content_type=chosen.content_type)
    response.vary.add("Accept")
    return response
