"""The model's files as RDF to take away: one module, one vocabulary, or all of a kind."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.formats.compaction import compacted
from graph_service.media_types import JSON_LD, TURTLE, Format
from graph_service.vocabulary import model_folder, prefixes


@cache
def files(folder: str) -> dict[str, Path]:
    """Name → file, of `ontology`, `shapes` or `ontology/vocabularies`; the list of prefixes is none of them."""
    paths = sorted((model_folder() / folder).glob("*.ttl"))
    return {path.stem: path for path in paths if path.name != "prefixes.ttl"}


@cache
def serialised(folder: str, name: str, chosen: Format) -> bytes:
    """One file in a format, or all of the folder where no name is given; one file in Turtle is the file itself."""
    if name and chosen is TURTLE:
        return files(folder)[name].read_bytes()
    triples = _triples([files(folder)[name]] if name else list(files(folder).values()))
    if chosen is JSON_LD:
        return compacted(triples, triples[0].subject.value if isinstance(triples[0].subject, ox.NamedNode) else "")
    return ox.serialize(triples, format=ox.RdfFormat.from_media_type(chosen.media_type), prefixes=_used(triples)) or b""


def _triples(paths: list[Path]) -> list[ox.Triple]:
    form = ox.RdfFormat.TURTLE
    return [quad.triple for path in paths for quad in ox.parse(path=str(path), format=form, rename_blank_nodes=True)]


def _used(triples: list[ox.Triple]) -> dict[str, str]:
    text = "".join(map(str, triples))
    return {name: iri for name, iri in prefixes().items() if f"<{iri}" in text}
