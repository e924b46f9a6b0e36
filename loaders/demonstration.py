"""Fictitious things that show what the service can answer: `loaders/data/demonstration.ttl`, under the instance's base.

Each is typed `maillage:DemonstrationThing` here, so that none can be forgotten and none is ever counted.
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.formats.ntriples import TYPE, describe, own
from graph_service.vocabulary import prefixes
from loaders.source import Loading

FILE = Path(__file__).parent / "data" / "demonstration.ttl"

_TYPE = ox.NamedNode(prefixes()["rdf"] + "type")


def lines(loading: Loading) -> Iterator[str]:
    """The statements of the file; its relative names are the instance's."""
    base = f"{loading.base}/"
    for quad in ox.parse(path=str(FILE), format=ox.RdfFormat.TURTLE, base_iri=base):
        yield f"{quad.triple} .\n"
        if quad.predicate == _TYPE and str(quad.subject).startswith(f"<{base}"):
            yield from describe(str(quad.subject), (TYPE, own("DemonstrationThing")))
