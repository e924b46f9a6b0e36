"""Keeps what derives from the graph up with it, in the background: each chore is done by a sealed process."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from graph_service.engine.processes.worker import Worker
from graph_service.errors import MaillageError, StorageUnavailable
from graph_service.languages import Text

_LOOK = 0.2
"""Seconds between two looks at the published version (each costs one readlink)."""

_LINGER = 20.0
"""Seconds for which an idle process is kept for the next change."""

PAUSE = 1.0
"""Seconds before a chore that failed is tried again; twice as many each time, up to `_LONGEST_PAUSE`."""

_LONGEST_PAUSE = 60.0

_ANOTHER = 2.0
"""Seconds before looking again at a chore that another process has in hand."""

OnFailure = Callable[[str, MaillageError], None]


class Chore(Protocol):
    """Something to be kept up."""

    role: str
    """Of the sealed process that does it."""
    seconds: float
    """Deadline of doing it once."""

    def config(self) -> dict[str, Any]:
        """What the process is started with."""

    def due(self) -> dict[str, Any] | None:
        """What there is to do now, as the process is asked; None: nothing."""


class Follower:
    """Does the chores of one web process when they are due, each in a thread of its own."""

    def __init__(self, chores: tuple[Chore, ...], on_failure: OnFailure, pause: float = PAUSE) -> None:
        self._end = threading.Event()
        self._threads = [_ChoreThread(chore, self._end, on_failure, pause) for chore in chores]

    def start(self) -> None:
        """Begin to follow."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End, and end what is being done: it is done again at the next start."""
        self._end.set()
        for thread in self._threads:
            thread.stop()
        for thread in self._threads:
            thread.join(5)

    def state(self) -> dict[str, str]:
        """Each chore: `ok`, what its last try failed of, or `ended` if its thread did."""
        return {thread.chore.role: thread.told for thread in self._threads}


class _ChoreThread(threading.Thread):
    """One chore and the process that does it."""

    def __init__(self, chore: Chore, end: threading.Event, on_failure: OnFailure, pause: float) -> None:
        super().__init__(name=chore.role, daemon=True)
        self.chore = chore
        self._end = end
        self._on_failure = on_failure
        self._pause = self._first_pause = pause
        self._worker: Worker | None = None
        self._used = 0.0
        self._failed = ""

    @property
    def told(self) -> str:
        """How it goes."""
        return self._failed or ("ok" if self.is_alive() else "ended")

    def run(self) -> None:
        """Look, do, and look again until the end; a failure is told and tried again, whatever it is."""
        pause = _LOOK
        while not self._end.wait(pause):
            try:
                pause = self._look()
                self._failed, self._pause = "", self._first_pause
            except (MaillageError, OSError, sqlite3.Error, ValueError, KeyError) as error:
                pause = self._fail(error)

    def _look(self) -> float:
        """Do what is due; seconds until the next look."""
        task = self.chore.due()
        if task is not None:
            return self._do(task)
        if self._worker is not None and time.monotonic() - self._used > _LINGER:
            self.stop()
        return _LOOK

    def _do(self, task: dict[str, Any]) -> float:
        if self._worker is None:
            self._worker = Worker(self.chore.role, self.chore.config())
            self._worker.greet()
        worker = self._worker
        worker.send({**task, "seconds": self.chore.seconds})
        answer = worker.receive(time.monotonic() + self.chore.seconds)
        self._used = time.monotonic()
        return _ANOTHER if answer.header.get("busy") else _LOOK

    def _fail(self, error: Exception) -> float:
        if self._end.is_set():
            return 0.0
        told = error if isinstance(error, MaillageError) else StorageUnavailable(Text(str(error), str(error)))
        self._failed = told.detail.en
        self._on_failure(self.chore.role, told)
        self.stop()
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return pause

    def stop(self) -> None:
        """End the process, idle or not."""
        worker, self._worker = self._worker, None
        if worker is not None:
            with contextlib.suppress(OSError):
                worker.close()
