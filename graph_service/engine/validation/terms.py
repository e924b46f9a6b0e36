"""Terms of the one library in the other: pyoxigraph parses and queries, pySHACL reads rdflib."""

from typing import cast

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import IdentifiedNode, Node

OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Statement = ox.Quad | ox.Triple


def node(term: OxTerm) -> Node:
    """The same term for rdflib. A quoted triple becomes its text: no shape speaks of one."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language is not None:
            return Literal(term.value, lang=term.language)
        # The lexical form is kept: a wrong one is what a shape is to find.
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    return Literal(str(term))


def add(graph: Graph, triple: Statement) -> None:
    """Add a statement to an rdflib graph."""
    subject = cast("IdentifiedNode", node(triple.subject))
    graph.add((subject, cast("URIRef", node(triple.predicate)), node(triple.object)))
