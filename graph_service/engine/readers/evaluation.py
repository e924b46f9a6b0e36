"""Inside a sealed reader: one query on one version, its dataset, its serialisation."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from graph_service.engine.readers.spool import CapReachedError, Spool
from graph_service.vocabulary import prefixes

_UNKNOWN_FUNCTION = "custom function"
"""What the engine says of a function that it does not have: the query's fault, told as a failure of its own."""


class RefusedError(Exception):
    """The task cannot be done; `slug` names the error for the parent."""

    def __init__(self, slug: str, said: str = "", **members: object) -> None:
        super().__init__(said)
        self.slug = slug
        self.said = said
        self.members = members


@dataclass(frozen=True, slots=True)
class Task:
    """What the parent asks of a reader."""

    query: str
    solutions: str | None
    triples: str | None
    spool: str
    max_rows: int
    max_bytes: int
    base: str | None = None
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    pretty: bool = False
    """Whether the syntax has prefixes to shorten names with."""
    disjoint: bool = False
    union_quads: int = 0
    """Quads that several FROM may hold together when they may share triples (copied and merged in memory)."""
    sizes: dict[str, int] = field(default_factory=dict)


def evaluate(store: ox.Store, task: Task) -> tuple[dict[str, Any], bytes]:
    """Evaluate and serialise; returns the header for the parent and the answer if it is small.

    Raises:
        RefusedError: not SPARQL, no acceptable format for its kind, or too large a union.
    """
    store, dataset = _dataset(store, task)
    try:
        result = store.query(task.query, base_iri=task.base, **dataset)
    except (SyntaxError, ValueError) as error:
        raise RefusedError("malformed-query", str(error)) from None
    except RuntimeError as error:
        if _UNKNOWN_FUNCTION not in str(error):
            raise
        raise RefusedError("malformed-query", str(error)) from None
    if isinstance(result, ox.QueryTriples):
        return _triples(result, task)
    return _solutions(result, task)


def _solutions(result: ox.QuerySolutions | ox.QueryBoolean, task: Task) -> tuple[dict[str, Any], bytes]:
    kind = "boolean" if isinstance(result, ox.QueryBoolean) else "solutions"
    if task.solutions is None:
        raise RefusedError("not-acceptable", kind)
    syntax = ox.QueryResultsFormat.from_media_type(task.solutions)
    if syntax is None:
        raise RefusedError("not-acceptable", kind)
    spool = Spool(Path(task.spool), _syntax_name(task.solutions), task.max_rows, task.max_bytes)
    with contextlib.suppress(CapReachedError):
        result.serialize(cast("IO[bytes]", spool), syntax)
    return _closed(spool, kind)


def _syntax_name(media_type: str) -> str:
    return media_type.rpartition("+")[2] if "+" in media_type else {"text/csv": "csv"}.get(media_type, "tsv")


def _triples(result: ox.QueryTriples, task: Task) -> tuple[dict[str, Any], bytes]:
    if task.triples is None:
        raise RefusedError("not-acceptable", "triples")
    spool = Spool(Path(task.spool), "", task.max_rows, task.max_bytes)
    _serialize(_capped(result, spool, task.max_rows), spool, task)
    return _closed(spool, "triples")


def _serialize(triples: Iterable[ox.Triple] | Iterable[ox.Quad], spool: Spool, task: Task) -> None:
    syntax = ox.RdfFormat.from_media_type(task.triples or "")
    # Prefixes that the answer does not use would be noise in N-Triples' kin and cost nothing in Turtle.
    ox.serialize(triples, cast("IO[bytes]", spool), syntax, prefixes=prefixes() if task.pretty else None)


def _capped(triples: Iterable[ox.Triple], spool: Spool, max_rows: int) -> Iterator[ox.Triple]:
    """Stop the serialiser's input at a cap, so that it closes its document itself."""
    for number, triple in enumerate(triples):
        if number >= max_rows or spool.truncated:
            spool.truncated = True
            return
        yield triple


def _closed(spool: Spool, kind: str) -> tuple[dict[str, Any], bytes]:
    blob = spool.finish()
    header = {"kind": kind, "size": spool.size, "truncated": spool.truncated, "inline": blob is not None}
    return header, blob or b""


def dump_graph(store: ox.Store, task: Task, graph: str | None) -> tuple[dict[str, Any], bytes]:
    """Serialise one graph (None: the default graph) or, with `query` set to `dataset`, every named graph.

    Raises:
        RefusedError: no such graph, or larger than the byte cap (a graph is never cut).
    """
    spool = Spool(Path(task.spool), "", task.max_rows, task.max_bytes)
    syntax = ox.RdfFormat.from_media_type(task.triples or "")
    if graph is not None and not store.contains_named_graph(ox.NamedNode(graph)):
        raise RefusedError("not-found", graph)
    source = ox.NamedNode(graph) if graph is not None else ox.DefaultGraph()
    if syntax is not None and syntax.supports_datasets and syntax != ox.RdfFormat.JSON_LD and graph is not None:
        quads = store.quads_for_pattern(None, None, None, source)
        ox.serialize(quads, cast("IO[bytes]", spool), syntax, prefixes=prefixes() if task.pretty else None)
    else:
        store.dump(cast("IO[bytes]", spool), syntax, from_graph=source, prefixes=prefixes() if task.pretty else None)
    if spool.truncated:
        raise RefusedError("answer-too-large", str(task.max_bytes))
    return _closed(spool, "triples")


def dump_dataset(store: ox.Store, task: Task) -> tuple[dict[str, Any], bytes]:
    """Serialise every named graph.

    Raises:
        RefusedError: larger than the byte cap.
    """
    spool = Spool(Path(task.spool), "", task.max_rows, task.max_bytes)
    quads = (q for graph in store.named_graphs() for q in store.quads_for_pattern(None, None, None, graph))
    syntax = ox.RdfFormat.from_media_type(task.triples or "")
    ox.serialize(quads, cast("IO[bytes]", spool), syntax, prefixes=prefixes() if task.pretty else None)
    if spool.truncated:
        raise RefusedError("answer-too-large", str(task.max_bytes))
    return _closed(spool, "quads")


def _dataset(store: ox.Store, task: Task) -> tuple[ox.Store, dict[str, Any]]:
    """The store and the dataset arguments. Both lists are always given together: one alone leaks the other's graphs."""
    if task.default_graphs is None and task.named_graphs is None:
        return store, {}
    default = task.default_graphs or []
    named = task.named_graphs or []
    if len(set(default)) > 1 and not task.disjoint:
        # Given explicitly: the FROM clauses still stand in the text.
        dataset = {"default_graph": ox.DefaultGraph(), "named_graphs": [ox.NamedNode(iri) for iri in named]}
        return _union(store, task, default, named), dataset
    nodes = [ox.NamedNode(iri) for iri in dict.fromkeys(default)]
    return store, {"default_graph": nodes, "named_graphs": [ox.NamedNode(iri) for iri in named]}


def _union(store: ox.Store, task: Task, default: list[str], named: list[str]) -> ox.Store:
    """Several FROM merged in memory: the engine's own union counts a shared triple twice."""
    total = sum(task.sizes.get(iri, 0) for iri in {*default, *named})
    if total > task.union_quads:
        raise RefusedError("too-complex", "union", total=total, limit=task.union_quads)
    merged = ox.Store()
    for iri in default:
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        merged.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    for iri in named:
        merged.bulk_extend(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return merged
