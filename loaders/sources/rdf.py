"""Any RDF file as a source: parsed in a sealed process, each thing judged by the shapes."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from graph_service.errors import InvalidData, UnreadableData, UsageError
from graph_service.languages import Text
from graph_service.media_types import UPLOADS, by_extension
from loaders.source import ADD, Loading, Option, Part, Source
from loaders.tables import expand

SUFFIXES = tuple(f".{syntax.extension}" for syntax in UPLOADS)


def lines(paths: tuple[Path, ...], loading: Loading) -> Iterator[str]:
    """The statements of RDF files, their blank nodes named.

    Raises:
        InvalidData: a file says nothing.
        UnreadableData: a file cannot be parsed; the sentence names it.
    """
    for rank, path in enumerate(paths):
        found = _statements(path, loading, _first_number(path, rank, loading))
        if not found:
            raise InvalidData(
                Text(f"{path.name} ne dit rien : aucun énoncé lu.", f"{path.name} says nothing: no statement read.")
            )
        for number, line in enumerate(found, start=1):
            loading.origins.setdefault(line.split(" ", 1)[0], (path.name, number))
            yield line
        loading.tick(path.stat().st_size)


def _first_number(path: Path, rank: int, loading: Loading) -> int:
    """Where the numbers of a file's blank nodes begin: no two files of a graph may give one name to two nodes."""
    if loading.options.get("add"):
        rank = 1 + int(hashlib.sha256(path.name.encode()).hexdigest(), 16) % 1_000_000
    return rank * 1_000_000


def _statements(path: Path, loading: Loading, numbers: int) -> list[str]:
    syntax = by_extension(path.suffix.removeprefix("."), UPLOADS)
    if syntax is None or loading.validation is None:
        known = ", ".join(SUFFIXES)
        raise UsageError(
            Text(
                f"{path.name} : extension non reconnue. Extensions lues : {known}.",
                f"{path.name}: unknown extension. Extensions read: {known}.",
            )
        )
    base = loading.options.get("base") or f"{loading.base}/id/{loading.graph.rpartition('/')[2]}/"
    try:
        found = loading.validation.statements(path.read_bytes(), syntax, base, numbers)
    except UnreadableData as error:
        fr, en = error.detail
        raise UnreadableData(Text(f"{path.name} : {fr}", f"{path.name}: {en}")) from None
    # Not splitlines: a text may hold other line breaks than the one that ends a statement.
    return [f"{line}\n" for line in found.decode().split("\n") if line]


def _parts(paths: tuple[Path, ...], loading: Loading) -> list[Part]:
    files = expand(paths, SUFFIXES)
    return [Part(loading.slug, files, partial(lines, files), sum(file.stat().st_size for file in files))]


SOURCE = Source(
    name="rdf",
    title=Text("Fichiers RDF", "RDF files"),
    licence="",
    publisher="",
    homepage="https://w3id.org/maillage/def",
    frequency=Text("au choix de qui le tient", "as its keeper chooses"),
    parts=_parts,
    usage=Text(
        "fichiers ttl, jsonld, nt ou rdf, ou leur dossier ; la licence est obligatoire",
        "ttl, jsonld, nt or rdf files, or their folder; the licence is required",
    ),
    judged=True,
    named=True,
    options=(
        ADD,
        Option("--base", Text("IRI de base des noms relatifs", "base IRI of relative names")),
    ),
)
