"""Filling a graph of a new store from a file of N-Triples, and the default graph with it."""

from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.writer.holding import holds


def fill(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, file: Path, merged: bool) -> None:
    """Load a file into a graph; when `merged`, into the default graph too. Blank nodes keep their names."""
    targets = (graph, ox.DefaultGraph()) if merged and isinstance(graph, ox.NamedNode) else (graph,)
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)
    keeps_names = not _has_blank_nodes(file)
    for target in targets:
        if keeps_names:
            store.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES, to_graph=target)
        else:
            # Loading a file renames its blank nodes: the merge would not share them with the graph.
            triples = ox.parse(path=str(file), format=ox.RdfFormat.N_TRIPLES)
            store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, target) for t in triples)


def _has_blank_nodes(file: Path) -> bool:
    with file.open("rb") as lines:
        if lines.read(2) == b"_:":
            return True
        return holds(lines, (b"\n_:", b" _:"))
