"""The pool of sealed readers: who waits, who is killed, who is replaced."""

import asyncio
import contextlib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from graph_service.engine.processes.channel import Header, Message
from graph_service.engine.processes.worker import Worker
from graph_service.errors import Busy, ClientLeft, DeadlineExceeded, MaillageError, TooManyRequests
from graph_service.languages import Text

RETRY_SECONDS = 2
_SLOW_SECONDS = 0.05
_LOOP_WAITERS = 8
"""Times as many places in the line of the event loop as in that of the threads."""


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
        self._spare: Worker | None = None
        """One more, started, so that a death costs nobody the time of a start."""
        self._condition = threading.Condition()
        self._waiters = waiters
        self._waiting: Counter[str] = Counter()
        self._soon_waiting: Counter[str] = Counter()
        self._soon: deque[asyncio.Future[Worker]] = deque()
        self._loop_s_turn = False
        self._closed = False
        self._old_versions = threading.Semaphore(1)
        self.sealed = False
        self.deaths: Counter[str] = Counter()

    def start(self) -> None:
        """Start every reader; waits until they are sealed."""
        started = [Worker("reader", self._config) for _ in range(self.size + 1)]
        for worker in started:
            self.sealed = bool(worker.greet()["sealed"])
        self._spare, *self._idle = started

    def close(self) -> None:
        """End every reader."""
        with self._condition:
            self._closed = True
            workers = [*self._idle, *self._busy, *([self._spare] if self._spare else [])]
            self._idle.clear()
            self._condition.notify_all()
        for worker in workers:
            worker.close() if worker not in self._busy else worker.kill()

    def state(self) -> dict[str, int]:
        """How many readers are idle and busy, and how many requests wait."""
        with self._condition:
            return {
                "idle": len(self._idle),
                "busy": len(self._busy),
                "waiting": self._waiting.total() + self._soon_waiting.total(),
            }

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
            return self._ask(worker, header, blob, deadline, ticket)

    async def run_soon(
        self,
        header: Header,
        blob: bytes,
        seconds: float,
        client: str,
        when_slow: Callable[[Worker], asyncio.Task[None]],
    ) -> Message:
        """`run` on the event loop, without a thread.

        `when_slow` is called with the worker when its answer takes more than some milliseconds, so that somebody
        watches the client; the task it returns is cancelled at the end.

        Raises:
            Busy, TooManyRequests: no place to wait, or none came free in time.
            DeadlineExceeded, MemoryLimit, WorkerCrashed, ClientLeft: as the reader died.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        worker = await self._take_soon(client, seconds)
        watchers = list[asyncio.Task[None]]()
        timers = [
            loop.call_at(deadline, worker.kill, DeadlineExceeded),
            loop.call_later(_SLOW_SECONDS, lambda: watchers.append(when_slow(worker))),
        ]
        healthy = False
        try:
            worker.send(header, blob)
            message = await worker.receive_soon()
            healthy = not message.header.pop("last", False)
        except MaillageError as error:
            self.deaths[error.slug] += 1
            raise
        else:
            return message
        finally:
            for timer in timers:
                timer.cancel()
            for watcher in watchers:
                watcher.cancel()
            self._give_back(worker, healthy and not worker.doomed)

    async def _take_soon(self, client: str, seconds: float) -> Worker:
        handed: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        with self._condition:
            if worker := self._pop_idle():
                return worker
            # Who waits on the loop holds no thread: that line may be longer.
            self._admit(self._soon_waiting, _LOOP_WAITERS * self._waiters, client)
            self._soon.append(handed)
        try:
            return await asyncio.wait_for(handed, seconds)
        except TimeoutError:
            raise _busy() from None
        finally:
            with self._condition:
                _leave_line(self._soon_waiting, client)

    def _pop_idle(self) -> Worker | None:
        """An idle reader that lives, made busy; dead ones are replaced. Needs the condition."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                self._busy.add(worker)
                return worker
            # Killed while idle, by the system for instance: nobody's query fails for that.
            worker.close()
            self._replace()
        return None

    def _admit(self, line: Counter[str], places: int, client: str) -> None:
        """Take a place in a line, or refuse. Needs the condition."""
        if line.total() >= places:
            raise _busy()
        if line[client] >= max(1, places // 2):
            raise TooManyRequests(
                Text(
                    "Vos requêtes en attente occupent déjà la moitié des places. Attendez leurs réponses.",
                    "Your waiting requests already take half of the places. Wait for their answers.",
                ),
                retry_after=RETRY_SECONDS,
            )
        line[client] += 1

    def _offer(self, worker: Worker) -> None:
        """Give a free reader to who waits, on the loop and in threads in turn, or let it idle. Needs the condition."""
        threads_wait = self._waiting.total() > 0
        self._loop_s_turn = not self._loop_s_turn
        while self._soon and (self._loop_s_turn or not threads_wait):
            handed = self._soon.popleft()
            if not handed.done():
                self._busy.add(worker)
                handed.get_loop().call_soon_threadsafe(self._hand, handed, worker)
                return
        self._idle.append(worker)
        self._condition.notify()

    def _hand(self, handed: asyncio.Future[Worker], worker: Worker) -> None:
        if handed.done():
            self._give_back(worker, healthy=True)
        else:
            handed.set_result(worker)

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
            if worker := self._pop_idle():
                return worker
            self._admit(self._waiting, self._waiters, client)
            try:
                while (worker := self._pop_idle()) is None:
                    if self._closed or not self._condition.wait(deadline - time.monotonic()):
                        raise _busy()
            finally:
                _leave_line(self._waiting, client)
            return worker

    def _give_back(self, worker: Worker, healthy: bool) -> None:
        if not healthy:
            worker.close()
        with self._condition:
            self._busy.discard(worker)
            if self._closed:
                worker.close() if healthy else None
                return
            if healthy:
                self._offer(worker)
                return
            self._replace()

    def _replace(self) -> None:
        # Started aside: the request that killed a reader is answered at once.
        self._starting += 1
        if self._spare is not None:
            spare, self._spare = self._spare, None
            self._offer(spare)
        threading.Thread(target=self._respawn, name="reader-respawn", daemon=True).start()

    def _started(self) -> Worker | None:
        """A new reader, sealed and ready; None if the machine could not start one now."""
        try:
            worker = Worker("reader", self._config)
        except OSError:
            return None
        try:
            worker.greet()
        except MaillageError:
            worker.close()
            return None
        return worker

    def _is_closed(self) -> bool:
        return self._closed

    def _respawn(self) -> None:
        """Start a reader, trying again until one stands or the pool closes: a full machine passes."""
        pause = 0.1
        while not self._is_closed():
            worker = self._started()
            if worker is None:
                time.sleep(pause)
                pause = min(pause * 2, 10.0)
                continue
            with self._condition:
                self._starting -= 1
                if self._is_closed():
                    worker.close()
                elif self._spare is None and len(self._idle) + len(self._busy) >= self.size:
                    self._spare = worker
                else:
                    self._offer(worker)
            return


def _leave_line(line: Counter[str], client: str) -> None:
    line[client] -= 1
    if not line[client]:
        del line[client]


def _busy() -> Busy:
    return Busy(
        Text(
            "Tous les lecteurs sont pris et la file d’attente est pleine. Réessayez dans quelques secondes.",
            "Every reader is taken and the queue is full. Try again in a few seconds.",
        ),
        retry_after=RETRY_SECONDS,
    )
