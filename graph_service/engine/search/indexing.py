"""Making the search file and keeping it up, version by version. Inside the sealed indexer."""

import hashlib
import json
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from graph_service.engine.readers.service import OpenVersion
from graph_service.engine.search.affected import affected, with_dependents
from graph_service.engine.search.documents import Document, Documents
from graph_service.engine.search.rows import Rows
from graph_service.engine.search.schema import INDEXES, LAYOUT, create, open_for_update, said, say
from graph_service.engine.search.statements import Statements
from graph_service.engine.versions.durability import point, sync_file
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.locks import held
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.writer.changes import read_changes
from graph_service.errors import Gone, NotFound

_MOST_CHANGED = 10_000
"""Rows closed or added beyond which, with one in five, the file is made anew: counts rest on the order of its rows."""


def bring_up(folder: DataFolder, *, merged: bool, memory: int) -> int:
    """Bring the search file to the published version; the version that it then has.

    Raises:
        InUseError: another process is at it.
    """
    with held(lock_of(folder)):
        target = folder.current_number()
        since = _followed(folder)
        if since is None or not _follow(folder, since, target, merged, memory):
            _build(folder, target, merged, memory)
    return target


def lock_of(folder: DataFolder) -> Path:
    """What whoever makes or removes the search file holds."""
    return folder.search / "lock"


def _followed(folder: DataFolder) -> int | None:
    """The version that the file has, if it can be followed from there: same layout, same content."""
    if not folder.search_link.exists():
        return None
    try:
        with closing(sqlite3.connect(folder.search_link)) as connection:
            told = said(connection)
            number, built, changed = (int(told[name]) for name in ("version", "built", "changed"))
            same = told["layout"] == str(LAYOUT) and folder.record(number).content_hash == told["content"]
    except (sqlite3.DatabaseError, KeyError, ValueError, Gone, NotFound):
        return None
    return number if same and changed <= max(_MOST_CHANGED, built // 5) else None


def _follow(folder: DataFolder, since: int, target: int, merged: bool, memory: int) -> bool:
    """Follow the changes of each kept version; False if they cannot be followed."""
    with closing(open_for_update(folder.search_link.resolve())) as connection:
        for number in range(since + 1, target + 1):
            try:
                record = folder.record(number)
            except (Gone, NotFound):
                return False
            if not _follow_one(folder, record, connection, merged, memory):
                return False
    return True


def _follow_one(
    folder: DataFolder, record: VersionRecord, connection: sqlite3.Connection, merged: bool, memory: int
) -> bool:
    if record.cause == "erase":
        # Its change record names nothing of what it erased, on purpose.
        return False
    path = folder.version_path(record.number)
    concerned = affected(read_changes(path / "changes.nq.gz"))
    if concerned.too_many or _others_depend_on(connection, concerned.moved):
        return False
    opened = OpenVersion(str(path), memory)
    try:
        documents = Documents(Statements(opened.store, merged=merged))
        connection.execute("BEGIN IMMEDIATE")
        rows = Rows(connection)
        for thing in with_dependents(concerned.things, documents.statements):
            rows.replace(thing, documents.of(thing), record.number)
        changed = int(said(connection)["changed"]) + rows.changed
        say(connection, version=record.number, content=record.content_hash, changed=changed)
        connection.execute("COMMIT")
    finally:
        opened.close()
    return True


def _others_depend_on(connection: sqlite3.Connection, moved: set[str]) -> bool:
    """Whether a row tells one of them as a territory or a concept that it is under."""
    names = json.dumps(sorted(moved))
    found = connection.execute("SELECT 1 FROM term WHERE value IN (SELECT value FROM json_each(?)) LIMIT 1", (names,))
    return found.fetchone() is not None


def _build(folder: DataFolder, number: int, merged: bool, memory: int) -> None:
    """A new file of one version, put in the place of the one before."""
    record = folder.record(number)
    target = folder.search / f"{number:06d}-{secrets.token_hex(4)}.sqlite"
    opened = OpenVersion(str(folder.version_path(number)), memory)
    try:
        with closing(create(target)) as connection:
            connection.execute("BEGIN")
            documents = Documents(Statements(opened.store, merged=merged))
            _fill(connection, documents, number, target.with_suffix(".draft"))
            for text in INDEXES:
                connection.execute(text)
            built = connection.execute("SELECT count(*) FROM thing").fetchone()[0]
            say(
                connection,
                layout=LAYOUT,
                base=number,
                version=number,
                content=record.content_hash,
                built=built,
                changed=0,
            )
            connection.execute("COMMIT")
            connection.execute("PRAGMA optimize")
    finally:
        opened.close()
    # Written without a journal: on disk before it takes the place of one that is whole.
    sync_file(target)
    point(folder.search_link, f"{folder.search.name}/{target.name}")
    _sweep(folder.search, target)


def _fill(connection: sqlite3.Connection, documents: Documents, number: int, draft: Path) -> None:
    """Every thing that has a name: read in the order of the store, written in the order of a hash.

    Read in the order of a hash, every thing would lie in another block of a large store. The first rows are a fair
    sample of any set of rows: that is what the counts above the exact ones rest on.
    """
    with closing(sqlite3.connect(draft, isolation_level=None)) as waiting:
        waiting.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        waiting.execute("CREATE TABLE waiting (hash BLOB, iri TEXT, document TEXT)")
        drafts = ((_hash(one.iri), one.iri, one.to_json()) for one in documents.all())
        waiting.executemany("INSERT INTO waiting VALUES (?, ?, ?)", drafts)
        waiting.execute("CREATE INDEX in_order ON waiting (hash, iri)")
        rows, last = Rows(connection), ""
        for iri, text in waiting.execute("SELECT iri, document FROM waiting ORDER BY hash, iri"):
            # Without a merge a thing comes once for each of its names.
            if iri != last:
                rows.add(Document.from_json(text), number)
            last = iri
    draft.unlink(missing_ok=True)


def _hash(iri: str) -> bytes:
    return hashlib.blake2b(iri.encode(), digest_size=8).digest()


def _sweep(search: Path, kept: Path) -> None:
    """Remove the files before; who has one open reads on."""
    for path in search.iterdir():
        if path.name != "lock" and not path.name.startswith(kept.name):
            path.unlink(missing_ok=True)
