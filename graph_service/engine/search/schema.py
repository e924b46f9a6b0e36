"""The tables of the search file, and what it says of itself."""

import sqlite3
from pathlib import Path

LAYOUT = 2
"""Raised when what is indexed changes: a file of another layout is made anew."""

OPEN = 1 << 40
"""`last` of a row that still holds in the newest version."""

EVERY = "all"
"""Token of every row."""

TABLES = """
CREATE TABLE said (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE term (id INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (facet, value));
CREATE TABLE place (id INTEGER PRIMARY KEY, lat REAL NOT NULL, long REAL NOT NULL, UNIQUE (lat, long));
CREATE VIRTUAL TABLE area USING rtree (id, south, north, west, east);
CREATE TABLE thing (
  row INTEGER PRIMARY KEY, iri TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, place INTEGER,
  nearby INTEGER NOT NULL, folded TEXT NOT NULL, names TEXT NOT NULL, summary TEXT NOT NULL, terms BLOB NOT NULL,
  digest BLOB NOT NULL
);
CREATE VIRTUAL TABLE words USING fts5 (
  label, stems, body, terms, content = '', columnsize = 0, detail = column, prefix = '2 3', tokenize = 'ascii'
);
"""
# Words are cut and folded before they come here, so the tokenizer only parts them at spaces; no phrase is ever asked
# for, so positions are not kept; the text itself is in the graph.

INDEXES = (
    "CREATE INDEX thing_iri ON thing (iri)",
    "CREATE INDEX thing_place ON thing (place)",
    "CREATE INDEX thing_folded ON thing (folded)",
)


def term_token(number: int) -> str:
    """The token of a facet's value."""
    return f"t{number}"


def place_token(number: int) -> str:
    """The token of a place."""
    return f"p{number}"


def create(path: Path) -> sqlite3.Connection:
    """A new file, filled without a journal: it is thrown away if its maker dies."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
    connection.executescript(TABLES)
    return connection


def open_for_update(path: Path) -> sqlite3.Connection:
    """A finished file, to be kept up: readers go on meanwhile."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A finished file, for one thread at a time of the web process."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False, timeout=2)
    connection.execute("PRAGMA mmap_size = 1073741824")
    # A connection opens its file at its first question.
    connection.execute("SELECT 1 FROM said").fetchone()
    return connection


def said(connection: sqlite3.Connection) -> dict[str, str]:
    """What the file says of itself: layout, first and newest version, content hash."""
    return dict(connection.execute("SELECT name, value FROM said"))


def say(connection: sqlite3.Connection, **values: object) -> None:
    """Write what the file says of itself."""
    rows = [(name, str(value)) for name, value in values.items()]
    connection.executemany("INSERT OR REPLACE INTO said VALUES (?, ?)", rows)
