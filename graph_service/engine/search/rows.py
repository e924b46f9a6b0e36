"""Rows of the search file: documents written, closed and replaced. Inside the indexer only."""

import sqlite3
from array import array
from typing import TypeVar

from graph_service.engine.search.documents import Document
from graph_service.engine.search.schema import EVERY, OPEN, place_token, term_token

_Key = TypeVar("_Key", tuple[str, str], tuple[float, float])


class Rows:
    """Writes documents into an open search file, whose transaction is the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._terms: dict[tuple[str, str], int] = {}
        self._places: dict[tuple[float, float], int] = {}
        self.changed = 0
        """Rows added or closed since the file was made."""
        self._next: int = connection.execute("SELECT coalesce(max(row), 0) + 1 FROM thing").fetchone()[0]

    def add(self, document: Document, first: int) -> None:
        """A row that holds from version `first` on."""
        self.changed += 1
        row, self._next = self._next, self._next + 1
        terms = [self._term(facet, value) for facet, value in document.terms]
        place = None if document.place is None else self._place(document.place)
        tokens = " ".join([EVERY, *map(term_token, terms), *([place_token(place)] if place else [])])
        self._connection.execute(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row, document.iri, first, OPEN, place, document.nearby, document.folded, document.names_text,
                document.summary, array("I", terms).tobytes(), document.digest,
            ),
        )  # fmt: skip
        self._connection.execute(
            "INSERT INTO words (rowid, label, stems, body, terms) VALUES (?, ?, ?, ?, ?)",
            (row, document.label, document.stems, document.body, tokens),
        )

    def replace(self, iri: str, document: Document | None, version: int) -> None:
        """What a thing is from `version` on: a new row, the same one if nothing that is found changed, or none."""
        open_row = self._connection.execute(
            "SELECT row, digest FROM thing WHERE iri = ? AND last = ?", (iri, OPEN)
        ).fetchone()
        if open_row is not None and document is not None and open_row[1] == document.digest:
            return
        if open_row is not None:
            self.changed += 1
            self._connection.execute("UPDATE thing SET last = ? WHERE row = ?", (version - 1, open_row[0]))
        if document is not None:
            self.add(document, version)

    def _term(self, facet: str, value: str) -> int:
        return self._numbered(self._terms, "term", ("facet", "value"), (facet, value))[0]

    def _place(self, point: tuple[float, float]) -> int:
        number, new = self._numbered(self._places, "place", ("lat", "long"), point)
        if new:
            lat, long = point
            self._connection.execute("INSERT INTO area VALUES (?, ?, ?, ?, ?)", (number, lat, lat, long, long))
        return number

    def _numbered(self, known: dict[_Key, int], table: str, columns: tuple[str, str], key: _Key) -> tuple[int, bool]:
        """The number of a term or a place, and whether it is new; remembered, so each is looked up once."""
        if key in known:
            return known[key], False
        # The names are ours: only the values are given.
        first, second = columns
        text = f"SELECT id FROM {table} WHERE {first} = ? AND {second} = ?"  # noqa: S608
        found = self._connection.execute(text, key).fetchone()
        if found is not None:
            known[key] = int(found[0])
            return known[key], False
        text = f"INSERT INTO {table} ({first}, {second}) VALUES (?, ?)"  # noqa: S608
        known[key] = int(self._connection.execute(text, key).lastrowid or 0)
        return known[key], True
