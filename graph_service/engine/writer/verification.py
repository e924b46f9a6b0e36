"""`verify`: counts, hashes and the merge recomputed from a version's store, held against its record."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.folder import DataFolder, read_record
from graph_service.engine.versions.record import GraphState, VersionRecord
from graph_service.engine.writer.builds import Progress
from graph_service.engine.writer.changes import state_of
from graph_service.engine.writer.comparison import graph_lines
from graph_service.engine.writer.places import working_folder
from graph_service.engine.writer.sorting import difference, read_lines, sorted_distinct


def verify(folder: DataFolder, merged: bool, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Recompute a version, kept here or in the folder `source` (a backup).

    Returns its number, quads and the problems found (empty: it is what its record says).
    """
    source = Path(arguments["source"]) if "source" in arguments else None
    record = (
        read_record(str(source / "version.json"))
        if source
        else folder.record(arguments.get("version") or folder.current_number())
    )
    store = ox.Store.read_only(str((source or folder.version_path(record.number)) / "store"))
    with working_folder(folder) as place:
        problems = [*_graph_problems(store, record, place, progress)]
        problems += _merge_problems(store, record, place, progress) if merged else _own_problems(store, record, place)
    return {
        "version": record.number,
        "quads": record.quads,
        "problems": problems,
        "content_hash": record.content_hash,
    }


def _graph_problems(store: ox.Store, record: VersionRecord, place: Path, progress: Progress) -> Iterator[str]:
    names = {str(graph.value) for graph in store.named_graphs()}
    for name in sorted(names - set(record.graphs)):
        yield f"graph <{name}> is in the store and not in the record"
    for name, expected in sorted(record.graphs.items()):
        progress("verify", expected.count)
        found = _state(store, name, place)
        if found != expected:
            yield _mismatch(name, expected, found)


def _own_problems(store: ox.Store, record: VersionRecord, place: Path) -> list[str]:
    found = _state(store, "", place)
    return [] if found == record.default else [_mismatch("default", record.default, found)]


def _merge_problems(store: ox.Store, record: VersionRecord, place: Path, progress: Progress) -> list[str]:
    progress("verify-merge", record.default.count)
    union = sorted_distinct(_triples(store, record, place), place, "union")
    default = sorted_distinct(graph_lines(store, "", place), place, "default")
    missing = extra = count = 0
    for side, _ in difference(read_lines(union), read_lines(default)):
        missing += side < 0
        extra += side > 0
    count = sum(1 for _ in read_lines(default))
    problems = []
    if missing or extra:
        problems.append(f"default graph: {missing} triples of named graphs are missing, {extra} stand in none")
    if count != record.default.count:
        problems.append(f"default graph: {count} triples, the record says {record.default.count}")
    return problems


def _triples(store: ox.Store, record: VersionRecord, place: Path) -> Iterator[bytes]:
    for name in record.graphs:
        ending = f"<{name}> .\n".encode()
        for line in graph_lines(store, name, place):
            yield line[: -len(ending)] + b".\n"


def _state(store: ox.Store, name: str, place: Path) -> GraphState:
    return state_of(line[:-1] for line in graph_lines(store, name, place))


def _mismatch(name: str, expected: GraphState, found: GraphState) -> str:
    if expected.count != found.count:
        return f"graph <{name}>: {found.count} quads, the record says {expected.count}"
    return f"graph <{name}>: {found.count} quads as recorded, but their hash differs"
