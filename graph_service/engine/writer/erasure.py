"""`erase`: everything that mentions an IRI leaves every kept version, by rebuilding their stores.

Removing quads is not enough: the engine keeps the words of removed quads in its dictionary.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.durability import sync_folder, write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import HASH_MODULUS, GraphState, VersionRecord
from graph_service.engine.writer import publication
from graph_service.engine.writer.builds import Progress
from graph_service.engine.writer.changes import line_digest, read_changes, write_changes
from graph_service.engine.writer.comparison import graph_lines
from graph_service.engine.writer.filling import fill
from graph_service.engine.writer.restoration import swap_primary


def erase(folder: DataFolder, merged: bool, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Erase an IRI from the current version (published anew) and from every kept one.

    Returns the new version's number, the quads removed from the current one and the versions rebuilt.
    """
    iri = arguments["iri"]
    needle = f"<{iri}>".encode()
    with publication.write_lock(folder):
        publication.clean(folder)
        current = folder.current_record()
        kept = folder.kept()
        progress("erase", len(kept))
        removed = _publish_without(folder, current, needle, merged)
        rebuilt = [number for number in kept if _rebuild_version(folder, number, needle, merged, progress)]
    left = sum(_mentions(folder, number, needle) for number in folder.kept())
    return {
        "changed": True,
        "version": current.number + 1,
        "removed": removed,
        "rebuilt": rebuilt,
        "left": left,
    }


def _publish_without(folder: DataFolder, current: VersionRecord, needle: bytes, merged: bool) -> int:
    source = folder.version_path(current.number) / "store"
    place = folder.stores / f"build-{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    graphs, default = filtered_store(source, place, current, needle, merged)
    removed = current.quads - sum(state.count for state in graphs.values())
    # The record of this version names the erased lines nowhere: its changes stay empty.
    changes = folder.spool / f"changes-erase-{os.getpid()}"
    write_changes(changes, (), ())
    record = replace(
        current, number=current.number + 1, previous=current.number, time=publication.now(), cause="erase",
        graphs=graphs, default=default, touched=(), added=0, removed=removed, keys={},
    )  # fmt: skip
    swap_primary(folder, place, record, changes)
    shutil.rmtree(place, ignore_errors=True)
    return removed


def filtered_store(
    source: Path, target: Path, record: VersionRecord, needle: bytes, merged: bool
) -> tuple[dict[str, GraphState], GraphState]:
    """Build a store of a version's quads that do not mention the needle; returns the states of its graphs."""
    old, new = ox.Store.read_only(str(source)), ox.Store(str(target))
    place = target.with_name(target.name + ".lines")
    place.mkdir(parents=True, exist_ok=True)
    graphs: dict[str, GraphState] = {}
    try:
        for name in record.graphs:
            if needle != f"<{name}>".encode():
                graphs[name] = _copy_clean(old, new, name, place, needle, merged)
        default = GraphState(_size(new), 0) if merged else _copy_clean(old, new, "", place, needle, merged)
    finally:
        shutil.rmtree(place)
    new.flush()
    return graphs, default


def _copy_clean(old: ox.Store, new: ox.Store, name: str, place: Path, needle: bytes, merged: bool) -> GraphState:
    """Copy a graph's clean statements to the new store; returns its state."""
    file, ending = place / "clean.nt", len(f"<{name}> .\n") if name else len(".\n")
    count = digest = 0
    with file.open("wb") as output:
        for line in graph_lines(old, name, place):
            if needle not in line[:-ending]:
                output.write(line[:-ending] + b".\n")
                count += 1
                digest += line_digest(line[:-1])
    fill(new, ox.NamedNode(name) if name else ox.DefaultGraph(), file, merged)
    return GraphState(count, digest % HASH_MODULUS)


def _size(store: ox.Store) -> int:
    result: Any = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    return int(next(iter(result))["n"].value)


def _rebuild_version(folder: DataFolder, number: int, needle: bytes, merged: bool, progress: Progress) -> bool:
    """Put a rebuilt folder under the name of a kept version; False if it never met the needle."""
    if not _mentions(folder, number, needle) and not _mentions_in_changes(folder, number, needle):
        return False
    progress("erase", number)
    path = folder.version_path(number)
    record = folder.record(number)
    temporary = path.with_name(path.name + ".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    graphs, default = filtered_store(path / "store", temporary / "store", record, needle, merged)
    _filter_changes(path / "changes.nq.gz", temporary / "changes.nq.gz", needle)
    touched = tuple(name for name in record.touched if f"<{name}>".encode() != needle)
    write_json(temporary / "version.json", replace(record, graphs=graphs, default=default, touched=touched).to_json())
    sync_folder(temporary)
    doomed = path.with_name(path.name + ".old.tmp")
    path.replace(doomed)
    temporary.replace(path)
    sync_folder(folder.versions)
    shutil.rmtree(doomed, ignore_errors=True)
    return True


def _filter_changes(source: Path, target: Path, needle: bytes) -> None:
    def side(wanted: bool) -> Iterable[bytes]:
        return (line for adding, line in read_changes(source) if adding is wanted and needle not in line)

    write_changes(target, side(True), side(False))


def _mentions_in_changes(folder: DataFolder, number: int, needle: bytes) -> bool:
    return any(needle in line for _, line in read_changes(folder.version_path(number) / "changes.nq.gz"))


def _mentions(folder: DataFolder, number: int, needle: bytes) -> bool:
    """Whether a version's store still says the needle anywhere."""
    path = folder.version_path(number)
    names = json.loads((path / "version.json").read_text())["graphs"]
    iri = ox.NamedNode(needle[1:-1].decode())
    if iri.value in names:
        return True
    store = ox.Store.read_only(str(path / "store"))
    positions = ((iri, None, None), (None, iri, None), (None, None, iri))
    if any(
        next(iter(store.quads_for_pattern(position[0], position[1], position[2], None)), None) for position in positions
    ):
        return True
    return _has_triple_terms(store) and _scan(store, folder, ("", *names), needle)


def _has_triple_terms(store: ox.Store) -> bool:
    return bool(store.query("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(isTRIPLE(?o)) }"))


def _scan(store: ox.Store, folder: DataFolder, names: tuple[str, ...], needle: bytes) -> bool:
    """Look at every line: a term nested in a term is found in no index."""
    place = folder.builds / f"erase-{os.getpid()}"
    place.mkdir(parents=True, exist_ok=True)
    try:
        return any(needle in line for name in names for line in graph_lines(store, name, place))
    finally:
        shutil.rmtree(place, ignore_errors=True)
