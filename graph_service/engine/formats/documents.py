"""Triples as a document in any format of graphs: only the prefixes that it uses, JSON-LD short."""

from collections.abc import Sequence

import pyoxigraph as ox

from graph_service.engine.formats.compaction import compacted
from graph_service.media_types import JSON_LD, Format
from graph_service.vocabulary import prefixes


def serialised(triples: Sequence[ox.Triple], chosen: Format, first: str) -> bytes:
    """The document; in JSON-LD the thing whose IRI is `first` comes first."""
    if chosen is JSON_LD:
        return compacted(triples, first)
    whole = "".join(map(str, triples))
    used = {name: iri for name, iri in prefixes().items() if iri in whole}
    return ox.serialize(triples, format=ox.RdfFormat.from_media_type(chosen.media_type), prefixes=used) or b""
