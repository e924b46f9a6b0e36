"""Replacing a large graph: a new store is built beside the primary, without the write lock, then swapped in.

Small writes never wait for it. When few quads disappear the new store starts from hard links of the published
version and only the difference is loaded; otherwise every graph is dumped and loaded into an empty store, because
an engine asked to clear millions of quads in place does not come back.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import GraphState, VersionRecord
from graph_service.engine.writer import publication
from graph_service.engine.writer.batch import base_record, replay
from graph_service.engine.writer.canonical import is_canonical
from graph_service.engine.writer.changes import change_chunks, state_of, write_changes
from graph_service.engine.writer.filling import fill
from graph_service.engine.writer.merge import add, reconcile
from graph_service.engine.writer.places import store_in_progress, working_folder
from graph_service.engine.writer.sorting import difference, read_lines, sorted_distinct
from graph_service.errors import Conflict, PreconditionFailed, StorageUnavailable
from graph_service.languages import Text

Progress = Callable[[str, int], None]
_ATTEMPTS = 3


@dataclass(frozen=True)
class Replacement:
    """What a build is asked to do: make a named graph hold exactly the statements of a file."""

    graph: str
    file: Path
    cause: str
    key: str | None = None
    digest: str = ""
    merges: bool = False
    """Add to the graph instead of replacing it."""
    count: int = 0
    """Lines that the file must have; 0: not told."""
    only_if_absent: bool = False

    def check_absence(self, record: VersionRecord) -> None:
        """Refuse to replace a graph that was to be new.

        Raises:
            PreconditionFailed: it exists.
        """
        if self.only_if_absent and self.graph in record.graphs:
            raise PreconditionFailed(
                Text(f"Le graphe <{self.graph}> existe déjà.", f"The graph <{self.graph}> already exists.")
            )


@dataclass
class Build:
    """One build in its own folder, from one base version."""

    folder: DataFolder
    request: Replacement
    merged: bool
    small: int
    progress: Progress
    place: Path
    base: VersionRecord

    @property
    def node(self) -> ox.NamedNode:
        """The graph being replaced."""
        return ox.NamedNode(self.request.graph)

    def compare(self) -> tuple[Path, Path]:
        """The sorted statements to add and to remove, as N-Triples files."""
        self.progress("compare", 0)
        new = self._sorted_new()
        added, removed = self.place / "added.nt", self.place / "removed.nt"
        if self.request.graph not in self.base.graphs:
            removed.touch()
            return new, removed
        old = sorted_distinct(self._dump_lines(self.request.graph), self.place, "old")
        with added.open("wb") as plus, removed.open("wb") as minus:
            for side, line in difference(read_lines(old), read_lines(new)):
                if side > 0:
                    plus.write(line)
                elif not self.request.merges:
                    minus.write(line)
        return added, removed

    def _sorted_new(self) -> Path:
        source = self.request.file
        lines = sum(1 for _ in read_lines(source))
        if self.request.count not in (0, lines):
            raise StorageUnavailable(
                Text(
                    f"Le fichier à charger a {lines} lignes au lieu de {self.request.count} : rien n’est publié.",
                    f"The file to load has {lines} lines instead of {self.request.count}: nothing is published.",
                )
            )
        if not is_canonical(source):
            source = self._canonical(source)
        return sorted_distinct(read_lines(source), self.place, "new")

    def _canonical(self, source: Path) -> Path:
        """The statements as the engine writes them back: it normalises literals on the way in."""
        self.progress("normalise", 0)
        scratch = self.place / "scratch"
        store = ox.Store(str(scratch))
        store.bulk_extend(
            ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(path=str(source), format=ox.RdfFormat.N_QUADS)
        )
        target = self.place / "canonical.nt"
        store.dump(str(target), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        del store
        shutil.rmtree(scratch)
        return target

    def _dump_lines(self, graph: str) -> Iterator[bytes]:
        target = self.place / "dump.nt"
        store = ox.Store.read_only(str(self.folder.version_path(self.base.number) / "store"))
        store.dump(str(target), ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        del store
        yield from read_lines(target)
        target.unlink()

    def make_store(self, added: Path, removed: Path, losses: int) -> Path:
        """Build the new store and return its path among the stores."""
        path = store_in_progress(self.folder, self.place)
        shutil.rmtree(path, ignore_errors=True)
        if losses <= self.small and self.base.number:
            publication.copy_store(self.folder.version_path(self.base.number) / "store", path)
            store = ox.Store(str(path))
            self._load(store, self.request.graph, added)
            self._remove(store, removed)
        else:
            store = ox.Store(str(path))
            self._rebuild(store)
        store.add_graph(self.node)
        store.flush()
        return path

    def _rebuild(self, store: ox.Store) -> None:
        fresh = self.request.graph not in self.base.graphs
        self._load(store, self.request.graph, self.request.file if fresh else self.place / "new")
        for graph in self.base.graphs:
            if graph == self.request.graph:
                continue
            lines = self.place / "other.nt"
            with lines.open("wb") as file:
                file.writelines(self._dump_lines(graph))
            self._load(store, graph, lines)
        if not self.merged:
            self._copy_own_default(store)

    def _copy_own_default(self, store: ox.Store) -> None:
        source = ox.Store.read_only(str(self.folder.version_path(self.base.number) / "store"))
        store.bulk_extend(source.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    def _load(self, store: ox.Store, graph: str, file: Path) -> None:
        self.progress("load", file.stat().st_size)
        fill(store, ox.NamedNode(graph), file, self.merged)

    def _remove(self, store: ox.Store, removed: Path) -> None:
        gone = {
            ox.Quad(t.subject, t.predicate, t.object, self.node)
            for t in ox.parse(path=str(removed), format=ox.RdfFormat.N_TRIPLES)
        }
        for quad in gone:
            store.remove(quad)
        if self.merged:
            reconcile(store, set(), gone)

    def catch_up(self, store: ox.Store, current: VersionRecord) -> dict[str, GraphState]:
        """Replay on the new store what other writes published since the base. Needs the write lock."""
        for number in range(self.base.number + 1, current.number + 1):
            self._replay(store, self.folder.version_path(number) / "changes.nq.gz")
        states = {name: state for name, state in current.graphs.items() if name != self.request.graph}
        for name in states:
            store.add_graph(ox.NamedNode(name))
        for graph in list(store.named_graphs()):
            if graph.value not in states and graph != self.node:
                store.remove_graph(graph)
        return states

    def _replay(self, store: ox.Store, path: Path) -> None:
        for chunk in change_chunks(path, adding=False):
            for quad in chunk:
                store.remove(quad)
            if self.merged:
                reconcile(store, set(), chunk)
        for chunk in change_chunks(path, adding=True):
            add(store, chunk)
            if self.merged:
                reconcile(store, chunk, set())


def run_build(folder: DataFolder, request: Replacement, merged: bool, small: int, progress: Progress) -> dict[str, Any]:
    """Replace a graph of any size and publish; returns the receipt.

    Raises:
        Conflict: its idempotency key answered another request, or its graph changed three times meanwhile.
        StorageUnavailable: not enough disk.
    """
    with _one_build(folder, request.graph):
        for _ in range(_ATTEMPTS):
            receipt = _attempt(folder, request, merged, small, progress)
            if receipt is not None:
                return receipt
    raise Conflict(
        Text(
            f"Le graphe <{request.graph}> a changé pendant sa reconstruction. Recommencez.",
            f"The graph <{request.graph}> changed while it was rebuilt. Try again.",
        )
    )


def _attempt(
    folder: DataFolder, request: Replacement, merged: bool, small: int, progress: Progress
) -> dict[str, Any] | None:
    if (replayed := replay(folder, request.key, request.digest)) is not None:
        return replayed
    base = base_record(folder)
    request.check_absence(base)
    with working_folder(folder) as place, _held(folder, base.number):
        build = Build(folder, request, merged, small, progress, place, base)
        _check_disk(folder, request.file)
        made = _load_new(build) if request.graph not in base.graphs else _load_difference(build)
        if made is None:
            return {"changed": False, "added": 0, "removed": 0, "version": base.number, "created": False}
        return _finish(build, *made)


Made = tuple[Path, GraphState, GraphState, Path]
"""A new store, what it adds and removes, and the record of its changes."""


def _load_new(build: Build) -> Made:
    """A graph that was not there: its file is loaded as it stands, sorted and hashed beside."""

    def compared() -> tuple[GraphState, Path]:
        return _record_changes(build, *build.compare())

    # The engine loads without the interpreter's lock.
    with ThreadPoolExecutor(1) as beside:
        recorded = beside.submit(compared)
        nothing = build.place / "nothing.nt"
        nothing.touch()
        path = build.make_store(build.request.file, nothing, 0)
        plus, changes = recorded.result()
    return path, plus, GraphState(), changes


def _load_difference(build: Build) -> Made | None:
    """A graph that was there: only what differs is loaded; None if nothing does."""
    added, removed = build.compare()
    minus = _state(removed, build.request.graph)
    if not added.stat().st_size and not minus.count:
        return None
    with ThreadPoolExecutor(1) as beside:
        recorded = beside.submit(_record_changes, build, added, removed)
        path = build.make_store(added, removed, minus.count)
        plus, changes = recorded.result()
    return path, plus, minus, changes


def _finish(build: Build, path: Path, plus: GraphState, minus: GraphState, changes: Path) -> dict[str, Any] | None:
    folder, name = build.folder, build.request.graph
    with publication.write_lock(folder):
        publication.clean(folder)
        current = base_record(folder)
        build.request.check_absence(current)
        _refuse_erased(folder, build.base, current)
        if current.graphs.get(name) != build.base.graphs.get(name):
            shutil.rmtree(path)
            return None
        build.progress("publish", 0)
        store = ox.Store(str(path))
        states = build.catch_up(store, current)
        states[name] = build.base.graphs.get(name, GraphState()).changed(plus, minus)
        default = GraphState(_count(store, None), 0) if build.merged else current.default
        _check_count(store, name, states[name])
        record = VersionRecord(
            number=current.number + 1,
            previous=current.number,
            time=publication.now(),
            cause=build.request.cause,
            graphs=states,
            default=default,
            touched=(name,),
            added=plus.count,
            removed=minus.count,
            keys={build.request.key: build.request.digest} if build.request.key else {},
        )
        publication.mark_dirty(folder)
        publication.publish(folder, store, record, changes)
        del store
        final = publication.next_store(folder)
        path.rename(final)
        publication.replace_primary(folder, final)
        publication.mark_clean(folder)
    return {
        "changed": True,
        "added": plus.count,
        "removed": minus.count,
        "version": record.number,
        "created": name not in build.base.graphs,
    }


def _refuse_erased(folder: DataFolder, base: VersionRecord, current: VersionRecord) -> None:
    """An erasure came meanwhile: its change record is silent on purpose, and the file may say what was erased."""
    if any(folder.record(number).cause == "erase" for number in range(base.number + 1, current.number + 1)):
        raise Conflict(
            Text(
                "Un effacement a eu lieu pendant cette construction. Relancez le chargement.",
                "An erasure took place during this build. Start the load again.",
            )
        )


@contextmanager
def _one_build(folder: DataFolder, graph: str) -> Iterator[None]:
    """A second build of the same graph waits for the first."""
    name = hashlib.sha256(graph.encode()).hexdigest()[:16] + ".lock"
    descriptor = os.open(folder.builds / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _held(folder: DataFolder, number: int) -> Iterator[None]:
    """Keep the base version from being pruned during the build."""
    if not number:
        yield
        return
    descriptor = os.open(folder.version_path(number), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _check_disk(folder: DataFolder, file: Path) -> None:
    needed = file.stat().st_size * 4
    free = shutil.disk_usage(folder.root).free
    if free < needed:
        raise StorageUnavailable(
            Text(
                f"Il faut environ {needed >> 20} Mio libres pour cette construction, il en reste {free >> 20}.",
                f"This build needs about {needed >> 20} MiB free, {free >> 20} are left.",
            )
        )


def _check_count(store: ox.Store, graph: str, expected: GraphState) -> None:
    found = _count(store, graph)
    if found != expected.count:
        raise StorageUnavailable(
            Text(
                f"Le nouveau magasin compte {found} quads au lieu de {expected.count} : il n’est pas publié.",
                f"The new store counts {found} quads instead of {expected.count}: it is not published.",
            )
        )


def _count(store: ox.Store, graph: str | None) -> int:
    pattern = "{ ?s ?p ?o }" if graph is None else f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    result: Any = store.query(f"SELECT (COUNT(*) AS ?n) WHERE {pattern}")
    return int(next(iter(result))["n"].value)


def _quad_lines(file: Path, graph: str) -> Iterator[bytes]:
    """The statements of an N-Triples file as N-Quads lines of a graph, without line ends."""
    ending = b"<" + graph.encode() + b"> ."
    return (line[:-2] + ending for line in read_lines(file))


def _record_changes(build: Build, added: Path, removed: Path) -> tuple[GraphState, Path]:
    """Write the change record; returns the state of what is added, and the record's path."""
    graph = build.request.graph
    changes = build.folder.spool_path("changes-build")
    write_changes(changes, _quad_lines(added, graph), _quad_lines(removed, graph))
    return _state(added, graph), changes


def _state(file: Path, graph: str) -> GraphState:
    return state_of(_quad_lines(file, graph))
