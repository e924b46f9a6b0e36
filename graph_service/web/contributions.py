"""`/contributions`: contribute by program, follow, correct, withdraw, decide."""

import json
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.accounts import is_address
from graph_service.desk.contributions import UNKNOWN, Contribution, contribution, moves_of
from graph_service.desk.intake import described
from graph_service.desk.reviewing import Actor, move
from graph_service.desk.submission import Received, abandon, ask_withdrawal, correct
from graph_service.desk.workflow import CONTRIBUTION_MOVES, open_moves
from graph_service.engine.formats.sheets.contribution import FORMATS
from graph_service.errors import BadRequest, Forbidden, InvalidContribution, NotFound, UnsupportedMediaType
from graph_service.languages import Text
from graph_service.media_types import JSON_LD, N_TRIPLES, PLAIN_JSON, RDF_XML, TURTLE, Format, by_media_type
from graph_service.web.answers import not_modified
from graph_service.web.authentication import refuse_cross_site
from graph_service.web.contributed_rows import receive_rows
from graph_service.web.contributing import Sent, receive, request_of
from graph_service.web.identity import actor
from graph_service.web.negotiation import accepted, prefers_html, required
from graph_service.web.parameters import url_parameters
from graph_service.web.problems import problem_response
from graph_service.web.service import service
from graph_service.web.update import request_digest

blueprint = Blueprint("contributions", __name__)

ROWS: tuple[Format, ...] = FORMATS
ROW_TYPES = tuple(offer.media_type for offer in ROWS)
READ: tuple[Format, ...] = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""RDF that a contribution may be written in."""


@blueprint.post("/contributions")
def create() -> Response:
    """Contribute: 201 with the address of what was made, or 422 with what to correct."""
    try:
        received = receive_rows(_sent(ROWS)) if request.mimetype in ROW_TYPES else receive(_sent())
    except InvalidContribution as error:
        return refusal(error)
    return _created(received)


@blueprint.get("/contributions")
def extended() -> Response:
    """What a revision of a published thing is compared with: `?thing=IRI` → its graph, and its ETag for If-Match."""
    thing = url_parameters().iris("thing")
    if len(thing) != 1:
        raise BadRequest(Text("Nommez une chose : ?thing=<IRI>.", "Name one thing: ?thing=<IRI>."))
    office = service().office
    own = f"{office.base}/graph/thing/"
    graphs = [graph for graph in office.published.graphs(thing).get(thing[0], []) if graph.startswith(own)]
    graphs = [graph for graph in graphs if graph.endswith("/" + thing[0].rpartition("/")[2])]
    if not graphs:
        raise NotFound(Text("Aucune contribution n’a publié cette chose.", "No contribution published this thing."))
    response = _json({"thing": thing[0], "graph": graphs[0]}, 200)
    response.set_etag(str(office.published.etag(graphs[0])))
    return response


@blueprint.get("/contributions/<identity>")
def show(identity: str) -> BaseResponse:
    """A contribution, to its author and to those who decide on it; it does not exist for others."""
    found, who = _found(identity)
    if prefers_html(request.headers.get("Accept")):
        return redirect(f"/desk/contributions/{identity}", 303)
    chosen = required(request.headers.get("Accept"), (PLAIN_JSON, N_TRIPLES))
    response = not_modified(found.etag)
    if response is None:
        told = found.statements if chosen is N_TRIPLES else json.dumps(document(found, who), ensure_ascii=False)
        response = Response(told, content_type=chosen.content_type)
        response.set_etag(found.etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Accept", "Authorization", "Cookie"))
    return response


@blueprint.put("/contributions/<identity>")
def revise(identity: str) -> Response:
    """Correct a contribution that waits, or revise one that was accepted; If-Match tells what was read."""
    found, _ = _own(identity)
    sent = _sent()
    request_made = request_of(sent)
    try:
        payload = service().office.intake.read(sent.data, sent.syntax)
        received = correct(service().office, found, payload, request_made)
    except InvalidContribution as error:
        return refusal(error)
    return _created(received, 200 if received.contribution == identity else 201)


@blueprint.delete("/contributions/<identity>")
def withdraw(identity: str) -> Response:
    """Forget a contribution that waits (204), or ask that what it published be withdrawn (202, `?reason=`)."""
    refuse_cross_site()
    found, who = _own(identity)
    if found.state == "accepted":
        reason = url_parameters().one("reason") or ""
        asked = ask_withdrawal(service().office, found, who.author, reason)
        response = _json(document(asked, who), 202)
        response.headers["Location"] = f"{service().settings.base_iri}/contributions/{asked.id}"
        return response
    abandon(service().office, found.id, who.author)
    return Response(status=204)


@blueprint.post("/contributions/<identity>/moves")
def decide(identity: str) -> Response:
    """Make a move of the workflow: `{"move": "accept", "reason": "…"}`."""
    refuse_cross_site()
    _, who = _found(identity)
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict) or not isinstance(asked.get("move"), str):
        raise BadRequest(Text('Envoyez {"move": "accept", "reason": "…"}.', 'Send {"move": "accept", "reason": "…"}.'))
    changed = move(service().office, who, identity, asked["move"], str(asked.get("reason") or ""))
    return _json(document(changed, who), 200)


def _found(identity: str) -> tuple[Contribution, Actor]:
    """A contribution that exists for who asks.

    Raises:
        NotFound: it does not; the same whether or not it does for others.
    """
    who = actor()
    with service().desk.connect() as connection:
        found = contribution(connection, identity)
    if not who.may_see(found):
        raise NotFound(UNKNOWN)
    return found, who


def _own(identity: str) -> tuple[Contribution, Actor]:
    """A contribution of who asks: whoever decides on it answers its author, and changes no word of theirs.

    Raises:
        NotFound: it does not exist for them.
        Forbidden: they see it without being its author.
    """
    found, who = _found(identity)
    if "author" not in who.rights(found):
        raise Forbidden(
            Text(
                "Seul son auteur la corrige ou la retire : renvoyez-la ou refusez-la, en disant pourquoi.",
                "Only its author corrects or withdraws it: return or refuse it, telling why.",
            )
        )
    return found, who


def _sent(more: tuple[Format, ...] = ()) -> Sent:
    parameters, read = url_parameters(), (*READ, *ROWS)
    syntax = by_media_type(request.mimetype, (*READ, *more)) if request.mimetype else None
    if syntax is None:
        names = ", ".join(offer.media_type for offer in read)
        raise UnsupportedMediaType(
            Text(f"Type « {request.mimetype} » : envoyez {names}.", f"Type “{request.mimetype}”: send {names}."),
            headers={"Accept": names},
        )
    address = request.headers.get("Maillage-Reply-To")
    if address is not None and not is_address(address):
        raise BadRequest(Text("Maillage-Reply-To n’est pas un courriel.", "Maillage-Reply-To is no e-mail address."))
    return Sent(
        data=request.get_data(),
        syntax=syntax,
        key=request.headers.get("Idempotency-Key"),
        digest=request_digest(),
        if_match=request.headers.get("If-Match"),
        address=address,
        nature=parameters.one("nature") or "voluntary",
    )


def _created(received: Received, status: int = 201) -> Response:
    base = service().settings.base_iri
    told: dict[str, Any] = {
        "contribution": f"{base}/contributions/{received.contribution}",
        "state": received.state,
        "follow": base + received.follow,
        "warnings": [described(warning) for warning in received.warnings],
    }
    response = _json(told, status)
    response.headers["Location"] = told["contribution"]
    response.set_etag(received.etag)
    if received.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _json(document: object, status: int) -> Response:
    response = Response(json.dumps(document, ensure_ascii=False), status, content_type=PLAIN_JSON.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def refusal(error: InvalidContribution) -> Response:
    """A refusal as a problem with its findings, or as the SHACL report in Turtle, whichever is asked for."""
    wanted = accepted(request.headers.get("Accept"), (PLAIN_JSON, TURTLE))
    if wanted is TURTLE and error.report:
        response = Response(error.report, error.status, content_type=TURTLE.content_type)
        response.headers["Cache-Control"] = "no-store"
        return response
    return problem_response(error)


def document(found: Contribution, who: Actor) -> dict[str, Any]:
    """A contribution as JSON."""
    base = service().settings.base_iri
    with service().desk.connect() as connection:
        moves = moves_of(connection, found.id)
    return {
        "id": found.id,
        "state": found.state,
        "published": found.published,
        "version": found.version,
        "failure": found.failure,
        "title": found.title,
        "act": found.act,
        "nature": found.nature,
        "things": [{"iri": thing.iri, "kind": thing.kind, "title": thing.title} for thing in found.things],
        "areas": sorted(found.areas),
        "warnings": found.warnings,
        "created": found.created.isoformat(),
        "updated": found.updated.isoformat(),
        "moves": [_move(one, base) for one in moves],
        "possible": sorted({m.name for m in open_moves(CONTRIBUTION_MOVES, found.state, who.rights(found))}),
    }


def _move(told: dict[str, Any], base: str) -> dict[str, Any]:
    """A move: its actor is a function, never a person."""
    function = f"{base}/id/function/{told['account']}" if told["account"] else told["actor"].partition(":")[0]
    return {
        "move": told["move"],
        "before": told["before"],
        "after": told["after"],
        "by": function,
        "reason": told["reason"],
        "at": told["at"].isoformat(),
    }
