"""`erase`: everything that mentions an IRI leaves every kept version, by rebuilding their stores.

Removing quads is not enough: the engine keeps the words of removed quads in its dictionary.
"""

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
from graph_service.engine.writer.places import store_in_progress, working_folder
from graph_service.engine.writer.restoration import swap_primary


def erase(folder: DataFolder, merged: bool, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Erase an IRI from the current version (published anew) and from every kept one.

    Returns the new version's number, the quads removed from the current one and the versions rebuilt.
    """
    needles = needles_of(arguments["iri"])
    with publication.write_lock(folder), working_folder(folder) as place:
        publication.clean(folder)
        current = folder.current_record()
        kept = folder.kept()
        progress("erase", len(kept))
        since = _first_mention(folder, kept, needles, place)
        removed = _publish_without(folder, current, needles, merged, place)
        rebuilt = [number for number in kept if number >= since]
        for number in rebuilt:
            progress("erase", number)
            _rebuild_version(folder, number, needles, merged)
        forget_derived(folder)
        left = sum(_mentions(folder, number, needles, place) for number in folder.kept())
    return {"changed": True, "version": current.number + 1, "removed": removed, "rebuilt": rebuilt, "left": left}


def forget_derived(folder: DataFolder) -> None:
    """Remove what was made from the versions and may hold erased words: it is made again from what is left."""
    for path in (folder.search, folder.dumps):
        # Whoever is making one of them now would bring the words back: it ends first.
        with held(path / "lock", wait=True):
            folder.search_link.unlink(missing_ok=True)
            shutil.rmtree(path, ignore_errors=True)


def needles_of(iri: str) -> tuple[bytes, ...]:
    """What a line holds when it mentions an IRI or a part of it (`<iri#identifier>`)."""
    return f"<{iri}>".encode(), f"<{iri}#".encode()


def _first_mention(folder: DataFolder, kept: list[int], needles: tuple[bytes, ...], place: Path) -> int:
    """The first kept version that mentions it: the dictionaries of all that follow may hold its words."""
    for number in kept:
        if _mentions(folder, number, needles, place) or _mentions_in_changes(folder, number, needles):
            return number
    # Perhaps a version that is no longer kept: then every dictionary may.
    return kept[0] if kept[0] > 1 else kept[-1] + 1


def _publish_without(
    folder: DataFolder, current: VersionRecord, needles: tuple[bytes, ...], merged: bool, place: Path
) -> int:
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
    return removed


def filtered_store(
    source: Path, target: Path, record: VersionRecord, needles: tuple[bytes, ...], merged: bool
) -> tuple[dict[str, GraphState], GraphState]:
    """Build a store of a version's quads without the needles; returns the states of its graphs."""
    old, new = ox.Store.read_only(str(source)), ox.Store(str(target))
    place = target.with_name(target.name + ".lines")
    place.mkdir(parents=True, exist_ok=True)
    graphs: dict[str, GraphState] = {}
    try:
        for name in record.graphs:
            if not _names(name, needles):
                graphs[name] = _copy_clean(old, new, name, place, needles, merged)
        default = GraphState(_size(new), 0) if merged else _copy_clean(old, new, "", place, needles, merged)
    finally:
        shutil.rmtree(place)
    new.flush()
    return graphs, default


def _copy_clean(
    old: ox.Store, new: ox.Store, name: str, place: Path, needles: tuple[bytes, ...], merged: bool
) -> GraphState:
    """Copy a graph's clean statements to the new store; returns its state."""
    file, ending = place / "clean.nt", len(f"<{name}> .\n") if name else len(".\n")
    count = digest = 0
    with file.open("wb") as output:
        for line in graph_lines(old, name, place):
            if not _found(line[:-ending], needles):
                output.write(line[:-ending] + b".\n")
                count += 1
                digest += line_digest(line[:-1])
    fill(new, ox.NamedNode(name) if name else ox.DefaultGraph(), file, merged)
    return GraphState(count, digest % HASH_MODULUS)


def _size(store: ox.Store) -> int:
    result: Any = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    return int(next(iter(result))["n"].value)


def _rebuild_version(folder: DataFolder, number: int, needles: tuple[bytes, ...], merged: bool) -> None:
    """Put a rebuilt folder under the name of a kept version."""
    path = folder.version_path(number)
    record = folder.record(number)
    temporary = path.with_name(path.name + ".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    graphs, default = filtered_store(path / "store", temporary / "store", record, needles, merged)
    _filter_changes(path / "changes.nq.gz", temporary / "changes.nq.gz", needles)
    touched = tuple(name for name in record.touched if not _names(name, needles))
    write_json(temporary / "version.json", replace(record, graphs=graphs, default=default, touched=touched).to_json())
    sync_folder(temporary)
    doomed = path.with_name(path.name + ".old.tmp")
    path.replace(doomed)
    temporary.replace(path)
    sync_folder(folder.versions)
    shutil.rmtree(doomed, ignore_errors=True)


def _filter_changes(source: Path, target: Path, needles: tuple[bytes, ...]) -> None:
    def side(wanted: bool) -> Iterable[bytes]:
        return (line for adding, line in read_changes(source) if adding is wanted and not _found(line, needles))

    write_changes(target, side(True), side(False))


def _mentions_in_changes(folder: DataFolder, number: int, needles: tuple[bytes, ...]) -> bool:
    return any(_found(line, needles) for _, line in read_changes(folder.version_path(number) / "changes.nq.gz"))


def _mentions(folder: DataFolder, number: int, needles: tuple[bytes, ...], place: Path) -> bool:
    """Whether a version's store still says it anywhere."""
    path = folder.version_path(number)
    names = json.loads((path / "version.json").read_text())["graphs"]
    if any(_names(name, needles) for name in names):
        return True
    store = ox.Store.read_only(str(path / "store"))
    iri = ox.NamedNode(needles[0][1:-1].decode())
    for subject, predicate, value in ((iri, None, None), (None, iri, None), (None, None, iri)):
        if next(iter(store.quads_for_pattern(subject, predicate, value, None)), None) is not None:
            return True
    return _has_parts(store, iri) and _scan(store, ("", *names), needles, place)


def _names(graph: str, needles: tuple[bytes, ...]) -> bool:
    return _found(f"<{graph}>".encode(), needles)


def _found(line: bytes, needles: tuple[bytes, ...]) -> bool:
    return any(needle in line for needle in needles)


def _has_parts(store: ox.Store, iri: ox.NamedNode) -> bool:
    """Whether a scan is needed: a term nested in a term, or a part `<iri#…>`, is found in no index."""
    part = f'STRSTARTS(STR(?s), "{iri.value}#") || STRSTARTS(STR(?o), "{iri.value}#") || isTRIPLE(?o)'
    return bool(store.query(f"ASK {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} FILTER({part}) }}"))


def _scan(store: ox.Store, names: tuple[str, ...], needles: tuple[bytes, ...], place: Path) -> bool:
    return any(_found(line, needles) for name in names for line in graph_lines(store, name, place))
