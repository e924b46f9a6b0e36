"""`/vocabularies`: the lists of values, each as a tree, with a search that needs no script."""

from flask import Blueprint, Response

from graph_service.engine.model.schemes import schemes, search
from graph_service.web.model_documents import Place, asked, document, rendered, split
from graph_service.web.model_links import Links

blueprint = Blueprint("vocabularies", __name__)

_FOLDER = "ontology/vocabularies"
_SHOWN = 100
"""Concepts of a page of results."""

_OPEN = 60
"""A scheme up to this many concepts shows its whole tree; a larger one opens at a touch."""


@blueprint.get("/vocabularies")
@blueprint.get("/vocabularies.<extension>")
def vocabularies(extension: str = "") -> Response:
    """Every scheme, and the search among all their concepts."""
    return document(Place("/vocabularies", _FOLDER), extension, _index)


@blueprint.get("/vocabularies/<key>")
def vocabulary(key: str) -> Response:
    """One scheme."""
    name, extension = split(key)
    return document(Place(f"/vocabularies/{name}", _FOLDER, name), extension, lambda links: _scheme(name, links))


def _index(links: Links) -> str:
    words = asked()
    found = search(words)
    values = {"words": words, "found": found[:_SHOWN], "count": len(found)}
    listed = sorted(schemes().values(), key=lambda scheme: scheme.label.to(links.language).lower())
    return rendered("vocabularies.html", "/vocabularies", links, schemes=listed, **values)


def _scheme(name: str, links: Links) -> str:
    scheme, words = schemes()[name], asked()
    found = search(words, scheme)
    values = {"words": words, "found": found[:_SHOWN], "count": len(found), "open": scheme.size <= _OPEN}
    return rendered("vocabulary.html", f"/vocabularies/{name}", links, scheme=scheme, **values)
