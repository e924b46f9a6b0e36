"""The model's files as the tests read them: modules, shapes, examples, queries."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

ROOT = Path(__file__).parents[1]
MODULES = [path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"]
VOCABULARIES = sorted((ROOT / "ontology/vocabularies").glob("*.ttl"))
ALIGNMENTS = sorted((ROOT / "ontology/alignments").glob("*.ttl"))
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
CONTEXTS = sorted((ROOT / "shapes").glob("*.rq"))
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))
EXAMPLES = sorted((ROOT / "tests/examples").glob("*/*.ttl"))
SHIPPED = sorted((ROOT / "ontology/examples").glob("*.ttl"))
"""Those that the program carries, one a class."""
CONTEXT = ROOT / "tests/example_context.ttl"
"""What the examples point at."""

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@cache
def graph_of(*paths: Path) -> rdflib.Graph:
    """The merged graph of some files, blank nodes kept apart."""
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def statements(path: Path) -> list[ox.Quad]:
    """The statements of a Turtle file."""
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def languages(graph: rdflib.Graph, subject: Node, predicate: Node) -> list[str]:
    """The languages of a subject's texts, sorted; an empty text counts for nothing."""
    found = graph.objects(subject, predicate)
    return sorted(str(o.language) for o in found if isinstance(o, rdflib.Literal) and str(o).strip())


def texts(graph: rdflib.Graph, subject: Node, predicate: Node, language: str) -> list[str]:
    """A subject's texts in one language."""
    found = graph.objects(subject, predicate)
    return [str(o) for o in found if isinstance(o, rdflib.Literal) and o.language == language]
