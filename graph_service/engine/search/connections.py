"""Open connections to the search file, one for each search under way, with the facets' values in memory."""

import contextlib
import queue
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from graph_service.engine.search.schema import open_for_reading
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import DeadlineExceeded, StorageUnavailable
from graph_service.languages import Text

_STEPS = 20_000
"""Virtual machine steps of SQLite between two looks at the clock."""

_TRIES = 3

Terms = dict[int, tuple[str, str]]
"""Number → facet and value."""


class Connections:
    """Lends connections to the file that is current when it is asked; a deadline interrupts each."""

    def __init__(self, folder: DataFolder, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds
        self._idle: queue.SimpleQueue[tuple[Path, sqlite3.Connection]] = queue.SimpleQueue()
        self._terms: tuple[Path | None, Terms] = (None, {})

    @contextlib.contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection, in one transaction: what it reads is of one moment.

        Raises:
            StorageUnavailable: there is no file yet.
            DeadlineExceeded: interrupted.
        """
        path, connection = self._opened()
        deadline = time.monotonic() + self._seconds
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.DatabaseError as error:
            if "interrupted" in str(error):
                raise self._too_long() from None
            raise StorageUnavailable(Text(f"La recherche répond : {error}", f"Search says: {error}")) from None
        finally:
            connection.rollback()
            self._idle.put((path, connection))

    def terms(self, connection: sqlite3.Connection) -> Terms:
        """Every facet's values; read again only when there are new ones."""
        path, known = self._terms
        here = Path(connection.execute("PRAGMA database_list").fetchone()[2])
        newest = connection.execute("SELECT coalesce(max(id), 0) FROM term").fetchone()[0]
        if here != path or len(known) < newest:
            found = {number: (facet, value) for number, facet, value in connection.execute("SELECT * FROM term")}
            self._terms = (here, found)
            return found
        return known

    def _opened(self) -> tuple[Path, sqlite3.Connection]:
        """A connection to the current file; one that was put in the place of another meanwhile is looked for again."""
        for _ in range(_TRIES):
            with contextlib.suppress(sqlite3.DatabaseError):
                return self._open()
        raise not_ready()

    def _open(self) -> tuple[Path, sqlite3.Connection]:
        try:
            current = self._folder.search_link.resolve(strict=True)
        except OSError:
            raise not_ready() from None
        with contextlib.suppress(queue.Empty):
            while True:
                path, connection = self._idle.get_nowait()
                if path == current:
                    return path, connection
                connection.close()
        return current, open_for_reading(current)

    def close(self) -> None:
        """Close what is idle."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait()[1].close()

    def _too_long(self) -> DeadlineExceeded:
        seconds = f"{self._seconds:g} s (MAILLAGE_SEARCH_TIMEOUT)"
        return DeadlineExceeded(
            Text(
                f"La recherche n’a pas abouti en {seconds} : ajoutez un mot ou un filtre.",
                f"The search did not end within {seconds}: add a word or a filter.",
            )
        )


def not_ready() -> StorageUnavailable:
    """The file is being made for the first time."""
    return StorageUnavailable(
        Text(
            "L’index de recherche se construit ; il répondra dans quelques instants.",
            "The search index is being built; it will answer in a moment.",
        ),
        retry_after=5,
    )
