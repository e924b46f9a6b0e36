"""`erase`: everything that mentions an IRI leaves every kept version, by rebuilding their stores.

Removing quads is not enough: the engine keeps the words of removed quads in its dictionary.
"""

import gzip
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.durability import sync_folder, write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.locks import held
from graph_service.engine.versions.record import HASH_MODULUS, GraphState, VersionRecord
from graph_service.engine.writer import publication
from graph_service.engine.writer.builds import Progress
from graph_service.engine.writer.changes import line_digest, read_changes, write_changes
from graph_service.engine.writer.comparison import graph_lines
from graph_service.engine.writer.filling import fill
from graph_service.engine.writer.holding import holds
from graph_service.engine.writer.places import store_in_progress, working_folder
from graph_service.engine.writer.restoration import swap_primary
from graph_service.engine.writer.sorting import read_lines

Needles = tuple[bytes, ...]
"""What a line holds that mentions one of some IRIs, or a part of it: two for each."""


def erase(folder: DataFolder, merged: bool, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Erase an IRI, and those that go with it (`also`), from the current version (published anew) and every kept one.

    Returns the new version's number, the quads removed from the current one and the versions rebuilt.
    """
    needles = needles_of(arguments["iri"], *arguments.get("also", ()))
    with publication.write_lock(folder), working_folder(folder) as place:
        publication.clean(folder)
        current = folder.current_record()
        kept = folder.kept()
        progress("erase", len(kept))
        since = _first_mention(folder, kept, needles, merged, place)
        clean = _publish_without(folder, current, needles, merged, place)
        rebuilt = [number for number in kept if number >= since]
        for number in rebuilt:
            progress("erase", number)
            # The current one was just made, as the version without it.
            _rebuild_version(folder, number, needles, merged, clean if number == current.number else None)
        forget_derived(folder)
        left = sum(_mentions(folder, number, needles, merged, place) for number in folder.kept())
    return {"changed": True, "version": clean.number, "removed": clean.removed, "rebuilt": rebuilt, "left": left}


def forget_derived(folder: DataFolder) -> None:
    """Remove what was made from the versions and may hold erased words: it is made again from what is left."""
    for path in (folder.search, folder.dumps):
        # Whoever is making one of them now would bring the words back: it ends first.
        with held(path / "lock", wait=True):
            folder.search_link.unlink(missing_ok=True)
            shutil.rmtree(path, ignore_errors=True)


def needles_of(*iris: str) -> Needles:
    """What a line holds when it mentions one of these IRIs or a part of it (`<iri#identifier>`)."""
    return tuple(needle.encode() for iri in iris for needle in (f"<{iri}>", f"<{iri}#"))


def _first_mention(folder: DataFolder, kept: list[int], needles: Needles, merged: bool, place: Path) -> int:
    """The first kept version that mentions it: the dictionaries of all that follow may hold its words."""
    before = 0
    for number in kept:
        if _mentions_in_record(folder, number, needles) or _mentions_in_changes(folder, number, needles):
            return number
        # A version is the one before it and its changes: only where that one is gone its store is looked through.
        if number != before + 1 and _mentions(folder, number, needles, merged, place):
            return number
        before = number
    # Perhaps a version that is no longer kept: then every dictionary may.
    return kept[0] if kept[0] > 1 else kept[-1] + 1


def _publish_without(
    folder: DataFolder, current: VersionRecord, needles: Needles, merged: bool, place: Path
) -> VersionRecord:
    source = folder.version_path(current.number) / "store"
    target = store_in_progress(folder, place)
    shutil.rmtree(target, ignore_errors=True)
    graphs, default = filtered_store(source, target, current, needles, merged)
    removed = current.quads - sum(state.count for state in graphs.values())
    # The record of this version names the erased lines nowhere: its changes stay empty.
    changes = folder.spool_path("changes-erase")
    write_changes(changes, (), ())
    record = replace(
        current, number=current.number + 1, previous=current.number, time=publication.now(), cause="erase",
        graphs=graphs, default=default, touched=(), added=0, removed=removed, keys={},
    )  # fmt: skip
    swap_primary(folder, target, record, changes)
    shutil.rmtree(target, ignore_errors=True)
    return record


def filtered_store(
    source: Path, target: Path, record: VersionRecord, needles: Needles, merged: bool
) -> tuple[dict[str, GraphState], GraphState]:
    """Build a store of a version's quads without the needles; returns the states of its graphs."""
    old, new = ox.Store.read_only(str(source)), ox.Store(str(target))
    place = target.with_name(target.name + ".lines")
    place.mkdir(parents=True, exist_ok=True)
    graphs: dict[str, GraphState] = {}
    try:
        for name, state in record.graphs.items():
            if not _names(name, needles):
                graphs[name] = _copy_clean(old, new, name, state, place / "graph.nt", needles, merged)
        default = (
            GraphState(_size(new), 0)
            if merged
            else _copy_clean(old, new, "", record.default, place / "graph.nt", needles, merged)
        )
    finally:
        shutil.rmtree(place)
    new.flush()
    return graphs, default


def _copy_clean(
    old: ox.Store, new: ox.Store, name: str, state: GraphState, file: Path, needles: Needles, merged: bool
) -> GraphState:
    """Copy a graph's clean statements to the new store, by way of a file; returns its state."""
    node = ox.NamedNode(name) if name else ox.DefaultGraph()
    old.dump(str(file), ox.RdfFormat.N_TRIPLES, from_graph=node)
    with file.open("rb") as lines:
        concerned = holds(lines, needles)
    if concerned:
        state = _clean(file, name, needles)
    fill(new, node, file, merged)
    return state


def _clean(file: Path, name: str, needles: Needles) -> GraphState:
    """Take the lines that mention it out of a graph's file; returns the state of what stays."""
    clean, ending = file.with_suffix(".clean"), f"<{name}> .".encode() if name else b"."
    count = digest = 0
    with clean.open("wb") as output:
        for line in read_lines(file):
            if not _found(line, needles):
                output.write(line)
                count += 1
                digest += line_digest(line[:-2] + ending)
    clean.replace(file)
    return GraphState(count, digest % HASH_MODULUS)


def _size(store: ox.Store) -> int:
    result: Any = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    return int(next(iter(result))["n"].value)


def _rebuild_version(
    folder: DataFolder, number: int, needles: Needles, merged: bool, made: VersionRecord | None
) -> None:
    """Put a rebuilt folder under the name of a kept version; `made` is one that holds just what it must hold."""
    path = folder.version_path(number)
    record = folder.record(number)
    temporary = path.with_name(path.name + ".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    if made is None:
        graphs, default = filtered_store(path / "store", temporary / "store", record, needles, merged)
    else:
        publication.copy_store(folder.version_path(made.number) / "store", temporary / "store")
        graphs, default = made.graphs, made.default
    _filter_changes(path / "changes.nq.gz", temporary / "changes.nq.gz", needles)
    touched = tuple(name for name in record.touched if not _names(name, needles))
    write_json(temporary / "version.json", replace(record, graphs=graphs, default=default, touched=touched).to_json())
    sync_folder(temporary)
    doomed = path.with_name(path.name + ".old.tmp")
    path.replace(doomed)
    temporary.replace(path)
    sync_folder(folder.versions)
    shutil.rmtree(doomed, ignore_errors=True)


def _filter_changes(source: Path, target: Path, needles: Needles) -> None:
    def side(wanted: bool) -> Iterable[bytes]:
        return (line for adding, line in read_changes(source) if adding is wanted and not _found(line, needles))

    write_changes(target, side(True), side(False))


def _mentions_in_changes(folder: DataFolder, number: int, needles: Needles) -> bool:
    with gzip.open(folder.version_path(number) / "changes.nq.gz", "rb") as lines:
        return holds(lines, needles)


def _mentions_in_record(folder: DataFolder, number: int, needles: Needles) -> bool:
    return any(_names(name, needles) for name in _graphs(folder, number))


def _graphs(folder: DataFolder, number: int) -> tuple[str, ...]:
    return tuple(json.loads((folder.version_path(number) / "version.json").read_text())["graphs"])


def _mentions(folder: DataFolder, number: int, needles: Needles, merged: bool, place: Path) -> bool:
    """Whether a version still says it anywhere."""
    if _mentions_in_record(folder, number, needles):
        return True
    store = ox.Store.read_only(str(folder.version_path(number) / "store"))
    iris = [ox.NamedNode(needle[1:-1].decode()) for needle in needles[::2]]
    if any(_stands(store, iri) for iri in iris):
        return True
    parts = any(_has_parts(store, iri, merged) for iri in iris)
    return parts and _scan(store, ("", *_graphs(folder, number)), needles, place)


def _stands(store: ox.Store, iri: ox.NamedNode) -> bool:
    found = (
        store.quads_for_pattern(subject, predicate, value, None)
        for subject, predicate, value in ((iri, None, None), (None, iri, None), (None, None, iri))
    )
    return any(next(iter(quads), None) is not None for quads in found)


def _names(graph: str, needles: Needles) -> bool:
    return _found(f"<{graph}>".encode(), needles)


def _found(line: bytes, needles: Needles) -> bool:
    return any(needle in line for needle in needles)


def _has_parts(store: ox.Store, iri: ox.NamedNode, merged: bool) -> bool:
    """Whether a scan is needed: a term nested in a term, or a part `<iri#…>`, is found in no index."""
    # Where the default graph is the merge, it holds every triple.
    every = "?s ?p ?o" if merged else "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    part = f'STRSTARTS(STR(?s), "{iri.value}#") || STRSTARTS(STR(?o), "{iri.value}#") || isTRIPLE(?o)'
    return bool(store.query(f"ASK {{ {every} FILTER({part}) }}"))


def _scan(store: ox.Store, names: tuple[str, ...], needles: Needles, place: Path) -> bool:
    return any(_found(line, needles) for name in names for line in graph_lines(store, name, place))
