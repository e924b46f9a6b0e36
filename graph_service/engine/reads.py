"""Reading: version, cache, guard, reader, answer. The one door for every query of the service."""

import itertools
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_service.engine import guard
from graph_service.engine.answer import Answer
from graph_service.engine.cache import AnswerCache
from graph_service.engine.outlines import from_clauses
from graph_service.engine.processes.channel import Header, Message
from graph_service.engine.readers.pool import ReaderPool, Ticket
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.errors import (
    BY_SLUG,
    DeadlineExceeded,
    Forbidden,
    MaillageError,
    MemoryLimit,
    NotAcceptable,
    NotFound,
    TooComplex,
    Unavailable,
    WorkerCrashed,
)
from graph_service.languages import Text
from graph_service.media_types import ALL, Format
from graph_service.settings import Settings
from graph_service.vocabulary import prefixes


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
        record = self.record(query.version)
        key = (record, query)
        kept = self.cache.get(key)
        if kept is not None:
            reading.cached = True
            return kept
        verdict = guard.inspect(query.text, self.limits)
        reading.repeatable = verdict.repeatable
        answer = self._evaluate(query, record, verdict, reading.ticket)
        if verdict.repeatable:
            self.cache.put(key, answer)
        return answer

    def graph(self, graph: str | None, syntax: Format, version: int | None, ticket: Ticket) -> Answer:
        """One whole graph (None: the default graph).

        Raises:
            NotFound: no such graph in that version.
            Forbidden: larger than one answer may be.
        """
        record = self.record(version)
        arguments = self._arguments(None, syntax, self.settings.max_rows * 100)
        header = {"task": "graph", "graph": graph, "arguments": arguments}
        return self._run(header, b"", record, self.settings.query_timeout, ticket, (None, syntax))

    def dataset(self, syntax: Format, version: int | None, ticket: Ticket) -> Answer:
        """Every named graph."""
        record = self.record(version)
        arguments = self._arguments(None, syntax, self.settings.max_rows * 100)
        header = {"task": "dataset", "arguments": arguments}
        return self._run(header, b"", record, self.settings.query_timeout, ticket, (None, syntax))

    def normalise(self, source: Path, syntax: Format, base: str | None, ticket: Ticket) -> tuple[Path, Header]:
        """Parse foreign RDF in a sealed reader; returns an N-Quads file of the spool and its counts.

        Raises:
            UnreadableData: it cannot be parsed, or it breaks the parser.
        """
        target = self.new_spool()
        contexts = [f"{self.settings.base_iri}/context.jsonld"]
        arguments = {
            "source": str(source),
            "target": str(target),
            "media_type": syntax.media_type,
            "base": base,
            "max_depth": self.settings.guard_depth,
            "contexts": contexts,
        }
        try:
            message = self.pool.run(
                {"task": "parse", "arguments": arguments}, b"", self.settings.update_timeout, ticket
            )
            refuse(message.header, self.settings)
        except WorkerCrashed:
            target.unlink(missing_ok=True)
            raise BY_SLUG["unreadable-data"](
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

    def _evaluate(self, query: Query, record: VersionRecord, verdict: guard.Verdict, ticket: Ticket) -> Answer:
        seconds = min(query.seconds or self.settings.query_timeout, self.settings.query_timeout)
        max_rows = min(query.max_rows or self.settings.max_rows, self.settings.max_rows)
        arguments = self._arguments(query.solutions, query.triples, max_rows)
        arguments["base"] = query.base
        arguments |= self._dataset(query, record, verdict)
        header = {"task": "query", "arguments": arguments}
        return self._run(header, query.text.encode(), record, seconds, ticket, (query.solutions, query.triples))

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
        }

    def _arguments(self, solutions: Format | None, triples: Format | None, max_rows: int) -> dict[str, Any]:
        pretty = triples is not None and triples.name in ("turtle", "trig", "rdfxml")
        return {
            "solutions": solutions and solutions.media_type,
            "triples": triples and triples.media_type,
            "spool": self._new_spool_name(),
            "max_rows": max_rows,
            "max_bytes": self.settings.max_bytes,
            "prefixes": prefixes() if pretty else {},
        }

    def _run(
        self,
        header: Header,
        blob: bytes,
        record: VersionRecord,
        seconds: float,
        ticket: Ticket,
        formats: tuple[Format | None, Format | None],
    ) -> Answer:
        path = self.folder.version_name(record.number)
        old = record.number != self.folder.current_number()
        spool = header["arguments"]["spool"]
        try:
            message = self.pool.run({**header, "version": path}, blob, seconds, ticket, old=old)
            refuse(message.header, self.settings)
        except MaillageError as error:
            Path(spool).unlink(missing_ok=True)
            raise explained(error, seconds, self.settings) from None
        return _answer(message, spool, record.number, formats)


def _answer(message: Message, spool: str, version: int, formats: tuple[Format | None, Format | None]) -> Answer:
    header = message.header
    chosen = formats[1] if header["kind"] in ("triples", "quads") else formats[0]
    inline = header["inline"]
    return Answer(
        kind=header["kind"],
        format=chosen or ALL[0],
        size=header["size"],
        version=version,
        truncated=header["truncated"],
        body=message.blob if inline else None,
        path=None if inline else Path(spool),
    )


def refuse(header: Header, settings: Settings) -> None:
    """Raise the error that a sealed process answered with, if it did."""
    slug = header.get("refused")
    if slug is None:
        return
    said = header.get("said", "")
    if slug == "answer-too-large":
        raise Forbidden(
            Text(
                f"Ce graphe dépasse {settings.max_bytes} octets (MAILLAGE_MAX_BYTES). Lisez-le en parties par SPARQL.",
                f"This graph is over {settings.max_bytes} bytes (MAILLAGE_MAX_BYTES). Read it in parts with SPARQL.",
            )
        )
    raise BY_SLUG[slug](_sentence(slug, said, header.get("members", {})))


def _sentence(slug: str, said: str, members: dict[str, Any]) -> Text:
    if slug == TooComplex.slug:
        return Text(
            f"Ces graphes partagent peut-être des triplets et comptent {members['total']} quads ensemble ; au-delà de "
            f"{members['limit']}, utilisez le graphe par défaut (leur fusion exacte) ou un seul FROM.",
            f"These graphs may share triples and hold {members['total']} quads together; above {members['limit']}, "
            "use the default graph (their exact merge) or a single FROM.",
        )
    if slug == NotAcceptable.slug:
        return Text(
            f"La réponse est de type « {said} », pour lequel aucun format demandé n’est proposé.",
            f"The answer is of kind “{said}”, for which no requested format is offered.",
        )
    if slug == NotFound.slug:
        return Text(f"Le graphe <{said}> n’existe pas.", f"The graph <{said}> does not exist.")
    return Text(f"Le moteur répond : {said}", f"The engine says: {said}")


def explained(error: MaillageError, seconds: float, settings: Settings) -> MaillageError:
    """The same error with a sentence that names the limit and what to do."""
    if isinstance(error, DeadlineExceeded):
        return DeadlineExceeded(
            Text(
                f"La requête a dépassé {seconds:g} s (MAILLAGE_QUERY_TIMEOUT). Filtrez plus tôt, ou nommez un graphe.",
                f"The query took more than {seconds:g} s (MAILLAGE_QUERY_TIMEOUT). Filter earlier, or name a graph.",
            )
        )
    if isinstance(error, MemoryLimit) and error.detail is error.title:
        return MemoryLimit(
            Text(
                f"La requête a dépassé {settings.query_memory} Mio de mémoire (MAILLAGE_QUERY_MEMORY). "
                "Ajoutez LIMIT, ou évitez ORDER BY et DISTINCT sur un grand résultat.",
                f"The query took more than {settings.query_memory} MiB of memory (MAILLAGE_QUERY_MEMORY). "
                "Add LIMIT, or avoid ORDER BY and DISTINCT on a large result.",
            )
        )
    if isinstance(error, WorkerCrashed):
        return WorkerCrashed(
            Text(
                "Cette requête a fait tomber le lecteur isolé qui l’évaluait ; le service continue. Simplifiez-la.",
                "This query brought down the isolated reader that evaluated it; the service goes on. Simplify it.",
            ),
            members=error.members,
        )
    if isinstance(error, Unavailable) and error.retry_after is None:
        error.retry_after = 2
    return error


def _process_lives(pid: str) -> bool:
    return pid.isdigit() and Path("/proc", pid).exists()
