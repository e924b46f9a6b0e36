"""What is counted of a graph while it is written: classes, properties, spaces, places. No store and no file here."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

import pyoxigraph as ox

from graph_service.engine.contours import departement_of, level_and_code
from graph_service.vocabulary import prefixes

_TYPE = prefixes()["rdf"] + "type"
_LINKS = frozenset(
    [
        prefixes()["owl"] + "sameAs",
        *(prefixes()["skos"] + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")),
        prefixes()["rdfs"] + "seeAlso",
    ]
)
_MOST = 2_000
"""Classes, properties or vocabularies that are told of one graph."""


@dataclass
class Statistics:
    """The figures of one graph, as VoID tells them."""

    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    """Property and host of what it leads to, separated by a space."""
    departements: set[str] = field(default_factory=set)
    """Codes of those that it speaks of, itself or by their communes."""
    example: str = ""
    _subject: object = None

    def count(self, quad: ox.Quad) -> None:
        """Count one quad; those of one subject come together, as the engine's index has them."""
        self.triples += 1
        if quad.subject != self._subject:
            self._subject = quad.subject
            self.subjects += 1
        self.properties[quad.predicate.value] += 1
        if isinstance(quad.object, ox.NamedNode):
            self._count_link(quad, quad.object.value)

    def _count_link(self, quad: ox.Quad, value: str) -> None:
        if quad.predicate.value == _TYPE:
            self.classes[value] += 1
            if not self.example and isinstance(quad.subject, ox.NamedNode) and "/id/" in quad.subject.value:
                self.example = quad.subject.value
        elif quad.predicate.value in _LINKS:
            self.links[f"{quad.predicate.value} {_host(value)}"] += 1
        place = level_and_code(value)
        if place is not None and place[0] in ("commune", "departement"):
            self.departements.add(departement_of(place[1]) if place[0] == "commune" else place[1])

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "triples": self.triples,
            "subjects": self.subjects,
            "classes": dict(self.classes.most_common(_MOST)),
            "properties": dict(self.properties.most_common(_MOST)),
            "links": dict(self.links.most_common(_MOST)),
            "departements": sorted(self.departements),
            "example": self.example,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(
            triples=told["triples"],
            subjects=told["subjects"],
            classes=Counter(told["classes"]),
            properties=Counter(told["properties"]),
            links=Counter(told["links"]),
            departements=set(told["departements"]),
            example=told["example"],
        )

    def __add__(self, other: Self) -> "Statistics":
        """The figures of two graphs together; a subject of both counts twice."""
        return Statistics(
            self.triples + other.triples,
            self.subjects + other.subjects,
            self.classes + other.classes,
            self.properties + other.properties,
            self.links + other.links,
            self.departements | other.departements,
            self.example or other.example,
        )


def _host(iri: str) -> str:
    scheme, _, rest = iri.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/" if rest else iri
