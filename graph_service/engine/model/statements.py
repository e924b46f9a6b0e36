"""What Turtle files of the model say, by subject: the few questions that the readers of this folder ask of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from graph_service.languages import Text
from graph_service.vocabulary import prefixes

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

RDF, RDFS, OWL, SKOS = (prefixes()[name] for name in ("rdf", "rdfs", "owl", "skos"))
DCT, SH, VANN = (prefixes()[name] for name in ("dct", "sh", "vann"))


class Statements:
    """The statements of some files, in the order they are written."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._said: dict[Node, dict[str, list[Term]]] = {}
        for path in paths:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
                    self._said.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)

    def objects(self, subject: Node, predicate: str) -> list[Term]:
        """Every value of a property."""
        return self._said.get(subject, {}).get(predicate, [])

    def nodes(self, subject: Node, predicate: str) -> list[Node]:
        """The things that a property leads to."""
        return [o for o in self.objects(subject, predicate) if isinstance(o, ox.NamedNode | ox.BlankNode)]

    def iris(self, subject: Node, predicate: str) -> tuple[str, ...]:
        """The IRIs that a property leads to."""
        return tuple(o.value for o in self.objects(subject, predicate) if isinstance(o, ox.NamedNode))

    def value(self, subject: Node, predicate: str) -> str:
        """The first value as a text; empty: none."""
        return next((str(getattr(o, "value", "")) for o in self.objects(subject, predicate)), "")

    def whole(self, subject: Node, predicate: str) -> int | None:
        """The first value as a whole number, if there is one."""
        value = self.value(subject, predicate)
        return int(value) if value else None

    def text(self, subject: Node, predicate: str) -> Text:
        """The first French and the first English text; one of them stands for the other."""
        found: dict[str, str] = {}
        for literal in self.objects(subject, predicate):
            if isinstance(literal, ox.Literal):
                found.setdefault(literal.language or "", literal.value)
        plain = found.get("", "")
        return Text(found.get("fr", found.get("en", plain)), found.get("en", found.get("fr", plain)))

    def listed(self, subject: Node, predicate: str) -> list[Term]:
        """The members of the RDF list that a property leads to."""
        return [item for head in self.nodes(subject, predicate) for item in self._items(head)]

    def _items(self, head: Node) -> Iterator[Term]:
        while head.value != RDF + "nil":
            yield from self.objects(head, RDF + "first")
            head = next(iter(self.nodes(head, RDF + "rest")), ox.NamedNode(RDF + "nil"))

    def typed(self, kind: str) -> list[ox.NamedNode]:
        """The named things of a class, in the order of the files."""
        wanted, about = ox.NamedNode(kind), self._said.items()
        return [s for s, said in about if isinstance(s, ox.NamedNode) and wanted in said.get(RDF + "type", ())]

    def subjects(self, predicate: str, value: Term) -> list[ox.NamedNode]:
        """The named things of which a property has a value."""
        about = self._said.items()
        return [s for s, said in about if isinstance(s, ox.NamedNode) and value in said.get(predicate, ())]
