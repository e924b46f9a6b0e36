"""Writing a dump of one version. Inside the sealed exporter."""

import gzip
import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.dumps.datasets import demonstration_graph, licence_names, named
from graph_service.engine.dumps.manifest import MANIFEST, DumpFile, Manifest, made, read, set_path
from graph_service.engine.dumps.statistics import Statistics
from graph_service.engine.readers.service import OpenVersion
from graph_service.engine.versions.durability import sync_folder, write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.locks import held
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.writer.changes import line_of
from graph_service.engine.writer.publication import now
from graph_service.vocabulary import ONTOLOGY, prefixes

_LICENCE = ox.NamedNode(prefixes()["dct"] + "license")
_TYPE, _DEMONSTRATION = ox.NamedNode(prefixes()["rdf"] + "type"), ox.NamedNode(ONTOLOGY + "DemonstrationThing")
_BLOCK = 1 << 20
_LINES = 5_000


@dataclass
class Member:
    """One graph, written."""

    graph: str
    licence: str
    path: Path
    statistics: Statistics


@dataclass
class Writing:
    """One dump in the making."""

    folder: DataFolder
    record: VersionRecord
    base: str
    members: list[Member] = field(default_factory=list)
    unlicensed: list[str] = field(default_factory=list)

    def write(self, store: ox.Store) -> Manifest:
        """Write what is new, put the files together, and return what they are."""
        pool = self.folder.dumps / "graphs"
        pool.mkdir(parents=True, exist_ok=True)
        for graph in sorted(self.record.graphs):
            if graph == demonstration_graph(self.base) or not self.record.graphs[graph].count:
                continue
            licence = _licence(store, graph)
            if licence:
                path, statistics = self._member(store, graph, pool)
                self.members.append(Member(graph, licence, path, statistics))
            else:
                self.unlicensed.append(graph)
        return self._put_together()

    def _member(self, store: ox.Store, graph: str, pool: Path) -> tuple[Path, Statistics]:
        """The file of a graph's content, written only if that content was never dumped."""
        state = self.record.graphs[graph]
        name = hashlib.sha256(f"{graph} {state.count} {state.digest:x}".encode()).hexdigest()[:32]
        path, figures = pool / f"{name}.nq.gz", pool / f"{name}.json"
        if not (path.exists() and figures.exists()):
            statistics = _write_graph(store, graph, path)
            write_json(figures, statistics.to_json())
        return path, Statistics.from_json(json.loads(figures.read_bytes()))

    def _put_together(self) -> Manifest:
        target = set_path(self.folder, self.record.number)
        temporary = target.with_name(target.name + ".tmp")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        datasets, licences = self._grouped(), defaultdict[str, list[Member]](list)
        for member in self.members:
            licences[member.licence].append(member)
        names = licence_names(licences)
        files = [
            *(_file(temporary, "dataset", slug, found) for slug, found in datasets.items()),
            *(_file(temporary, "licence", names[iri], found) for iri, found in licences.items()),
        ]
        figures = {slug: reduce(add, (one.statistics for one in found)) for slug, found in datasets.items()}
        manifest = Manifest(
            version=self.record.number,
            made=now(),
            content=self.record.content_hash,
            files=tuple(files),
            statistics=figures,
            unlicensed=tuple(self.unlicensed),
            members=tuple(_content(member.path) for member in self.members),
        )
        write_json(temporary / MANIFEST, manifest.to_json())
        sync_folder(temporary)
        shutil.rmtree(target, ignore_errors=True)
        temporary.replace(target)
        sync_folder(target.parent)
        return manifest

    def _grouped(self) -> dict[str, list[Member]]:
        """Members by dataset."""
        names = named(((member.graph, member.licence) for member in self.members), self.base)
        found = defaultdict[str, list[Member]](list)
        for member in self.members:
            found[names[member.graph]].append(member)
        return dict(found)


def dump(folder: DataFolder, number: int, base: str, memory: int) -> int:
    """Dump a version and remove the dumps that nothing asks for any more; the version's number.

    Raises:
        InUseError: another process is at it.
        RefusedError: the version is gone.
    """
    with held(lock_of(folder)):
        opened = OpenVersion(str(folder.version_path(number)), memory)
        try:
            Writing(folder, folder.record(number), base).write(opened.store)
        finally:
            opened.close()
        _sweep(folder)
    return number


def lock_of(folder: DataFolder) -> Path:
    """What whoever makes or removes dumps holds."""
    return folder.dumps / "lock"


def _licence(store: ox.Store, graph: str) -> str:
    """The licence that a graph tells; nothing if it tells none, or several that contradict each other."""
    node = ox.NamedNode(graph)
    found = {quad.object for quad in store.quads_for_pattern(node, _LICENCE, None, node)}
    told = [licence.value for licence in found if isinstance(licence, ox.NamedNode)]
    return told[0] if len(told) == 1 else ""


def _write_graph(store: ox.Store, graph: str, path: Path) -> Statistics:
    """One graph as N-Quads lines, counted on the way; the file is whole or absent."""
    statistics, temporary = Statistics(), path.with_suffix(".tmp")
    marked = store.quads_for_pattern(None, _TYPE, _DEMONSTRATION, ox.NamedNode(graph))
    fictitious = {str(getattr(quad.subject, "value", "")) for quad in marked}
    with temporary.open("wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0, filename="") as file:
            block: list[bytes] = []
            for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
                if _is_of(quad, fictitious):
                    continue
                statistics.count(quad)
                block.append(line_of(quad))
                if len(block) == _LINES:
                    file.write(b"\n".join(block) + b"\n")
                    block = []
            file.write(b"".join(line + b"\n" for line in block))
        raw.flush()
        os.fsync(raw.fileno())
    temporary.replace(path)
    return statistics


def _is_of(quad: ox.Quad, things: set[str]) -> bool:
    """Whether a quad is of one of the things or of a part of one."""
    return bool(things) and str(getattr(quad.subject, "value", "")).partition("#")[0] in things


def _file(folder: Path, kind: str, slug: str, members: list[Member]) -> DumpFile:
    """One file of the dump: a graph's own, linked, or several one behind the other."""
    # No dataset's name has an underscore: none is ever taken for a licence's.
    name = f"{'' if kind == 'dataset' else 'licence_'}{slug}.nq.gz"
    target = folder / name
    if len(members) == 1:
        os.link(members[0].path, target)
    else:
        _concatenate((member.path for member in members), target)
    return DumpFile(
        name=name,
        kind="dataset" if kind == "dataset" else "licence",
        slug=slug,
        licence=members[0].licence,
        graphs=tuple(member.graph for member in members),
        quads=sum(member.statistics.triples for member in members),
        size=target.stat().st_size,
        sha256=_sha256(target),
    )


def _concatenate(paths: Iterable[Path], target: Path) -> None:
    # Never over a file that is there: it might be the same one as a graph's own, linked.
    with target.open("xb") as file:
        for path in paths:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, _BLOCK)
        file.flush()
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sweep(folder: DataFolder) -> None:
    """Keep the newest dump and those of tags, and what they are made of; what a dead exporter left goes too."""
    for leftover in (folder.dumps / "sets").glob("*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)
    kept = {*made(folder)[-1:], *folder.read_tags().values()}
    for number in made(folder):
        if number not in kept:
            shutil.rmtree(set_path(folder, number), ignore_errors=True)
    used = {name for number in made(folder) if (found := read(folder, number)) for name in found.members}
    for path in (folder.dumps / "graphs").iterdir():
        if _content(path) not in used:
            path.unlink(missing_ok=True)


def _content(path: Path) -> str:
    """The name of the content that a file of the pool holds, or the figures of."""
    return path.name.partition(".")[0]
