"""`/sparql/terms.json`: what the editor of `/sparql` proposes and says, in both languages, kept by the browser."""

import json
from collections.abc import Iterable

from flask import Blueprint, Response

from graph_service.engine.model.completion import (
    Proposal,
    proposed_classes,
    proposed_concepts,
    proposed_properties,
)
from graph_service.media_types import PLAIN_JSON
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes
from graph_service.web.model_documents import kept
from graph_service.web.parameters import url_parameters
from graph_service.web.service import service
from graph_service.web.sparql_words import WORDS

blueprint = Blueprint("sparql_terms", __name__)


@blueprint.get("/sparql/terms.json")
def terms_of_editor() -> Response:
    """Prefixes, classes, properties, concepts and the words of the editor: nothing of it depends on the graph."""
    url_parameters()
    document = {
        "spaces": {"ontology": ONTOLOGY, "shared": SHARED, "own": service().settings.base_iri + "/"},
        "prefixes": prefixes(),
        "classes": _told(proposed_classes()),
        "properties": _told(proposed_properties()),
        "concepts": _told(proposed_concepts()),
        "words": {key: text._asdict() for key, text in WORDS.items()},
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    return kept(body, PLAIN_JSON.content_type, '</ontology>; rel="describedby"')


def _told(proposals: Iterable[Proposal]) -> list[dict[str, str]]:
    return [{"iri": one.iri, **one.label._asdict()} for one in proposals]
