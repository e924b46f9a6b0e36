"""A free update whose target graphs are too large for memory: applied to a copy, compared on disk, then published.

The write lock is held throughout: what an update changes is known only after it ran.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import GraphState, VersionRecord
from graph_service.engine.writer import publication
from graph_service.engine.writer.application import Application
from graph_service.engine.writer.batch import base_record, replay
from graph_service.engine.writer.builds import Progress
from graph_service.engine.writer.changes import Ledger, parse_lines, state_of, write_changes
from graph_service.engine.writer.comparison import graph_lines
from graph_service.engine.writer.merge import reconcile
from graph_service.engine.writer.places import working_folder
from graph_service.engine.writer.sorting import difference, read_lines, sorted_distinct

_CHUNK = 50_000
_NO_LIMIT = 1 << 62


class _Unmeasured(Application):
    """The small path's checks and text, without its differences in memory."""

    def _content(self, names: Any) -> set[ox.Quad]:  # noqa: ANN401, ARG002 - as in the base
        return set()


@dataclass
class LargeUpdate:
    """One update on a copy of the published store."""

    folder: DataFolder
    base: VersionRecord
    merged: bool
    place: Path

    def run(self, job: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Apply, compare, reconcile, publish; returns the receipt."""
        path = publication.next_store(self.folder)
        publication.copy_store(self.folder.version_path(self.base.number) / "store", path)
        store = ox.Store(str(path))
        progress("update", self.base.quads)
        _Unmeasured(store, Ledger(self.base), self.merged, _NO_LIMIT).apply(job)
        progress("compare", self.base.quads)
        states, sides = self._compare(store)
        if self.merged:
            self._reconcile(store, *sides)
        record = self._record(job, store, states, sides)
        changes = self.folder.spool_path("changes-update")
        write_changes(changes, *((line[:-1] for line in read_lines(side)) for side in sides))
        publication.mark_dirty(self.folder)
        publication.publish(self.folder, store, record, changes)
        del store
        publication.replace_primary(self.folder, path)
        publication.mark_clean(self.folder)
        return {
            "changed": True,
            "version": record.number,
            "added": record.added,
            "removed": record.removed,
            "created": False,
        }

    def _compare(self, store: ox.Store) -> tuple[dict[str, GraphState], tuple[Path, Path]]:
        old = ox.Store.read_only(str(self.folder.version_path(self.base.number) / "store"))
        names = set(self.base.graphs) | {str(graph.value) for graph in store.named_graphs()}
        names |= set() if self.merged else {""}
        plus, minus = self.place / "added.nq", self.place / "removed.nq"
        states: dict[str, GraphState] = {}
        with plus.open("wb") as added, minus.open("wb") as removed:
            for name in sorted(names):
                before = sorted_distinct(graph_lines(old, name, self.place), self.place, "before")
                after = sorted_distinct(graph_lines(store, name, self.place), self.place, "after")
                for side, line in difference(read_lines(before), read_lines(after)):
                    (added if side > 0 else removed).write(line)
                states[name] = state_of(line[:-1] for line in read_lines(after))
        return states, (plus, minus)

    def _reconcile(self, store: ox.Store, added: Path, removed: Path) -> None:
        for chunk in _chunks(added):
            reconcile(store, chunk, set())
        for chunk in _chunks(removed):
            reconcile(store, set(), chunk)

    def _record(
        self, job: dict[str, Any], store: ox.Store, states: dict[str, GraphState], sides: tuple[Path, Path]
    ) -> VersionRecord:
        own = states.pop("", None)
        count: Any = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        default = own or GraphState(int(next(iter(count))["n"].value), 0)
        added, removed = (sum(1 for _ in read_lines(side)) for side in sides)
        present = {name: state for name, state in states.items() if store.contains_named_graph(ox.NamedNode(name))}
        return replace(
            self.base,
            number=self.base.number + 1,
            previous=self.base.number,
            time=publication.now(),
            cause=job["cause"],
            graphs=present,
            default=default,
            touched=tuple(sorted(name for name in states if states[name] != self.base.graphs.get(name))),
            added=added,
            removed=removed,
            keys={job["key"]: job["digest"]} if job.get("key") else {},
        )


def _chunks(path: Path) -> Iterator[set[ox.Quad]]:
    lines = read_lines(path)
    while chunk := list(islice(lines, _CHUNK)):
        yield set(parse_lines(chunk))


def run_large_update(folder: DataFolder, job: dict[str, Any], merged: bool, progress: Progress) -> dict[str, Any]:
    """Apply one large update and publish it.

    Raises:
        MaillageError: as the small path would refuse it; nothing was published.
    """
    with publication.write_lock(folder), working_folder(folder) as place:
        publication.clean(folder)
        if (replayed := replay(folder, job.get("key"), job["digest"])) is not None:
            return replayed
        try:
            return LargeUpdate(folder, base_record(folder), merged, place).run(job, progress)
        finally:
            _discard_unpublished_stores(folder)


def _discard_unpublished_stores(folder: DataFolder) -> None:
    primary = folder.primary.resolve().name
    for store in folder.stores.iterdir():
        if store.name.isdigit() and store.name != primary:
            shutil.rmtree(store, ignore_errors=True)
