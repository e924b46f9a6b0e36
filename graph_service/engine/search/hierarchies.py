"""What surrounds a territory and what is broader than a concept: read once a version, then remembered."""

from functools import cache

import pyoxigraph as ox

from graph_service.engine.search.statements import About, Statements, point_of
from graph_service.vocabulary import ONTOLOGY, prefixes

_UPWARDS = (
    *(ONTOLOGY + name for name in ("within", "departement", "region", "epci")),
    prefixes()["skos"] + "broader",
)
_WGS84 = prefixes()["wgs84"]
DECIDING = frozenset({*_UPWARDS, _WGS84 + "lat", _WGS84 + "long"})
"""Properties of a territory or a concept on which the documents of many things depend."""

_MOST = 200
"""Ancestors of one thing: a cycle ends, and a hierarchy made to be endless too."""


class Hierarchies:
    """The ancestors of territories and concepts in one version."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._met = cache(self._facts)

    def above(self, start: str) -> tuple[str, ...]:
        """A territory and all that surround it, or a concept and all that are broader."""
        found, waiting = {start: None}, [start]
        while waiting and len(found) < _MOST:
            parents, _ = self._met(waiting.pop())
            waiting += [above for above in parents if above not in found]
            found |= dict.fromkeys(parents)
        return tuple(found)[:_MOST]

    def point(self, territory: str) -> tuple[float, float] | None:
        """The point of a territory, in degrees: latitude, longitude."""
        return self._met(territory)[1]

    def _facts(self, iri: str) -> tuple[tuple[str, ...], tuple[float, float] | None]:
        about = self._statements.about(iri)
        return parents_of(about), point_of(about)


def parents_of(about: About) -> tuple[str, ...]:
    """What a thing's own statements put directly above it."""
    values = (value for name in _UPWARDS for value in about.get(name, ()))
    return tuple(dict.fromkeys(value.value for value in values if isinstance(value, ox.NamedNode)))[:_MOST]
