"""Statements as short JSON-LD: under the project's context, named by its address (JSON-LD 1.1 API, compaction).

rdflib compacts; it is kept out of `jsonld`, which every reader process imports.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import Dataset
from rdflib.plugins.serializers.jsonld import from_rdf
from rdflib.plugins.shared.jsonld.context import Context

from graph_service.engine.formats.jsonld import CONTEXT_IRI, context


def compacted(triples: Iterable[ox.Triple], first: str, address: str = CONTEXT_IRI) -> bytes:
    """The document; the thing whose IRI is `first` comes first."""
    dataset = Dataset()
    dataset.parse(data="".join(f"{triple} .\n" for triple in triples), format="nquads")
    compact: Any = from_rdf
    found = compact(dataset, context_data=_context(), auto_compact=False)
    things = found.get("@graph", [found]) if isinstance(found, dict) else found
    named = [{name: value for name, value in thing.items() if name != "@context"} for thing in things]
    # rdflib gives its own kind of text, which equals no plain one.
    named.sort(key=lambda thing: (str(thing.get("id")) != first, str(thing.get("id"))))
    return json.dumps({"@context": address, "@graph": named}, ensure_ascii=False, indent=1).encode()


@cache
def _context() -> Context:
    return Context(context())
