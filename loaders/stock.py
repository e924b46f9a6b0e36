"""National CSV files of tens of millions of rows: DuckDB reads the columns asked for, in constant memory.

It is the engine because it skips what is not asked, filters and joins outside of Python, and spills to disk. An archive
is unpacked through a pipe, never onto the disk.
"""

import os
import threading
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from graph_service.errors import UnreadableTable
from graph_service.languages import Text
from loaders.source import Tick
from loaders.tables import dialect

_MEMORY = "512MB"
_BATCH = 10_000
_BLOCK = 1 << 20

Values = tuple[str | None, ...]


class Stock:
    """A connection that reads such files; its temporary tables and what they spill go with it."""

    def __init__(self, folder: Path) -> None:
        self._scratch = TemporaryDirectory(prefix="stock-", dir=folder)
        self._connection = duckdb.connect(
            config={
                "memory_limit": _MEMORY,
                "temp_directory": self._scratch.name,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
        )
        # Without the bar, DuckDB does not count how far it is.
        self._connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")

    def rows(
        self,
        path: Path,
        wanted: tuple[str, ...],
        where: str,
        tick: Tick,
        kept: tuple[str, ...] = (),
    ) -> Generator[Values]:
        """The columns wanted, blanks as None, of the rows that `where` keeps; a column that the file lacks is None.

        With `kept`, columns of the table that `keep` made come after them, for the rows that it knows by `siren`.

        Raises:
            UnreadableTable: damaged; the sentence says where.
        """
        names, delimiter = dialect(path)
        chosen = ", ".join([*(_cleaned(name, names) for name in wanted), *(f"kept.{name}" for name in kept)])
        source = f"{_table(names)} AS file" + (" JOIN kept ON kept.siren = file.siren" if kept else "")
        # The names come from the file's header, quoted; everything else is ours.
        query = f"SELECT {chosen} FROM {source} WHERE {where}"  # noqa: S608
        with _readable(path, tick) as file:
            yield from self._stream(path, query, [file, delimiter], tick)

    def keep(self, paths: tuple[Path, ...], columns: dict[str, str], where: str) -> None:
        """Make the table `kept`: name → column of the files, of the rows that `where` keeps."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE kept ({', '.join(f'{name} VARCHAR' for name in columns)})"
        )
        for path in paths:
            names, delimiter = dialect(path)
            chosen = ", ".join(_cleaned(column, names) for column in columns.values())
            query = f"INSERT INTO kept SELECT {chosen} FROM {_table(names)} AS file WHERE {where}"  # noqa: S608
            with _readable(path, lambda _size: None) as file:
                self._run(path, query, [file, delimiter])

    def ask(self, query: str) -> list[Values]:
        """The rows of a question on `kept`."""
        return self._connection.execute(query).fetchall()

    def close(self) -> None:
        """Give back its memory and disk."""
        self._connection.close()
        self._scratch.cleanup()

    def _run(self, path: Path, query: str, values: list[str]) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(query, values)
        except duckdb.Error as error:
            raise _damaged(path, error) from None

    def _stream(self, path: Path, query: str, values: list[str], tick: Tick) -> Iterator[Values]:
        size, done = path.stat().st_size, 0
        answer = self._run(path, query, values)
        try:
            while batch := answer.fetchmany(_BATCH):
                yield from batch
                if path.suffix.lower() != ".zip":
                    reached = int(size * max(0.0, self._connection.query_progress()) / 100)
                    tick(reached - done)
                    done = reached
        except duckdb.Error as error:
            raise _damaged(path, error) from None
        finally:
            # An answer left half read keeps the file open, and whoever fills its pipe waiting.
            self._connection.execute("SELECT 1")


def _table(names: list[str]) -> str:
    columns = ", ".join(f"{_quoted(name, chr(39))}: 'VARCHAR'" for name in names)
    return (
        f"read_csv(?, delim = ?, columns = {{{columns}}}, auto_detect = false, header = true, quote = '\"', "
        "escape = '\"', strict_mode = true)"
    )


def _cleaned(name: str, names: list[str]) -> str:
    """A column with its blanks, « NULL » and « [ND] » as nothing."""
    if name.lower() not in names:
        return "NULL"
    column = "file." + _quoted(name, '"')
    return f"CASE WHEN trim({column}) IN ('', 'NULL', '[ND]') THEN NULL ELSE trim({column}) END"


def _quoted(name: str, mark: str) -> str:
    return mark + name.replace(mark, mark * 2) + mark


@contextmanager
def _readable(path: Path, tick: Tick) -> Iterator[str]:
    """What DuckDB opens: the file, or the reading end of a pipe that an archive's table is unpacked into."""
    if path.suffix.lower() != ".zip":
        yield str(path)
        return
    reading, writing = os.pipe()
    faults: list[Exception] = []
    feeder = threading.Thread(target=_unpack, args=(path, writing, tick, faults), daemon=True)
    feeder.start()
    try:
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)
        feeder.join()
    if faults:
        raise _damaged(path, faults[0])


def _unpack(path: Path, writing: int, tick: Tick, faults: list[Exception]) -> None:
    try:
        with os.fdopen(writing, "wb") as pipe, zipfile.ZipFile(path) as archive:
            (entry,) = (entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv"))
            ratio = entry.compress_size / max(1, entry.file_size)
            with archive.open(entry) as table:
                while block := table.read(_BLOCK):
                    pipe.write(block)
                    tick(int(len(block) * ratio))
    except BrokenPipeError:
        # The reader has had enough: a limit, or an error that it tells itself.
        return
    except Exception as error:  # noqa: BLE001 - the top of a thread: whatever ends it early, the table is not whole
        faults.append(error)


def _damaged(path: Path, error: Any) -> UnreadableTable:  # noqa: ANN401 - an exception of DuckDB or of zipfile
    why = str(error).split("Possible", 1)[0].strip()[:400]
    return UnreadableTable(
        Text(
            f"{path.name} : {why}. Rien n’a été chargé ; retéléchargez le fichier.",
            f"{path.name}: {why}. Nothing was loaded; download the file again.",
        )
    )
