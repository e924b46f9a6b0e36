"""The sheets of an xlsx workbook as lines of text. Whoever sent it is not believed: neither its sizes nor its XML."""

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from graph_service.errors import UnreadableTable
from graph_service.languages import Text

Lines = Iterator[list[str]]
MAX_COLUMNS = 256
"""Looked at in a line: no template has as many, and a hostile line has a million."""

_BLOCK = 1 << 20
_DOCTYPE = b"<!DOCTYPE"
_BROKEN = (
    BadZipFile, InvalidFileException, SyntaxError, ArithmeticError, AttributeError, EOFError, LookupError, OSError,
    RuntimeError, TypeError, ValueError, zlib.error,
)  # fmt: skip
"""What the library lets out of a workbook that is none; a fault of its XML is a SyntaxError."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a file may hold at most."""

    packed: int
    """Bytes of the file."""
    unpacked: int
    """Bytes of a workbook's parts."""
    tags: int
    """Tags of their XML: a few bytes each, and a thousand once read."""


def sheets(data: bytes, name: str, bounds: Bounds, rows: int) -> Iterator[tuple[str, Lines]]:
    """Title and lines of every sheet, up to so many rows a sheet.

    Raises:
        UnreadableTable: not a workbook, too large once unpacked, or with declarations that can make it larger yet.
    """
    with _workbook(name):
        _inspect(data, name, bounds)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            yield sheet.title, _lines(sheet, name, rows)
    finally:
        book.close()


def unreadable(name: str, why: Text) -> UnreadableTable:
    """A file that cannot be read, and why."""
    return UnreadableTable(Text(f"{name} : {why.fr}.", f"{name}: {why.en}."))


def _lines(sheet: Any, name: str, rows: int) -> Lines:  # noqa: ANN401 - openpyxl types its read-only sheets as others
    with _workbook(name):
        # The size that the sheet gives itself is not asked: it would be filled with empty cells, or hide full ones.
        for row in sheet.iter_rows(values_only=True, max_row=rows, max_col=MAX_COLUMNS):
            yield ["" if value is None else _cell(value) for value in row]


@contextmanager
def _workbook(name: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise unreadable(name, Text("ce n’est pas un classeur xlsx", "this is not an xlsx workbook")) from error


def _inspect(data: bytes, name: str, bounds: Bounds) -> None:
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        large = sum(part.file_size for part in parts) > bounds.unpacked
        if large or sum(_tags(archive, part, name) for part in parts) > bounds.tags:
            why = Text(
                "trop grand une fois ouvert ; enregistrez ce tableau en csv",
                "too large once opened; save this table as csv",
            )
            raise unreadable(name, why)


def _tags(archive: ZipFile, part: ZipInfo, name: str) -> int:
    """How many tags a part holds; a document type, whose entities can say a billion things, is never read."""
    count, before = 0, b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            # Without its zeros, UTF-16 reads as ASCII.
            block = block.replace(b"\0", b"")
            if _DOCTYPE in before + block:
                raise unreadable(name, Text("du XML avec un DOCTYPE", "XML with a DOCTYPE"))
            count, before = count + block.count(b"<"), block[-len(_DOCTYPE) :]
    return count


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a spreadsheet holds
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
