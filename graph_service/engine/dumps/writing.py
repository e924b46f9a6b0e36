"""Writing a dump of one version. Inside the sealed exporter."""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.dumps.datasets import dataset_of, demonstration_graph, licence_slug
from graph_service.engine.dumps.manifest import MANIFEST, DumpFile, Manifest, made, read, set_path
from graph_service.engine.dumps.statistics import Statistics
from graph_service.engine.readers.service import OpenVersion
from graph_service.engine.versions.durability import sync_folder, write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.writer.changes import line_of
from graph_service.engine.writer.publication import now
from graph_service.vocabulary import prefixes

_LICENCE = ox.NamedNode(prefixes()["dct"] + "license")
_BLOCK = 1 << 20
_LINES = 5_000


class AnotherExporterError(Exception):
    """Another process is at it."""


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
        files = [
            *(_file(temporary, "dataset", slug, found) for slug, found in datasets.items()),
            *(_file(temporary, "licence", licence_slug(iri), found) for iri, found in licences.items()),
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
        """Members by dataset; one whose graphs have several licences is parted by licence."""
        by_dataset = defaultdict[str, list[Member]](list)
        for member in self.members:
            by_dataset[dataset_of(member.graph, self.base)].append(member)
        found: dict[str, list[Member]] = {}
        for slug, members in by_dataset.items():
            licences = {member.licence for member in members}
            for licence in licences:
                name = slug if len(licences) == 1 else f"{slug}-{licence_slug(licence)}"
                found[name] = [member for member in members if member.licence == licence]
        return found


def dump(folder: DataFolder, number: int, base: str, memory: int) -> int:
    """Dump a version and remove the dumps that nothing asks for any more; the version's number.

    Raises:
        AnotherExporterError: another process holds the lock.
        RefusedError: the version is gone.
    """
    with _lock(folder):
        opened = OpenVersion(str(folder.version_path(number)), memory)
        try:
            Writing(folder, folder.record(number), base).write(opened.store)
        finally:
            opened.close()
        _sweep(folder)
    return number


@contextmanager
def _lock(folder: DataFolder) -> Iterator[None]:
    folder.dumps.mkdir(exist_ok=True)
    descriptor = os.open(folder.dumps / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise AnotherExporterError from None
    finally:
        os.close(descriptor)


def _licence(store: ox.Store, graph: str) -> str:
    node = ox.NamedNode(graph)
    found = (quad.object for quad in store.quads_for_pattern(node, _LICENCE, None, node))
    return next((licence.value for licence in found if isinstance(licence, ox.NamedNode)), "")


def _write_graph(store: ox.Store, graph: str, path: Path) -> Statistics:
    """One graph as N-Quads lines, counted on the way; the file is whole or absent."""
    statistics, temporary = Statistics(), path.with_suffix(".tmp")
    with temporary.open("wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0, filename="") as file:
            block: list[bytes] = []
            for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
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


def _file(folder: Path, kind: str, slug: str, members: list[Member]) -> DumpFile:
    """One file of the dump: a graph's own, linked, or several one behind the other."""
    name = f"{'' if kind == 'dataset' else 'licence-'}{slug}.nq.gz"
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
    with target.open("wb") as file:
        for path in paths:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, _BLOCK)
        file.flush()
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sweep(folder: DataFolder) -> None:
    """Keep the newest dump and those of tags, and the contents that they are made of."""
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
