"""The model as a validator holds it: shapes, subclasses, concepts, and the context query of each shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.namespace import RDFS

from graph_service.engine.validation.prepared import register
from graph_service.engine.validation.terms import add, node
from graph_service.vocabulary import model_folder

_SUBCLASS = ox.NamedNode(str(RDFS.subClassOf))


@dataclass(frozen=True)
class Model:
    """Everything of the model's files that one validation reads; nothing in it changes."""

    shapes: ShapesGraph
    targeted: tuple[tuple[Any, bool], ...]
    """The shapes that look for things themselves, and whether they have properties; most are parts of others."""
    subclasses: tuple[ox.Quad, ...]
    concepts: ox.Store
    """The vocabularies: so a concept is known although no store has loaded it."""
    contexts: dict[URIRef, str]
    """Target class → text of the context queries of its shapes."""
    common_context: str
    """Types and labels of whatever is pointed at."""
    wholes: str
    """What published things a thing is a part of."""
    extended: str
    """All of a published thing that a contribution adds to."""


def read_model(shapes_folder: Path) -> Model:
    """Read the shapes of a folder, and the ontology and vocabularies of the project."""
    register()
    ontology = model_folder() / "ontology"
    graph = Graph()
    for path in (*sorted(shapes_folder.glob("*.ttl")), ontology / "prefixes.ttl"):
        for quad in _statements(path):
            add(graph, quad)
    concepts = ox.Store()
    for path in sorted((ontology / "vocabularies").glob("*.ttl")):
        concepts.extend(_statements(path))
    shapes = ShapesGraph(graph)
    return Model(
        shapes=shapes,
        targeted=tuple(_targeted(shapes)),
        subclasses=tuple(q for p in sorted(ontology.glob("*.ttl")) for q in _statements(p) if _between_classes(q)),
        concepts=concepts,
        contexts=dict(_contexts(graph, shapes_folder)),
        common_context=(model_folder() / "shapes" / "context.rq").read_text(encoding="utf-8"),
        wholes=(model_folder() / "shapes" / "wholes.rq").read_text(encoding="utf-8"),
        extended=(model_folder() / "shapes" / "extended.rq").read_text(encoding="utf-8"),
    )


def _targeted(shapes: ShapesGraph) -> Iterator[tuple[Any, bool]]:
    for shape in shapes.shapes:
        if any(any(True for _ in targets) for targets in shape.target()):
            yield shape, any(True for _ in shape.property_shapes())


def _statements(path: Path) -> Iterator[ox.Quad]:
    yield from ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)


def _between_classes(quad: ox.Quad) -> bool:
    return quad.predicate == _SUBCLASS


def _contexts(graph: Graph, folder: Path) -> Iterator[tuple[URIRef, str]]:
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        if isinstance(shape, BNode):
            continue
        path = folder / f"{str(shape).rpartition('/')[2]}.rq"
        for target in graph.objects(shape, SH.targetClass) if path.exists() else ():
            yield URIRef(str(target)), path.read_text(encoding="utf-8")


def classes_above(model: Model, kinds: set[ox.NamedNode]) -> set[URIRef]:
    """The classes given and every class above them."""
    found, left = set(kinds), list(kinds)
    while left:
        kind = left.pop()
        for quad in model.subclasses:
            if quad.subject == kind and isinstance(quad.object, ox.NamedNode) and quad.object not in found:
                found.add(quad.object)
                left.append(quad.object)
    return {URIRef(str(node(kind))) for kind in found}
