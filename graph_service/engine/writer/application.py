"""One job applied to the open primary store: an update, a graph put, merged or dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.outlines import Operation, named_only, operations, update_text
from graph_service.engine.versions.record import GraphState
from graph_service.engine.writer.changes import Ledger
from graph_service.engine.writer.merge import add, reconcile
from graph_service.errors import (
    BadRequest,
    DefaultGraphIsMerged,
    Forbidden,
    MalformedQuery,
    NotFound,
    OutsideTokenScope,
    PreconditionFailed,
    RemoteAccessRefused,
)
from graph_service.languages import Text


class TooLargeError(Exception):
    """The graphs that the job may change are too large for the small path."""


@dataclass
class Application:
    """The store under a batch of jobs, and the ledger of what they change."""

    store: ox.Store
    ledger: Ledger
    merged: bool
    small: int
    in_doubt: bool = False
    """A free update ran: what it changed is known only by comparison, so the store is trusted once published."""

    def apply(self, job: dict[str, Any]) -> dict[str, Any]:
        """Apply one job whole or not at all; returns what its receipt says.

        Raises:
            MaillageError: the job is refused and nothing of it was applied.
            TooLargeError: the job belongs to the large path; nothing was applied.
        """
        if job["kind"] == "update":
            return self._update(job)
        if job["kind"] == "drop":
            return self._drop(job)
        return self._put(job)

    def _update(self, job: dict[str, Any]) -> dict[str, Any]:
        found = operations(job["text"], job.get("base"))
        if self.merged:
            found = [named_only(operation) for operation in found]
        self._check(found, job)
        if found and all(operation.is_data for operation in found):
            return self._data(found, job)
        return self._free(found, job)

    def _check(self, found: list[Operation], job: dict[str, Any]) -> None:
        prefix = job.get("scope")
        for operation in found:
            if operation.verb == "LOAD":
                raise RemoteAccessRefused
            clears_all = operation.verb in ("CLEAR", "DROP") and operation.writes_any
            if self.merged and operation.writes_default and not clears_all:
                raise _default_graph_is_merged()
            if prefix is None:
                continue
            outside = [graph for graph in operation.targets if not graph.startswith(prefix)]
            if operation.writes_any or operation.writes_default or outside:
                raise outside_scope(prefix, outside)

    def _data(self, found: list[Operation], job: dict[str, Any]) -> dict[str, Any]:
        """INSERT DATA and DELETE DATA: the engine itself reads the quads, in a store of its own."""
        # The whole text first: it may be wrong as a whole (a blank node shared between two operations).
        parse(_text(found, job))
        steps = [(operation.verb, _quads_of(operation)) for operation in found]
        for _, quads in steps:
            self._check_quads(quads, job.get("scope"))
        added: set[ox.Quad] = set()
        removed: set[ox.Quad] = set()
        for verb, quads in steps:
            if verb == "INSERT DATA":
                fresh = {quad for quad in quads if quad in removed or quad not in self.store}
                added, removed = added | (fresh - removed), removed - fresh
            else:
                gone = {quad for quad in quads if quad in added or quad in self.store}
                added, removed = added - gone, removed | (gone - added)
        return self._write(added, removed)

    def _check_quads(self, quads: set[ox.Quad], prefix: str | None) -> None:
        for quad in quads:
            if isinstance(quad.graph_name, ox.DefaultGraph):
                if self.merged:
                    raise _default_graph_is_merged()
                if prefix is not None:
                    raise outside_scope(prefix, [])
            elif prefix is not None and not str(quad.graph_name.value).startswith(prefix):
                raise outside_scope(prefix, [str(quad.graph_name.value)])

    def _free(self, found: list[Operation], job: dict[str, Any]) -> dict[str, Any]:
        """Any other update: what it changed is the difference of its target graphs around it."""
        text = _text(found, job)
        parse(text)
        targets = self._targets(found)
        self.in_doubt = True
        before = self._content(targets)
        try:
            self.store.update(text)
        except (SyntaxError, ValueError) as error:
            raise malformed(error) from None
        except RuntimeError as error:
            raise BadRequest(Text(f"Le moteur répond : {error}", f"The engine says: {error}")) from None
        after = self._content(targets | self._new_graphs(found))
        receipt = self._note(after - before, before - after)
        # CREATE and DROP of an empty graph change no quad, and yet the list of graphs.
        managed = any(operation.verb in ("CREATE", "DROP", "MOVE", "COPY", "ADD") for operation in found)
        self._list_graphs(targets)
        return {**receipt, "changed": receipt["changed"] or managed}

    def _list_graphs(self, names: set[str]) -> None:
        for name in names - {""}:
            if self.store.contains_named_graph(ox.NamedNode(name)):
                self.ledger.graphs.setdefault(name, GraphState())
            else:
                self.ledger.graphs.pop(name, None)

    def _targets(self, found: list[Operation]) -> set[str]:
        names = {graph for operation in found for graph in operation.targets}
        if any(operation.writes_any for operation in found):
            names |= set(self.ledger.graphs)
        size = sum(self.ledger.graphs[name].count for name in names if name in self.ledger.graphs)
        if not self.merged:
            names.add("")
            size += self.ledger.default.count
        if size > self.small:
            raise TooLargeError
        return names

    def _new_graphs(self, found: list[Operation]) -> set[str]:
        if not any(operation.writes_any for operation in found):
            return set()
        return {str(graph.value) for graph in self.store.named_graphs()}

    def _content(self, names: Iterable[str]) -> set[ox.Quad]:
        content: set[ox.Quad] = set()
        for name in names:
            content.update(self.store.quads_for_pattern(None, None, None, _node(name)))
        return content

    def _put(self, job: dict[str, Any]) -> dict[str, Any]:
        """Replace a graph by a file of statements, or add them to it."""
        name = job["graph"]
        existed = self._precondition(job)
        state = self.ledger.graphs.get(name) if name else self.ledger.default
        replaces = job["kind"] == "replace"
        # The default graph (where it stands alone) has no large path.
        if name and (job["count"] > self.small or (replaces and state is not None and state.count > self.small)):
            raise TooLargeError
        fresh = _read(Path(job["file"]), name)
        before = self._content([name])
        if name and not existed:
            self.store.add_graph(ox.NamedNode(name))
        receipt = self._write(fresh - before, before - fresh if replaces else set())
        self._list_graphs({name})
        return {**receipt, "created": not existed, "changed": receipt["changed"] or not existed}

    def _drop(self, job: dict[str, Any]) -> dict[str, Any]:
        name = job["graph"]
        if not self._precondition(job):
            raise NotFound(Text(f"Le graphe <{name}> n’existe pas.", f"The graph <{name}> does not exist."))
        if (self.ledger.graphs[name].count if name in self.ledger.graphs else 0) > self.small:
            raise TooLargeError
        receipt = self._write(set(), self._content([name]))
        if name:
            self.store.remove_graph(ox.NamedNode(name))
            self.ledger.graphs.pop(name, None)
        return {**receipt, "changed": True}

    def _precondition(self, job: dict[str, Any]) -> bool:
        name = job["graph"]
        if not name and self.merged:
            raise _default_graph_is_merged()
        prefix = job.get("scope")
        if prefix is not None and not name.startswith(prefix):
            raise outside_scope(prefix, [name])
        exists = not name or self.store.contains_named_graph(ox.NamedNode(name))
        if job.get("only_if_absent") and exists:
            raise PreconditionFailed(Text(f"Le graphe <{name}> existe déjà.", f"The graph <{name}> already exists."))
        return exists

    def _write(self, added: set[ox.Quad], removed: set[ox.Quad]) -> dict[str, Any]:
        add(self.store, added)
        for quad in removed:
            self.store.remove(quad)
        return self._note(added, removed)

    def _note(self, added: set[ox.Quad], removed: set[ox.Quad]) -> dict[str, Any]:
        self.ledger.note(added, removed)
        if self.merged:
            self.ledger.count_default(reconcile(self.store, added, removed))
        self._forget_dropped(removed)
        return {"added": len(added), "removed": len(removed), "changed": bool(added or removed)}

    def _forget_dropped(self, removed: set[ox.Quad]) -> None:
        for graph in {quad.graph_name for quad in removed}:
            if isinstance(graph, ox.NamedNode) and not self.store.contains_named_graph(graph):
                self.ledger.graphs.pop(str(graph.value), None)


def _node(name: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(name) if name else ox.DefaultGraph()


def _read(path: Path, graph: str) -> set[ox.Quad]:
    node = _node(graph)
    # Through a store: the engine normalises literals on the way in, and the difference needs its terms.
    scratch = ox.Store()
    quads = ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)
    scratch.bulk_extend(ox.Quad(q.subject, q.predicate, q.object, node) for q in quads)
    return set(scratch)


def _text(found: list[Operation], job: dict[str, Any]) -> str:
    return update_text(found, job.get("using") or [], job.get("using_named") or [])


def _quads_of(operation: Operation) -> set[ox.Quad]:
    """The quads of INSERT DATA or DELETE DATA, as the engine reads them."""
    scratch = ox.Store()
    try:
        scratch.update("INSERT DATA " + operation.text[operation.text.index("{") :])
    except (SyntaxError, ValueError) as error:
        raise malformed(error) from None
    return set(scratch)


def parse(text: str) -> None:
    """Have the engine parse an update, on an empty store.

    Raises:
        MalformedQuery: it is none.
    """
    try:
        ox.Store().update(text)
    except (SyntaxError, ValueError) as error:
        raise malformed(error) from None
    except RuntimeError:
        # A graph that does not exist there may exist here.
        return


def malformed(error: Exception) -> MalformedQuery:
    """The engine's own message on a text that is not SPARQL."""
    return MalformedQuery(Text(f"Le moteur répond : {error}", f"The engine says: {error}"))


def outside_scope(prefix: str, outside: list[str]) -> Forbidden:
    """The refusal of a write outside a token's graphs."""
    names = ", ".join(f"<{name}>" for name in outside) or "…"
    return OutsideTokenScope(
        Text(
            f"Ce jeton n’écrit que les graphes nommés en toutes lettres sous <{prefix}> ; refusé : {names}.",
            f"This token may only write graphs named literally under <{prefix}>; refused: {names}.",
        )
    )


def _default_graph_is_merged() -> DefaultGraphIsMerged:
    return DefaultGraphIsMerged(
        Text(
            "Le graphe par défaut est la fusion des graphes nommés : écrivez dans un graphe nommé "
            "(GRAPH <…>, WITH <…> ou ?graph=…).",
            "The default graph is the merge of the named graphs: write to a named graph "
            "(GRAPH <…>, WITH <…> or ?graph=…).",
        )
    )
