"""The pool of sealed readers: who waits, who is killed, who is replaced."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_service.engine.processes.channel import Header, Message
from graph_service.engine.processes.worker import Worker
from graph_service.errors import Busy, ClientLeft, MaillageError, TooManyRequests
from graph_service.languages import Text

RETRY_SECONDS = 2


@dataclass
class Ticket:
    """One request's hold on the pool: lets its client leave while it waits or while it runs."""

    client: str = ""
    worker: Worker | None = None
    left: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def leave(self) -> None:
        """The client is gone: stop what runs for it."""
        with self.lock:
            self.left = True
            if self.worker is not None:
                self.worker.cancel()

    def board(self, worker: Worker) -> None:
        """Take a worker.

        Raises:
            ClientLeft: too late.
        """
        with self.lock:
            if self.left:
                raise ClientLeft
            self.worker = worker

    def alight(self) -> None:
        """Give the worker back: from now on leaving kills nothing."""
        with self.lock:
            self.worker = None


class ReaderPool:
    """A fixed number of sealed readers, replaced when they die, shared fairly among bounded waiters."""

    def __init__(self, size: int, memory: int, waiters: int) -> None:
        self.size = size
        self._config = {"memory": memory}
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._starting = 0
        self._condition = threading.Condition()
        self._waiters = waiters
        self._waiting: Counter[str] = Counter()
        self._closed = False
        self._old_versions = threading.Semaphore(1)
        self.sealed = False
        self.deaths: Counter[str] = Counter()

    def start(self) -> None:
        """Start every reader; waits until they are sealed."""
        for worker in [Worker("reader", self._config) for _ in range(self.size)]:
            self.sealed = bool(worker.greet()["sealed"])
            self._idle.append(worker)

    def close(self) -> None:
        """End every reader."""
        with self._condition:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
            self._condition.notify_all()
        for worker in workers:
            worker.close() if worker not in self._busy else worker.kill()

    def state(self) -> dict[str, int]:
        """How many readers are idle and busy, and how many requests wait."""
        with self._condition:
            return {"idle": len(self._idle), "busy": len(self._busy), "waiting": self._waiting.total()}

    def pids(self) -> list[int]:
        """Process ids of the readers."""
        with self._condition:
            return [worker.pid for worker in (*self._idle, *self._busy)]

    def run(self, header: Header, blob: bytes, seconds: float, ticket: Ticket, *, old: bool = False) -> Message:
        """Have one task done within `seconds`, waiting for a reader included.

        Raises:
            Busy, TooManyRequests: no place to wait, or none came free in time.
            DeadlineExceeded, MemoryLimit, WorkerCrashed, ClientLeft: as the reader died.
        """
        deadline = time.monotonic() + seconds
        with self._turn_for_old_versions(deadline) if old else contextlib.nullcontext():
            worker = self._take(ticket.client, deadline)
            return self._ask(worker, {**header, "seconds": seconds}, blob, deadline, ticket)

    def _ask(self, worker: Worker, header: Header, blob: bytes, deadline: float, ticket: Ticket) -> Message:
        healthy = False
        try:
            ticket.board(worker)
            worker.send(header, blob)
            message = worker.receive(deadline)
            ticket.alight()
            healthy = not ticket.left and not message.header.pop("last", False)
        except ClientLeft:
            healthy = worker.alive and ticket.worker is None
            raise
        except MaillageError as error:
            self.deaths[error.slug] += 1
            raise
        else:
            return message
        finally:
            self._give_back(worker, healthy)

    @contextlib.contextmanager
    def _turn_for_old_versions(self, deadline: float) -> Iterator[None]:
        # Each old version opened takes memory and files: one reader at most serves them.
        if not self._old_versions.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise _busy()
        try:
            yield
        finally:
            self._old_versions.release()

    def _take(self, client: str, deadline: float) -> Worker:
        with self._condition:
            while True:
                if not self._idle:
                    self._wait(client, deadline)
                worker = self._idle.pop()
                if worker.alive:
                    self._busy.add(worker)
                    return worker
                # Killed while idle, by the system for instance: nobody's query fails for that.
                worker.close()
                self._replace()

    def _wait(self, client: str, deadline: float) -> None:
        if self._waiting.total() >= self._waiters:
            raise _busy()
        if self._waiting[client] >= max(1, self._waiters // 2):
            raise TooManyRequests(
                Text(
                    "Vos requêtes en attente occupent déjà la moitié des places. Attendez leurs réponses.",
                    "Your waiting requests already take half of the places. Wait for their answers.",
                ),
                retry_after=RETRY_SECONDS,
            )
        self._waiting[client] += 1
        try:
            while not self._idle:
                if self._closed or not self._condition.wait(deadline - time.monotonic()):
                    raise _busy()
        finally:
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]

    def _give_back(self, worker: Worker, healthy: bool) -> None:
        if not healthy:
            worker.close()
        with self._condition:
            self._busy.discard(worker)
            if self._closed:
                worker.close() if healthy else None
                return
            if healthy:
                self._idle.append(worker)
                self._condition.notify()
                return
            self._replace()

    def _replace(self) -> None:
        # Started aside: the request that killed a reader is answered at once.
        self._starting += 1
        threading.Thread(target=self._respawn, name="reader-respawn", daemon=True).start()

    def _respawn(self) -> None:
        worker = Worker("reader", self._config)
        try:
            worker.greet()
        except MaillageError:
            worker.close()
            worker = Worker("reader", self._config)
            worker.greet()
        with self._condition:
            self._starting -= 1
            if self._closed:
                worker.close()
                return
            self._idle.append(worker)
            self._condition.notify()


def _busy() -> Busy:
    return Busy(
        Text(
            "Tous les lecteurs sont pris et la file d’attente est pleine. Réessayez dans quelques secondes.",
            "Every reader is taken and the queue is full. Try again in a few seconds.",
        ),
        retry_after=RETRY_SECONDS,
    )
