"""What a contribution points at, read from the published version: types and labels, and what each shape asks for."""

from collections.abc import Container, Iterable, Iterator

import pyoxigraph as ox
from rdflib import URIRef

from graph_service.engine.library.binding import bind
from graph_service.engine.validation.model import Model, classes_above

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

_BATCH = 5_000
"""IRIs in one VALUES block."""


def surroundings(model: Model, store: ox.Store | None, contribution: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """The statements to lay beside a contribution so that its shapes can judge it.

    A shape's own query reads `?object`: everything that things of its class point at. A thing that the contribution
    types is its own: what is published of it is left out, for the contribution is to replace it. A thing that it
    only adds to is judged with all that is published of it.
    """
    quads = tuple(contribution)
    own = {quad.subject for quad in quads if quad.predicate == TYPE}
    for triple in _surroundings(model, store, quads, own):
        if triple.subject not in own:
            yield triple


def _surroundings(
    model: Model, store: ox.Store | None, quads: tuple[ox.Quad, ...], own: Container[Subject]
) -> Iterator[ox.Triple]:
    pointed = _objects(quads)
    yield from _ask(model.concepts, model.common_context, pointed)
    if store is None:
        return
    yield from _ask(store, model.common_context, pointed)
    extended = dict.fromkeys(q.subject for q in quads if isinstance(q.subject, ox.NamedNode) and q.subject not in own)
    yield from _ask(store, model.extended, list(extended))
    for kind, query in model.contexts.items():
        subjects = {q.subject for q in quads if q.predicate == TYPE and kind in _kinds(model, q.object)}
        yield from _ask(store, query, _objects(q for q in quads if q.subject in subjects))


def _kinds(model: Model, kind: object) -> set[URIRef]:
    return classes_above(model, {kind}) if isinstance(kind, ox.NamedNode) else set()


def _objects(quads: Iterable[ox.Quad]) -> list[ox.NamedNode]:
    return list(dict.fromkeys(q.object for q in quads if isinstance(q.object, ox.NamedNode) and q.predicate != TYPE))


def _ask(store: ox.Store, query: str, objects: list[ox.NamedNode]) -> Iterator[ox.Triple]:
    for start in range(0, len(objects), _BATCH):
        answer = store.query(bind(query, {"object": objects[start : start + _BATCH]}))
        if isinstance(answer, ox.QueryTriples):
            yield from answer
