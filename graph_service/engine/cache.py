"""Answers kept in memory, bounded in bytes; the version is part of each key, so nothing is ever invalidated."""

import threading
from collections.abc import Hashable

from cachetools import LRUCache

from graph_service.engine.answer import Answer


class AnswerCache:
    """A least-recently-used cache of small answers, safe between threads."""

    def __init__(self, max_bytes: int) -> None:
        # One answer may take an eighth: a few large ones must not empty the rest.
        self._largest = max_bytes // 8
        self._entries: LRUCache[Hashable, Answer] = LRUCache(max_bytes or 1, getsizeof=_size)
        self._lock = threading.Lock()
        self.hits = 0
        self.misses = 0

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept under a key."""
        with self._lock:
            answer: Answer | None = self._entries.get(key)
            self.hits += answer is not None
            self.misses += answer is None
            return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, unless it is in a file or too large."""
        if answer.body is None or _size(answer) > self._largest:
            return
        with self._lock:
            self._entries[key] = answer


def _size(answer: Answer) -> int:
    return len(answer.body or b"") + 512
