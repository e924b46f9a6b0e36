"""Reading: version, cache, guard, reader, answer. The one door for every query of the service."""

import contextlib
import itertools
import os
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_service.engine import guard
from graph_service.engine.answer import Answer
from graph_service.engine.cache import AnswerCache
from graph_service.engine.outlines import from_clauses
from graph_service.engine.processes.channel import Header, Message
from graph_service.engine.readers.pool import ReaderPool, Ticket
from graph_service.engine.refusals import explained, refuse
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.errors import MaillageError, UnreadableData, WorkerCrashed
from graph_service.languages import Text
from graph_service.media_types import ALL, Format
from graph_service.settings import Settings


@dataclass(frozen=True, slots=True)
class Query:
    """A query and everything its answer depends on, but the version."""

    text: str
    solutions: Format | None
    """Format if it answers solutions or a boolean; None: not acceptable."""
    triples: Format | None
    """Format if it answers triples; None: not acceptable."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    max_rows: int | None = None
    seconds: float | None = None
    version: int | None = None


@dataclass
class Reading:
    """How one read went: for headers and the log."""

    ticket: Ticket = field(default_factory=Ticket)
    cached: bool = False
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reader is asked, and what its answer will be kept under."""

    header: Header
    blob: bytes
    seconds: float
    version: int
    old: bool
    formats: tuple[Format | None, Format | None]
    key: Hashable | None
    """Key of the cache; None if the same version may answer otherwise next time."""

    @property
    def spool(self) -> str:
        """Path of the answer, if it does not travel through the channel."""
        return str(self.header["arguments"]["spool"])

    @property
    def repeatable(self) -> bool:
        """Whether the answer may be kept and validated."""
        return self.key is not None


class Reads:
    """Answers queries on any kept version."""

    def __init__(self, settings: Settings, folder: DataFolder) -> None:
        self.settings = settings
        self.folder = folder
        self.limits = guard.Limits.of(settings)
        self.cache = AnswerCache(settings.cache_bytes)
        waiters = max(1, settings.threads - 3)
        self.pool = ReaderPool(settings.readers, settings.query_memory * 1024 * 1024, waiters)
        self._spools = itertools.count()
        self._spool_prefix = f"{folder.spool}/{os.getpid()}-"

    def start(self) -> None:
        """Start the readers and clear what a dead process left in the spool."""
        for leftover in self.folder.spool.glob("*"):
            if not _process_lives(leftover.name.split("-")[0]):
                leftover.unlink(missing_ok=True)
        self.pool.start()

    def close(self) -> None:
        """End the readers."""
        self.pool.close()

    def record(self, version: int | None) -> VersionRecord:
        """The record of a version, by default the current one.

        Raises:
            Gone, NotFound: pruned, or not yet published.
        """
        return self.folder.record(version if version is not None else self.folder.current_number())

    def answer(self, query: Query, reading: Reading) -> Answer:
        """Answer a query.

        Raises:
            MaillageError: any leaf from 400 to 504 that its text, its cost or its version deserves.
        """
        plan = self.plan(query)
        if isinstance(plan, Answer):
            reading.cached = True
            return plan
        reading.repeatable = plan.repeatable
        with self.failing(plan):
            message = self.pool.run(plan.header, plan.blob, plan.seconds, reading.ticket, old=plan.old)
            return self.finish(plan, message)

    def plan(self, query: Query) -> Plan | Answer:
        """The kept answer of a query, or what a reader must be asked.

        Raises:
            Gone, NotFound, TooComplex, RemoteAccessRefused: refused before any reader is asked.
        """
        record = self.record(query.version)
        kept = self.cache.get((record, query))
        if kept is not None:
            return kept
        verdict = guard.inspect(query.text, self.limits)
        seconds = min(query.seconds or self.settings.query_timeout, self.settings.query_timeout)
        arguments = self._arguments(
            query.solutions, query.triples, min(query.max_rows or self.settings.max_rows, self.settings.max_rows)
        )
        arguments["base"] = query.base
        arguments.update(self._dataset(query, record, verdict))
        header = {"task": "query", "arguments": arguments}
        formats = (query.solutions, query.triples)
        key = (record, query) if verdict.repeatable else None
        return self._plan(header, record, formats, query.text.encode(), seconds, key)

    def finish(self, plan: Plan, message: Message) -> Answer:
        """The answer in a reader's message, kept if it is repeatable.

        Raises:
            MaillageError: the reader refused.
        """
        refuse(message.header, self.settings)
        answer = _answer(message, plan)
        if plan.key is not None:
            self.cache.put(plan.key, answer)
        return answer

    @contextlib.contextmanager
    def failing(self, plan: Plan) -> Iterator[None]:
        """Turn what a reader died of into a sentence, and remove what it left in the spool."""
        try:
            yield
        except MaillageError as error:
            Path(plan.spool).unlink(missing_ok=True)
            raise explained(error, plan.seconds, self.settings) from None

    def graph(self, graph: str | None, syntax: Format, version: int | None, ticket: Ticket) -> Answer:
        """One whole graph (None: the default graph).

        Raises:
            NotFound: no such graph in that version.
            Forbidden: larger than one answer may be.
        """
        record = self.record(version)
        arguments = self._arguments(None, syntax, self.settings.max_rows * 100)
        header = {"task": "graph", "graph": graph, "arguments": arguments}
        return self._run(self._plan(header, record, (None, syntax)), ticket)

    def dataset(self, syntax: Format, version: int | None, ticket: Ticket) -> Answer:
        """Every named graph."""
        record = self.record(version)
        arguments = self._arguments(None, syntax, self.settings.max_rows * 100)
        header = {"task": "dataset", "arguments": arguments}
        return self._run(self._plan(header, record, (None, syntax)), ticket)

    def normalise(self, source: Path, syntax: Format, base: str | None, ticket: Ticket) -> tuple[Path, Header]:
        """Parse foreign RDF in a sealed reader; returns an N-Triples file of the spool and its counts.

        Raises:
            UnreadableData: it cannot be parsed, or it breaks the parser.
        """
        target = self.new_spool()
        contexts, seconds = [f"{self.settings.base_iri}/context.jsonld"], self.settings.update_timeout
        arguments = {
            "source": str(source),
            "target": str(target),
            "media_type": syntax.media_type,
            "base": base,
            "max_depth": self.settings.guard_depth,
            "contexts": contexts,
        }
        try:
            message = self.pool.run({"task": "parse", "arguments": arguments, "seconds": seconds}, b"", seconds, ticket)
            refuse(message.header, self.settings)
        except WorkerCrashed:
            target.unlink(missing_ok=True)
            raise UnreadableData(
                Text("Ces données sont imbriquées trop profondément.", "This data is nested too deep.")
            ) from None
        except MaillageError:
            target.unlink(missing_ok=True)
            raise
        return target, message.header

    def new_spool(self) -> Path:
        """A fresh path in the spool; its name begins with this process's id."""
        return Path(self._new_spool_name())

    def _new_spool_name(self) -> str:
        return f"{self._spool_prefix}{next(self._spools)}"

    def _dataset(self, query: Query, record: VersionRecord, verdict: guard.Verdict) -> dict[str, Any]:
        default, named = list(query.default_graphs), list(query.named_graphs)
        if not default and not named:
            if verdict.froms < 2:
                return {}
            default, named = from_clauses(query.text, query.base)
        if len(set(default)) < 2:
            return {"default_graphs": default, "named_graphs": named}
        sizes = {iri: record.graphs[iri].count for iri in {*default, *named} if iri in record.graphs}
        merged = self.settings.default_graph == "merge"
        return {
            "default_graphs": default,
            "named_graphs": named,
            "disjoint": merged and record.disjoint,
            "sizes": sizes,
            "union_quads": self.settings.union_quads,
        }

    def _arguments(self, solutions: Format | None, triples: Format | None, max_rows: int) -> dict[str, Any]:
        return {
            "solutions": solutions and solutions.media_type,
            "triples": triples and triples.media_type,
            "spool": self._new_spool_name(),
            "max_rows": max_rows,
            "max_bytes": self.settings.max_bytes,
            "pretty": triples is not None and triples.name in ("turtle", "trig", "rdfxml"),
        }

    def _plan(
        self,
        header: Header,
        record: VersionRecord,
        formats: tuple[Format | None, Format | None],
        blob: bytes = b"",
        seconds: float | None = None,
        key: Hashable | None = None,
    ) -> Plan:
        deadline = seconds or self.settings.query_timeout
        header["version"] = self.folder.version_name(record.number)
        header["seconds"] = deadline
        return Plan(
            header=header,
            blob=blob,
            seconds=deadline,
            version=record.number,
            old=record.number != self.folder.current_number(),
            formats=formats,
            key=key,
        )

    def _run(self, plan: Plan, ticket: Ticket) -> Answer:
        with self.failing(plan):
            return self.finish(plan, self.pool.run(plan.header, plan.blob, plan.seconds, ticket, old=plan.old))


def _answer(message: Message, plan: Plan) -> Answer:
    header = message.header
    chosen = plan.formats[1] if header["kind"] in ("triples", "quads") else plan.formats[0]
    inline = header["inline"]
    return Answer(
        kind=header["kind"],
        format=chosen or ALL[0],
        size=header["size"],
        version=plan.version,
        truncated=header["truncated"],
        body=message.blob if inline else None,
        path=None if inline else Path(plan.spool),
    )


def _process_lives(pid: str) -> bool:
    return pid.isdigit() and Path("/proc", pid).exists()
