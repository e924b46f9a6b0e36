"""National CSV files read row by row: any of the encodings, separators and archives they come in, bounded.

Columns are found by their header's name, never by position. A file that is damaged stops the load at its row.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from graph_service.errors import UnreadableTable, UsageError
from graph_service.languages import Text
from loaders.source import Tick

MAX_LINE = 4 * 1024 * 1024
"""Characters of one line; the longest real purpose has some thousands."""

MAX_FIELD = 1024 * 1024
MAX_COLUMNS = 1000
_SAMPLE = 1 << 20


_NOT_A_TABLE = Text(
    "ce n’est pas l’en-tête d’un tableau (colonnes séparées par ; ou ,)",
    "this is not a table's header (columns separated by ; or ,)",
)
_EMPTY = Text("le fichier est vide", "the file is empty")
_LONG_LINE = Text(f"une ligne de plus de {MAX_LINE} octets", f"a line of more than {MAX_LINE} bytes")
_UTF_16 = Text("encodé en UTF-16 ; UTF-8 ou ISO-8859-1 attendu", "encoded in UTF-16; UTF-8 or ISO-8859-1 expected")
_NUL = Text("contient le caractère NUL", "holds the character NUL")
_NOT_AN_ARCHIVE = Text("ce n’est pas une archive zip lisible", "this is not a readable zip archive")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where it stands and its values by column name."""

    file: str
    number: int
    values: dict[str, str]


def expand(paths: tuple[Path, ...], suffixes: tuple[str, ...] = (".csv", ".zip")) -> tuple[Path, ...]:
    """The files that paths name: themselves, or those of a folder.

    Raises:
        UsageError: one does not exist, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(Text(f"{path} n’existe pas.", f"{path} does not exist."))
        inside = sorted(p for p in path.iterdir() if p.suffix.lower() in suffixes) if path.is_dir() else [path]
        found.extend(inside)
    if not found:
        names = ", ".join(map(str, paths))
        raise UsageError(Text(f"Aucun fichier csv ou zip dans {names}.", f"No csv or zip file in {names}."))
    return tuple(found)


def header(path: Path) -> list[str]:
    """The column names of a file (of the first table of an archive)."""
    return dialect(path)[0]


def dialect(path: Path) -> tuple[list[str], str]:
    """The column names, in small letters, and the delimiter of a file (of the first table of an archive)."""
    with _sound(path):
        for _, file in _opened(path):
            return _columns(_first_line(file, path.name), path.name)
    return [], ","


def rows(path: Path, tick: Tick) -> Iterator[Row]:
    """Every row of a file or of an archive's tables.

    Raises:
        UnreadableTable: damaged at a row, which is named.
    """
    with _sound(path):
        for name, file in _opened(path):
            yield from _rows(file, name, tick)


def _rows(file: BinaryIO, name: str, tick: Tick) -> Iterator[Row]:
    reader, columns = _reader(file, name, tick)
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            raise _damaged(name, number + 1, Text(str(error), str(error))) from None
        number += 1
        if not cells:
            continue
        # A short or long row keeps its number of cells under a name no column has, for the source to refuse.
        values = dict(zip(columns, cells, strict=False))
        if len(cells) != len(columns):
            values[""] = str(len(cells))
        yield Row(name, number, values)


def _reader(file: BinaryIO, name: str, tick: Tick) -> tuple[Iterator[list[str]], list[str]]:
    csv.field_size_limit(MAX_FIELD)
    lines = _lines(file, name, tick)
    columns, delimiter = _columns(next(lines, ""), name)
    return csv.reader(lines, delimiter=delimiter), columns


def _first_line(file: BinaryIO, name: str) -> str:
    """The header alone: whether the rest is UTF-8 is not looked at."""
    line = file.readline(MAX_LINE + 1)
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _damaged(name, 1, _UTF_16)
    if len(line) > MAX_LINE:
        raise _damaged(name, 1, _LONG_LINE)
    return line.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _columns(first: str, name: str) -> tuple[list[str], str]:
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    columns = next(csv.reader([first], delimiter=delimiter), [])
    if not 1 < len(columns) <= MAX_COLUMNS:
        raise _damaged(name, 1, _NOT_A_TABLE if first else _EMPTY)
    return [column.strip().lower() for column in columns], delimiter


def _lines(file: BinaryIO, name: str, tick: Tick) -> Iterator[str]:
    """Decoded lines of bounded length."""
    encoding = _encoding(file, name)
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        tick(len(line))
        if len(line) > MAX_LINE:
            raise _damaged(name, number, _LONG_LINE)
        if b"\x00" in line:
            raise _damaged(name, number, _NUL)
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError as error:
            raise _damaged(name, number, Text(str(error), str(error))) from None


def _encoding(file: BinaryIO, name: str) -> str:
    """UTF-8 with its mark, UTF-8, or else ISO-8859-1 (which the ministry used until 2022)."""
    sample = _peek(file)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _damaged(name, 1, _UTF_16)
    if sample.startswith(codecs.BOM_UTF8):
        file.read(3)
        return "utf-8"
    return "utf-8" if _is_utf8(file) else "iso-8859-1"


def _is_utf8(file: BinaryIO) -> bool:
    """Whether the whole file is UTF-8: its first accent may come after many megabytes."""
    position, decoder = file.tell(), codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(_SAMPLE):
            decoder.decode(block)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(position)
    return True


def _peek(file: BinaryIO) -> bytes:
    position = file.tell()
    sample = file.read(_SAMPLE)
    file.seek(position)
    return sample


def _opened(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    if path.suffix.lower() == ".zip":
        yield from _archived(path)
        return
    with path.open("rb") as file:
        yield path.name, file


def _archived(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            # The name is only ever shown: nothing is written where an archive says.
            if entry.filename.lower().endswith(".csv"):
                with _member(archive, entry) as file:
                    yield PurePosixPath(entry.filename).name, file


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """Tell an archive that is damaged, encrypted, or compressed in a way that Python does not know."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        raise _damaged(path.name, 1, _NOT_AN_ARCHIVE) from None


@contextmanager
def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with archive.open(entry) as raw:
        yield io.BufferedReader(raw, 1 << 20)  # type: ignore[type-var]


def _damaged(name: str, row: int, why: Text) -> UnreadableTable:
    return UnreadableTable(
        Text(
            f"{name}, ligne {row} : {why.fr}. Rien n’a été chargé ; corrigez ou retéléchargez le fichier.",
            f"{name}, row {row}: {why.en}. Nothing was loaded; correct the file or download it again.",
        )
    )
