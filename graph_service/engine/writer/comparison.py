"""Two versions compared graph by graph; only graphs whose count or hash differ are read."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.writer.sorting import difference, read_lines, sorted_distinct


def graph_lines(store: ox.Store, graph: str, place: Path) -> Iterator[bytes]:
    """The N-Quads lines of a graph (an empty name: the default graph), line ends included, in the engine's order."""
    target = place / "graph.nt"
    node = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    store.dump(str(target), ox.RdfFormat.N_TRIPLES, from_graph=node)
    ending = f"<{graph}> .\n".encode() if graph else b".\n"
    for line in read_lines(target):
        yield line[:-2] + ending
    target.unlink()


def compare_versions(
    old: tuple[Path, VersionRecord], new: tuple[Path, VersionRecord], place: Path, merged: bool
) -> tuple[Path, Path, int, int, tuple[str, ...]]:
    """Write the N-Quads added and removed between two stores.

    Returns both files (without line ends stripped), their counts and the graphs touched.
    """
    stores = [ox.Store.read_only(str(path)) for path, _ in (old, new)]
    names = {name for _, record in (old, new) for name in record.graphs} | (set() if merged else {""})
    touched, counts = [], [0, 0]
    added, removed = place / "added.nq", place / "removed.nq"
    with added.open("wb") as plus, removed.open("wb") as minus:
        for name in sorted(names):
            states = [record.graphs.get(name) if name else record.default for _, record in (old, new)]
            if states[0] == states[1]:
                continue
            touched.append(name)
            sides = [
                sorted_distinct(graph_lines(store, name, place), place, f"side{i}") for i, store in enumerate(stores)
            ]
            for side, line in difference(*map(read_lines, sides)):
                (plus if side > 0 else minus).write(line)
                counts[side < 0] += 1
    return added, removed, counts[0], counts[1], tuple(touched)
