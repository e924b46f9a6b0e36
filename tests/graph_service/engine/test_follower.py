"""The follower: each chore in a thread of its own; a failure is told, and what comes after is done."""

import threading
import time
from pathlib import Path
from typing import Any

from graph_service.engine.follower import Follower
from graph_service.engine.search.upkeep import SearchUpkeep
from graph_service.engine.store import EmbeddedStorage
from graph_service.errors import MaillageError


class Failing(SearchUpkeep):
    """A chore whose first look fails as a removed folder makes it fail."""

    looks = 0

    def due(self) -> dict[str, Any] | None:
        self.looks += 1
        if self.looks == 1:
            raise FileNotFoundError(str(Path("gone")))
        return super().due()


class Waiting(SearchUpkeep):
    """A chore that keeps its thread until it is let go."""

    role = "waiting"

    def __init__(self, storage: EmbeddedStorage) -> None:
        super().__init__(storage.settings, storage.search)
        self.go = threading.Event()

    def due(self) -> dict[str, Any] | None:
        self.go.wait(60)
        return None


def test_a_chore_that_fails_is_told_and_done_later_whatever_another_does(storage: EmbeddedStorage) -> None:
    failures: list[tuple[str, MaillageError]] = []
    waiting = Waiting(storage)
    chores = (waiting, Failing(storage.settings, storage.search))
    follower = Follower(chores, lambda role, error: failures.append((role, error)), pause=0.05)
    follower.start()
    deadline = time.monotonic() + 60
    while follower.state()["indexer"] != "ok" or storage.search.version() != storage.folder.current_number():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [role for role, _ in failures] == ["indexer"]
    assert "gone" in failures[0][1].detail.en
    assert follower.state() == {"waiting": "ok", "indexer": "ok"}
    waiting.go.set()
    follower.close()
    assert follower.state() == {"waiting": "ended", "indexer": "ended"}
    assert len(failures) == 1, "an end is no failure"
