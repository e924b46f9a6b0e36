"""What a contribution points at, read from the published version: types and labels, and what each shape asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import URIRef

from graph_service.engine.library.binding import bind
from graph_service.engine.validation.model import Model, classes_above
from graph_service.engine.validation.terms import Statement

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

_BATCH = 5_000
"""IRIs in one VALUES block."""


@dataclass(frozen=True)
class Surroundings:
    """What lies beside a contribution, and what it does to published things."""

    context: list[ox.Triple]
    """Statements for the shapes to read."""
    orphans: list[tuple[str, str]]
    """Published parts that it changes without their whole: (part, whole)."""


def surroundings(model: Model, store: ox.Store | None, contribution: Iterable[ox.Quad]) -> Surroundings:
    """The statements to lay beside a contribution so that its shapes can judge it.

    A shape's own query reads `?object`: everything that things of its class point at. A published thing that the
    contribution types as what it already is, it replaces: what is published of it is left out. A published thing
    that it types otherwise, or not at all, it adds to: that thing is judged with all that is published of it.
    """
    quads = tuple(contribution)
    subjects = list(dict.fromkeys(q.subject for q in quads if isinstance(q.subject, ox.NamedNode)))
    published = list(_ask(store, model.common_context, subjects)) if store is not None else []
    replaced = _replaced(quads, published)
    beside = list(_beside(model, store, quads, [s for s in subjects if s not in replaced]))
    orphans = _orphans(model, store, subjects)
    return Surroundings([triple for triple in beside if triple.subject not in replaced], orphans)


def _replaced(quads: tuple[ox.Quad, ...], published: list[ox.Triple]) -> set[Subject]:
    """The things that the contribution speaks of anew: typed as they are published, or not published at all."""
    before = {(triple.subject, triple.object) for triple in published if triple.predicate == TYPE}
    known = {subject for subject, _ in before}
    typed = {(quad.subject, quad.object) for quad in quads if quad.predicate == TYPE}
    return {subject for subject, kind in typed if subject not in known or (subject, kind) in before}


def _beside(
    model: Model, store: ox.Store | None, quads: tuple[ox.Quad, ...], extended: list[ox.NamedNode]
) -> Iterator[ox.Triple]:
    pointed = _objects(quads)
    yield from _ask(model.concepts, model.common_context, pointed)
    if store is None:
        return
    yield from _ask(store, model.common_context, pointed)
    joined = list(_ask(store, model.extended, extended))
    yield from joined
    whole: tuple[Statement, ...] = (*quads, *joined)
    for kind, query in model.contexts.items():
        subjects = {s.subject for s in whole if s.predicate == TYPE and kind in _kinds(model, s.object)}
        yield from _ask(store, query, _objects(s for s in whole if s.subject in subjects))


def _orphans(model: Model, store: ox.Store | None, subjects: list[ox.NamedNode]) -> list[tuple[str, str]]:
    if store is None:
        return []
    wholes = _ask(store, model.wholes, subjects)
    return [
        (str(triple.object).strip("<>"), str(triple.subject).strip("<>"))
        for triple in wholes
        if triple.subject not in subjects
    ]


def _kinds(model: Model, kind: object) -> set[URIRef]:
    return classes_above(model, {kind}) if isinstance(kind, ox.NamedNode) else set()


def _objects(quads: Iterable[Statement]) -> list[ox.NamedNode]:
    return list(dict.fromkeys(q.object for q in quads if isinstance(q.object, ox.NamedNode) and q.predicate != TYPE))


def _ask(store: ox.Store, query: str, objects: list[ox.NamedNode]) -> Iterator[ox.Triple]:
    for start in range(0, len(objects), _BATCH):
        answer = store.query(bind(query, {"object": objects[start : start + _BATCH]}))
        if isinstance(answer, ox.QueryTriples):
            yield from answer
