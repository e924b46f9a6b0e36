"""What the desk does in the background: a thread that makes its round again and again, told of when there is work."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from graph_service.errors import MaillageError, StorageUnavailable
from graph_service.languages import Text

OnFailure = Callable[[str, MaillageError], None]

_CLOSING = 10.0
"""Seconds for which the end waits for the round in hand."""


class Rounds(ABC):
    """Rounds made one after the other, every `seconds` or as soon as `wake` is called; a failed one is made again."""

    role: str
    seconds: float

    def __init__(self, on_failure: OnFailure) -> None:
        self._on_failure = on_failure
        self._wake = threading.Event()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._failed = False
        self.told = "ok"
        """How the last round went, for `/health`."""

    @abstractmethod
    def run_once(self) -> int:
        """Make one round; how much was done."""

    def start(self) -> None:
        """Make rounds in the background, from now."""
        self._thread = threading.Thread(target=self._run, name=self.role, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def close(self) -> None:
        """End, once the round in hand is made."""
        self._end.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_CLOSING)

    @property
    def ended(self) -> bool:
        """Whether it was told to end: a long round stops between two of its things."""
        return self._end.is_set()

    def _run(self) -> None:
        while not self.ended:
            # Before the round: what is told of while it is made is for the next one.
            self._wake.clear()
            self._failed = False
            try:
                self.run_once()
                self.told = self.told if self._failed else "ok"
            except MaillageError as error:
                self.fail(error)
            except (SQLAlchemyError, OSError) as error:
                # A full disk, or a lock held for long: the next round tries again.
                self.fail(StorageUnavailable(Text(f"Bureau : {error}", f"Desk: {error}")))
            self._wake.wait(self.seconds)

    def fail(self, error: MaillageError) -> None:
        """Tell of something that failed and will be tried again."""
        self._failed = True
        self.told = error.detail.en[:200]
        self._on_failure(self.role, error)
