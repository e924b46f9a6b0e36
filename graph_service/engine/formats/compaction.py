"""Statements as short JSON-LD: under the project's context, named by its address (JSON-LD 1.1 API, compaction).

rdflib compacts; it is kept out of `jsonld`, which every reader process imports.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyoxigraph as ox

from graph_service.engine.formats.jsonld import CONTEXT_IRI, context


def compacted(triples: Iterable[ox.Triple], first: str, address: str = CONTEXT_IRI) -> bytes:
    """The document; the thing whose IRI is `first` comes first."""
    from rdflib import Dataset  # noqa: PLC0415 - a web process that nobody asks for JSON-LD does without it
    from rdflib.plugins.serializers.jsonld import from_rdf  # noqa: PLC0415

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
def _context() -> Any:  # noqa: ANN401 - rdflib's own kind of context
    from rdflib.plugins.shared.jsonld.context import Context  # noqa: PLC0415

    return Context(context())
