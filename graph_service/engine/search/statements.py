"""The statements of one open version, as the indexer asks for them."""

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from graph_service.vocabulary import prefixes

About = dict[str, list[ox.Literal | ox.NamedNode | ox.BlankNode]]
"""Predicate → values of one subject."""

_LAT, _LONG = prefixes()["wgs84"] + "lat", prefixes()["wgs84"] + "long"


class Statements:
    """What a version says, one subject at a time; the merge graph alone where there is one."""

    def __init__(self, store: ox.Store, *, merged: bool) -> None:
        self.store = store
        self.merged = merged
        # Without a merge the named graphs are read together: a repeated value changes nothing here.
        self._graph = ox.DefaultGraph() if merged else None

    def about(self, iri: str) -> About:
        """Predicate → values, in the order of the store."""
        found: About = defaultdict(list)
        for quad in self.store.quads_for_pattern(ox.NamedNode(iri), None, None, self._graph):
            if not isinstance(quad.object, ox.Triple):
                found[quad.predicate.value].append(quad.object)
        return found

    def everything(self) -> Iterator[tuple[str, About]]:
        """Every subject that has an IRI and what is said of it, in the order of the store: one pass, in sequence."""
        here, found = None, dict[str, list[ox.Literal | ox.NamedNode | ox.BlankNode]]()
        for quad in self.store.quads_for_pattern(None, None, None, self._graph):
            if quad.subject != here:
                if isinstance(here, ox.NamedNode):
                    yield here.value, found
                here, found = quad.subject, defaultdict(list)
            if not isinstance(quad.object, ox.Triple):
                found[quad.predicate.value].append(quad.object)
        if isinstance(here, ox.NamedNode):
            yield here.value, found

    def subjects(self, predicate: str, iri: str | None = None) -> Iterator[str]:
        """The IRIs that have a property, with a given value if one is told."""
        value = None if iri is None else ox.NamedNode(iri)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), value, self._graph):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value


def point_of(about: About) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, if both are told and on Earth."""
    try:
        lat, long = (float(about[name][0].value) for name in (_LAT, _LONG))
    except (KeyError, IndexError, ValueError):
        return None
    return (lat, long) if -90 <= lat <= 90 and -180 <= long <= 180 else None
