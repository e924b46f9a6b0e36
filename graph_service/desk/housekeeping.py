"""What the desk does by itself: forgets what is old, lets pass what nobody answered, proposes what was missed."""

import fcntl
import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from graph_service.desk.answers import expire
from graph_service.desk.erasure import forget_old_words
from graph_service.desk.exchanges import forget_unconfirmed
from graph_service.desk.links import sweep_links
from graph_service.desk.office import Office
from graph_service.desk.proposals import propose_contribution, recent
from graph_service.errors import MaillageError, StorageUnavailable
from graph_service.languages import Text

_EVERY = 3600.0
"""Seconds between two rounds: a date that passed is told within the hour."""

OnFailure = Callable[[str, MaillageError], None]


class Housekeeping:
    """Keeps one desk; of several processes, one at a time."""

    role = "housekeeping"

    def __init__(self, office: Office, on_failure: OnFailure) -> None:
        self.office = office
        self._on_failure = on_failure
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self.told = "ok"

    def start(self) -> None:
        """Keep house in the background, from now."""
        self._thread = threading.Thread(target=self._run, name=self.role, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End, once the round in hand is done."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(10)

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                self.run_once()
                self.told = "ok"
            except MaillageError as error:
                self._failed(error)
            except SQLAlchemyError as error:
                # A full disk or a lock held for long: the next round tries again.
                self._failed(StorageUnavailable(Text(f"Bureau : {error}", f"Desk: {error}")))
            self._end.wait(_EVERY)

    def _failed(self, error: MaillageError) -> None:
        self.told = error.detail.en[:200]
        self._on_failure(self.role, error)

    def run_once(self, at: datetime | None = None) -> None:
        """One round; another process that is at it is left alone, and a desk that nobody opened yet is not made."""
        desk = self.office.storage.folder.desk
        if not desk.exists():
            return
        with desk.with_suffix(".housekeeping").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._round(at)

    def _round(self, at: datetime | None) -> None:
        forget_old_words(self.office.engine, at)
        forget_unconfirmed(self.office, at)
        expire(self.office, at)
        sweep_links(self.office.engine)
        with self.office.engine.connect() as connection:
            accepted = recent(connection)
        for identity in accepted:
            if self._end.is_set():
                return
            propose_contribution(self.office, identity)
