"""Writing, from the parent's side: the queue that publishes waiting writes together, builds, upkeep.

Every method returns once what it did is on disk and published, or raises and nothing was.
"""

import hashlib
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

from graph_service.engine.processes.channel import Header
from graph_service.engine.processes.worker import Worker
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.retention import INTERNAL, find_key
from graph_service.errors import (
    BY_SLUG,
    Busy,
    DeadlineExceeded,
    MaillageError,
    MemoryLimit,
    StorageUnavailable,
    WorkerCrashed,
    WriteNotAcknowledged,
)
from graph_service.languages import Text
from graph_service.settings import Settings

Receipt = dict[str, Any]
OnProgress = Callable[[str, int], None]
_TOGETHER = 512
_LOCK_SECONDS = 120.0
LARGE_UPDATE = 20
"""Times `MAILLAGE_UPDATE_TIMEOUT` that an update of large graphs may take."""


@dataclass(frozen=True)
class Write:
    """What every write carries: why, on whose scope, under which idempotency key."""

    cause: str
    scope: str | None = None
    """Prefix of the graphs that may be written; None: all."""
    key: str | None = None
    digest: str = ""
    """Digest of the whole request, compared when its key comes again."""


@dataclass(frozen=True)
class Update(Write):
    """A SPARQL update."""

    text: str = ""
    base: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    kind: str = field(default="update", init=False)


@dataclass(frozen=True)
class GraphWrite(Write):
    """A graph replaced by a file of N-Triples lines, enlarged by it, or dropped. An empty name is the default graph."""

    kind: str = "replace"
    """`replace`, `merge` or `drop`."""
    graph: str = ""
    file: str = ""
    count: int = 0
    only_if_absent: bool = False


def digest_of(*parts: bytes) -> str:
    """A digest of a request's parts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


class Writes:
    """The one door for every write of this process."""

    def __init__(self, settings: Settings, folder: DataFolder) -> None:
        self.settings = settings
        self.folder = folder
        self._queue: queue.SimpleQueue[tuple[dict[str, Any], Future[Receipt]] | None] = queue.SimpleQueue()
        self._worker: Worker | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def close(self) -> None:
        """Finish what is queued, then end the writer."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(self.settings.update_timeout)
        if self._worker is not None:
            self._worker.close()

    def prepare(self) -> None:
        """Publish the first, empty version of a new data folder."""
        if not self.folder.current_number():
            self._attempt([])

    def submit(self, write: Update | GraphWrite, on_progress: OnProgress | None = None) -> Receipt:
        """Apply and publish one write.

        Raises:
            MaillageError: it was refused, or failed; nothing of it is published (a `WriteNotAcknowledged` may
                have been: repeat it with the same key).
        """
        job = {**asdict(write), "key": write.key or INTERNAL + uuid4().hex}
        future: Future[Receipt] = Future()
        self._start()
        self._queue.put((job, future))
        receipt = future.result()
        if receipt.get("large"):
            receipt = self._large(job, on_progress or _silent)
        if write.key is None:
            receipt.pop("replayed", None)
        return _checked(receipt)

    def upkeep(self, task: str, arguments: dict[str, Any], on_progress: OnProgress | None = None) -> Receipt:
        """Run one of the writer's upkeep tasks in a process of its own, without a deadline."""
        return _checked(self._alone({"task": task, "arguments": arguments}, on_progress or _silent))

    def _large(self, job: dict[str, Any], on_progress: OnProgress) -> Receipt:
        if job["kind"] == "update":
            seconds = self.settings.update_timeout * LARGE_UPDATE
            return self._alone({"task": "update", "job": job, "seconds": seconds}, on_progress, seconds)
        if job["kind"] == "drop":
            return self._large_drop(job, on_progress)
        request = {name: job[name] for name in ("graph", "file", "cause", "key", "digest", "count", "only_if_absent")}
        request["merges"] = job["kind"] == "merge"
        return self._alone({"task": "build", "request": request}, on_progress)

    def _large_drop(self, job: dict[str, Any], on_progress: OnProgress) -> Receipt:
        empty = self.folder.spool_path(f"empty-{threading.get_ident()}")
        empty.touch()
        request = {"graph": job["graph"], "file": str(empty), "cause": job["cause"], "key": None}
        try:
            emptied = _checked(self._alone({"task": "build", "request": request}, on_progress))
        finally:
            empty.unlink()
        future: Future[Receipt] = Future()
        self._queue.put((job, future))
        return {**future.result(), "removed": emptied["removed"]}

    def _alone(self, header: Header, on_progress: OnProgress, seconds: float | None = None) -> Receipt:
        deadline = None if seconds is None else time.monotonic() + seconds
        worker = Worker("writer", self._config())
        try:
            worker.greet()
            worker.send(header)
            while "progress" in (answer := worker.receive(deadline).header):
                on_progress(answer["progress"], answer["size"])
        except MaillageError as error:
            raise self._explained(error) from None
        else:
            return answer
        finally:
            worker.close()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._dispatch, name="writer", daemon=True)
                self._thread.start()

    def _dispatch(self) -> None:
        """Publish what waits, together; one thread for the life of the process."""
        while (first := self._queue.get()) is not None:
            waiting = [first]
            while len(waiting) < _TOGETHER and not self._queue.empty():
                item = self._queue.get()
                if item is None:
                    self._queue.put(None)
                    break
                waiting.append(item)
            try:
                self._publish(waiting)
            except Exception as error:  # noqa: BLE001 - the top of this thread: those who wait must hear of it
                for _, future in waiting:
                    if not future.done():
                        future.set_exception(error)

    def _publish(self, waiting: list[tuple[dict[str, Any], Future[Receipt]]]) -> None:
        try:
            receipts = self._attempt([job for job, _ in waiting])
        except MaillageError as error:
            self._publish_apart(waiting, error)
        else:
            for (_, future), receipt in zip(waiting, receipts, strict=True):
                future.set_result(receipt)

    def _publish_apart(self, waiting: list[tuple[dict[str, Any], Future[Receipt]]], error: MaillageError) -> None:
        """After the writer died: what was published before its death is known by key; the others go one by one."""
        for job, future in waiting:
            published = replay(self.folder, job["key"], job["digest"])
            if published is not None:
                future.set_result(published)
            elif len(waiting) == 1:
                future.set_exception(self._explained(error))
            else:
                self._publish([(job, future)])

    def _attempt(self, jobs: list[dict[str, Any]]) -> list[Receipt]:
        worker = self._ready_worker()
        worker.send({"task": "batch", "jobs": jobs})
        try:
            answer = worker.receive(time.monotonic() + _LOCK_SECONDS).header
        except DeadlineExceeded:
            self._drop_worker()
            raise Busy(
                Text(
                    "Une longue opération d’entretien tient le verrou d’écriture. Réessayez plus tard.",
                    "A long maintenance operation holds the write lock. Try again later.",
                ),
                retry_after=30,
            ) from None
        except MaillageError:
            self._drop_worker()
            raise
        if "locked" in answer:
            answer = self._outcome(worker)
        if answer.get("fatal"):
            self._drop_worker()
        _checked(answer)
        receipts: list[Receipt] = answer["receipts"]
        return receipts

    def _outcome(self, worker: Worker) -> Header:
        try:
            return worker.receive(time.monotonic() + self.settings.update_timeout).header
        except MaillageError:
            self._drop_worker()
            raise

    def _ready_worker(self) -> Worker:
        if self._worker is None or not self._worker.alive:
            self._drop_worker()
            self._worker = Worker("writer", self._config())
            self._worker.greet()
        return self._worker

    def _drop_worker(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _config(self) -> dict[str, Any]:
        settings = self.settings
        return {
            "root": str(self.folder.root),
            "merged": settings.default_graph == "merge",
            "small": settings.small_write,
            "memory": settings.update_memory * 1024 * 1024,
            "seconds": settings.update_timeout,
            "keep": [settings.versions_kept, settings.days_kept, settings.months_kept],
        }

    def _explained(self, error: MaillageError) -> MaillageError:
        if isinstance(error, DeadlineExceeded):
            seconds = self.settings.update_timeout
            return DeadlineExceeded(
                Text(
                    f"L’écriture a dépassé {seconds:g} s (MAILLAGE_UPDATE_TIMEOUT) ; rien n’a été publié.",
                    f"The write took more than {seconds:g} s (MAILLAGE_UPDATE_TIMEOUT); nothing was published.",
                )
            )
        if isinstance(error, MemoryLimit) and error.detail is error.title:
            return MemoryLimit(
                Text(
                    f"L’écriture a dépassé {self.settings.update_memory} Mio (MAILLAGE_UPDATE_MEMORY) ; "
                    "rien n’a été publié.",
                    f"The write took more than {self.settings.update_memory} MiB (MAILLAGE_UPDATE_MEMORY); "
                    "nothing was published.",
                )
            )
        if isinstance(error, WorkerCrashed | MemoryLimit):
            return WriteNotAcknowledged(
                Text(
                    "Le processus d’écriture s’est arrêté avant de confirmer. Répétez avec la même Idempotency-Key.",
                    "The writer process died before it could confirm. Repeat with the same Idempotency-Key.",
                ),
                members=error.members,
                retry_after=1,
            )
        return error


def replay(folder: DataFolder, key: str, digest: str) -> Receipt | None:
    """The receipt of a write that was published though nobody heard of it."""
    found = find_key(folder, key)
    if found is None or found[1] != digest:
        return None
    return {"replayed": True, "version": found[0], "changed": True, "added": 0, "removed": 0, "created": False}


def _checked(receipt: Receipt) -> Receipt:
    slug = receipt.get("error")
    if slug is None:
        return receipt
    raise BY_SLUG.get(slug, StorageUnavailable)(
        Text(receipt["fr"], receipt["en"]), members=receipt.get("members") or {}
    )


def _silent(_step: str, _size: int) -> None:
    """Nobody watches."""
