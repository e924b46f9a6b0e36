"""Keeps what derives from the graph up with it, in the background: each chore is done by a sealed process."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from graph_service.engine.processes.worker import Worker
from graph_service.errors import MaillageError

_LOOK = 0.2
"""Seconds between two looks at the published version (each costs one readlink)."""

_LINGER = 20.0
"""Seconds for which an idle process is kept for the next change."""

_PAUSE = 30.0
"""Seconds before a chore that failed is tried again."""

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
    """A thread that does the chores of one web process when they are due."""

    def __init__(self, chores: tuple[Chore, ...], on_failure: OnFailure) -> None:
        self._doers = [_Doer(chore, on_failure) for chore in chores]
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def close(self) -> None:
        """End, and end what is being done: it is done again at the next start."""
        self._end.set()
        for doer in self._doers:
            doer.close()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._end.wait(_LOOK):
            for doer in self._doers:
                if not self._end.is_set():
                    doer.look()


class _Doer:
    """One chore and the process that does it."""

    def __init__(self, chore: Chore, on_failure: OnFailure) -> None:
        self.chore = chore
        self._on_failure = on_failure
        self._worker: Worker | None = None
        self._used = 0.0
        self._not_before = 0.0

    def look(self) -> None:
        if time.monotonic() < self._not_before:
            return
        task = self.chore.due()
        if task is not None:
            self._do(task)
        elif self._worker is not None and time.monotonic() - self._used > _LINGER:
            self.close()

    def _do(self, task: dict[str, Any]) -> None:
        try:
            if self._worker is None:
                self._worker = Worker(self.chore.role, self.chore.config())
                self._worker.greet()
            self._worker.send({**task, "seconds": self.chore.seconds})
            answer = self._worker.receive(time.monotonic() + self.chore.seconds)
            self._used = time.monotonic()
            if answer.header.get("busy"):
                self._not_before = self._used + _ANOTHER
        except MaillageError as error:
            self._not_before = time.monotonic() + _PAUSE
            self._on_failure(self.chore.role, error)
            self.close()

    def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            with contextlib.suppress(OSError):
                worker.close()
