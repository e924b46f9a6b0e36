"""`/update`: the SPARQL 1.1 Protocol for updates, with a token."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from graph_service.desk.tokens import Grant
from graph_service.engine import guard
from graph_service.engine.writes import Receipt, Update, digest_of
from graph_service.errors import BadRequest, UnsupportedMediaType
from graph_service.languages import Text
from graph_service.web.authentication import writer_grant
from graph_service.web.parameters import FORM, Parameters, body_text, form_parameters, url_parameters
from graph_service.web.service import service

blueprint = Blueprint("update", __name__)
UPDATE = "application/sparql-update"


@blueprint.post("/update")
def update() -> Response:
    """Apply an update; answered once it is published and on disk (204, with the version's number)."""
    grant = writer_grant()
    text, parameters = _read()
    guard.inspect(text, service().storage.reads.limits)
    write = Update(
        cause=f"update by {grant.name}",
        scope=grant.graph_prefix,
        key=idempotency_key(grant),
        digest=request_digest(),
        text=text,
        base=f"{service().settings.base_iri}/update",
        using=parameters.iris("using-graph-uri"),
        using_named=parameters.iris("using-named-graph-uri"),
    )
    return receipt_response(service().storage.submit(write), 204)


def _read() -> tuple[str, Parameters]:
    if request.mimetype == UPDATE:
        return body_text(), url_parameters()
    if request.mimetype != FORM:
        raise UnsupportedMediaType(
            Text(
                f"Type « {request.mimetype} » : envoyez {UPDATE} ou {FORM}.",
                f"Type “{request.mimetype}”: send {UPDATE} or {FORM}.",
            )
        )
    parameters = form_parameters()
    text = parameters.one("update")
    if text is None or parameters.all("query"):
        raise BadRequest(
            Text(
                "Un formulaire de mise à jour porte « update », et pas « query ».",
                "An update form carries “update”, and not “query”.",
            )
        )
    return text, parameters


def idempotency_key(grant: Grant) -> str | None:
    """The request's idempotency key, a token's own: another token's same key is another.

    Raises:
        BadRequest: longer than 200 characters.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= 200:
        raise BadRequest(Text("Idempotency-Key : 1 à 200 caractères.", "Idempotency-Key: 1 to 200 characters."))
    return f"{grant.name}:{key}" if key else None


def request_digest() -> str:
    """A digest of the whole request, for its idempotency key."""
    parts = (request.method.encode(), request.path.encode(), request.query_string, request.mimetype.encode())
    return digest_of(*parts, request.get_data())


def receipt_response(receipt: Receipt, status: int, location: str | None = None) -> Response:
    """The response to a write: which version holds it, what it changed, whether it is a replay."""
    response = Response(status=status)
    response.headers["Maillage-Version"] = str(receipt["version"])
    response.headers["Maillage-Changes"] = f"+{receipt.get('added', 0)} -{receipt.get('removed', 0)}"
    response.headers["Cache-Control"] = "no-store"
    if receipt.get("replayed"):
        response.headers["Idempotency-Replayed"] = "true"
    if location is not None and _is_sendable(location):
        response.headers["Location"] = location
    return response


def _is_sendable(location: str) -> bool:
    """Whether an IRI may stand in a Location header (the server refuses ports out of range)."""
    try:
        _ = urlsplit(location).port
    except ValueError:
        return False
    return location.isascii()
