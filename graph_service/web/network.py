"""`/network`: the peers of this instance, what it keeps of each, how old it is, and what went wrong."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from graph_service.engine.licences import licence_name
from graph_service.federation.peers import LEVELS, Peer, Peers
from graph_service.languages import Language, Text
from graph_service.media_types import PLAIN_JSON
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.search_answer import Wording
from graph_service.web.service import service

blueprint = Blueprint("network", __name__)


@blueprint.get("/network")
def network() -> Response:
    """The peers, as a page or as JSON."""
    language, accept = interface_language(), request.headers.get("Accept")
    found = [_told(peer, language) for peer in Peers(service().storage.folder.root)]
    if prefers_html(accept):
        page = render_template("network.html", peers=found, licence_name=licence_name, language=language)
        response = Response(page, content_type="text/html; charset=utf-8")
    else:
        chosen = required(accept, (PLAIN_JSON,))
        response = Response(json.dumps(found, ensure_ascii=False), content_type=chosen.content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _told(peer: Peer, language: Language) -> dict[str, Any]:
    """A peer as people and programs read it; its file's address may hold a secret and is not told."""
    base, outcome = service().settings.base_iri, peer.outcome
    graph = peer.graph(base)
    return {
        "name": peer.slug,
        "title": peer.title,
        "level": LEVELS[peer.level].to(language),
        "territory": peer.territory,
        "territoryLabel": Wording(base, language, content_tags()).label(peer.territory, _names(peer)),
        "licence": peer.licence,
        "graph": graph if outcome.succeeded else "",
        "lastSuccess": outcome.succeeded,
        "statements": outcome.statements,
        "quarantined": outcome.quarantined,
        "setAside": outcome.aside,
        "paused": peer.paused,
        "stale": peer.stale,
        "state": _state(peer).to(language),
        "error": Text(*outcome.error).to(language).replace(peer.address, "…") if outcome.error else "",
    }


def _names(peer: Peer) -> dict[str, dict[str, str]]:
    if not peer.territory:
        return {}
    found = service().storage.search.known([peer.territory]) if service().storage.search.version() else {}
    return {iri: hit.names for iri, hit in found.items()}


def _state(peer: Peer) -> Text:
    if peer.paused:
        return Text("suspendu", "paused")
    if peer.outcome.error is not None:
        return Text("périmé", "stale") if peer.stale else Text("jamais récolté", "never harvested")
    return Text("à jour", "up to date") if peer.outcome.succeeded else Text("jamais récolté", "never harvested")
