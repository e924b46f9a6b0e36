"""What surrounds a territory and what is broader than a concept: read once a version, then remembered."""

from bisect import bisect_right
from functools import cache

import pyoxigraph as ox

from graph_service.engine.search.statements import About, Statements, point_of
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

_UPWARDS = (
    *(ONTOLOGY + name for name in ("within", "departement", "region", "epci")),
    prefixes()["skos"] + "broader",
)
_WGS84 = prefixes()["wgs84"]
_POPULATION = ONTOLOGY + "population"
DECIDING = frozenset({*_UPWARDS, _WGS84 + "lat", _WGS84 + "long", _POPULATION})
"""Properties of a territory or a concept on which the documents of many things depend."""

_BANDS = (
    (0, "under-200"), (200, "200-499"), (500, "500-1999"), (2_000, "2000-9999"), (10_000, "10000-49999"),
    (50_000, "50000-199999"), (200_000, "200000-plus"),
)  # fmt: skip
"""Least number of inhabitants → concept of the scheme commune-size."""

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
            parents = self._met(waiting.pop())[0]
            waiting += [above for above in parents if above not in found]
            found |= dict.fromkeys(parents)
        return tuple(found)[:_MOST]

    def point(self, territory: str) -> tuple[float, float] | None:
        """The point of a territory, in degrees: latitude, longitude."""
        return self._met(territory)[1]

    def size(self, commune: str) -> str:
        """The population band of a commune, as a concept; nothing where its population is not told."""
        return self._met(commune)[2]

    def _facts(self, iri: str) -> tuple[tuple[str, ...], tuple[float, float] | None, str]:
        about = self._statements.about(iri)
        return parents_of(about), point_of(about), size_of(about)


def size_of(about: About) -> str:
    """The population band that a commune's own statements put it in."""
    value = next(iter(about.get(_POPULATION, ())), None)
    try:
        inhabitants = int(getattr(value, "value", ""))
    except ValueError:
        return ""
    band = _BANDS[bisect_right([least for least, _ in _BANDS], inhabitants) - 1][1] if inhabitants >= 0 else ""
    return f"{SHARED}scheme/commune-size/{band}" if band else ""


def parents_of(about: About) -> tuple[str, ...]:
    """What a thing's own statements put directly above it."""
    values = (value for name in _UPWARDS for value in about.get(name, ()))
    return tuple(dict.fromkeys(value.value for value in values if isinstance(value, ox.NamedNode)))[:_MOST]
