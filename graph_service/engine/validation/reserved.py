"""Statements that no contribution may make: those that would change the rules instead of obeying them."""

from collections.abc import Iterable

import pyoxigraph as ox

from graph_service.engine.readers.evaluation import RefusedError
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

_SHACL = prefixes()["sh"]
_CLASSES = (prefixes()["rdfs"] + "subClassOf", prefixes()["rdfs"] + "subPropertyOf")
_OURS = (ONTOLOGY, SHARED + "scheme/", SHARED + "shape/")


def refuse_reserved(quads: Iterable[ox.Quad]) -> None:
    """Let data through that only speaks of things.

    Raises:
        RefusedError: `reserved-vocabulary`, with the term, for a statement in SHACL, about a term, concept or shape
            of the project, or that puts one class under another.
    """
    for quad in quads:
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        kind = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
        predicate = quad.predicate.value
        if predicate.startswith(_SHACL) or kind.startswith(_SHACL) or predicate in _CLASSES:
            raise RefusedError("reserved-vocabulary", kind if kind.startswith(_SHACL) else predicate)
        if subject.startswith(_OURS):
            raise RefusedError("reserved-vocabulary", subject)
