"""A filled sheet, csv or xlsx, as rows of text by column. Headers are found by synonym, in any order."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import NamedTuple

from graph_service.engine.formats.sheets.template import Column, Template
from graph_service.engine.formats.sheets.workbooks import MAX_COLUMNS, Bounds, Lines, sheets, unreadable
from graph_service.errors import UnreadableTable
from graph_service.languages import Text, folded

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 200_000
LOADED = Bounds(packed=MAX_BYTES, unpacked=10 * MAX_BYTES, tags=100_000_000)
"""Of a file that a command loads."""

_HEADER_ROWS = 10
"""Rows in which a header is looked for: people write a title above."""

_RECOGNISED = 2
_EXAMPLE = "exemple"
REASON = "Raison du refus"
"""Column of the file of refused rows; read back, it is left aside."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its sheet, its number as a spreadsheet shows it, its cells by column key."""

    sheet: str
    number: int
    template: Template
    cells: dict[str, str]
    headers: dict[str, str]
    """Column key → the header as written in this file."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A column of the file that no template knows."""

    sheet: str
    header: str


class Header(NamedTuple):
    """The line that reads as a template's header."""

    titles: list[str]
    columns: list[Column | None]


def read_sheets(path: Path, templates: tuple[Template, ...]) -> Iterator[SheetRow | Unknown]:
    """The rows of every sheet that one of the templates fits; unknown columns come before the rows of their sheet.

    Raises:
        UnreadableTable: not a csv or xlsx, too large, or no header that a template fits.
    """
    if path.stat().st_size > MAX_BYTES:
        raise _too_large(path.name, MAX_BYTES)
    yield from read_bytes(path.read_bytes(), path.name, templates)


def read_bytes(
    data: bytes, name: str, templates: tuple[Template, ...], bounds: Bounds = LOADED
) -> Iterator[SheetRow | Unknown]:
    """The same from the bytes of a file, of which the name tells the format.

    Raises:
        UnreadableTable: see `read_sheets`.
    """
    yield from read_grids(grids(data, name, bounds), name, templates)


def read_grids(
    found: Iterable[tuple[str, Lines]], name: str, templates: tuple[Template, ...]
) -> Iterator[SheetRow | Unknown]:
    """The same from the lines of each sheet of a file.

    Raises:
        UnreadableTable: no header that a template fits.
    """
    fitted = False
    for sheet, lines in found:
        table = _fit(sheet, lines, templates)
        if table is not None:
            fitted = True
            yield from table
    if not fitted:
        wanted = " ; ".join(f"{t.name} : {', '.join(c.header for c in t.columns if c.required)}" for t in templates)
        raise unreadable(
            name,
            Text(
                f"aucun en-tête reconnu. Colonnes attendues : {wanted}. Modèle : maillage template",
                f"no header recognised. Columns expected: {wanted}. Template: maillage template",
            ),
        )


def grids(data: bytes, name: str, bounds: Bounds) -> Iterator[tuple[str, Lines]]:
    """Title and lines of each sheet of a file, of which the name tells the format.

    Raises:
        UnreadableTable: not a csv or xlsx, or too large.
    """
    if len(data) > bounds.packed:
        raise _too_large(name, bounds.packed)
    suffix = PurePath(name).suffix.lower()
    if suffix == ".csv":
        yield PurePath(name).stem, iter(_csv_lines(data, name))
    elif suffix in (".xlsx", ".xlsm"):
        yield from sheets(data, name, bounds, MAX_ROWS + 1)
    else:
        raise unreadable(
            name,
            Text(
                "enregistrez le tableau en csv ou en xlsx (maillage template en écrit un)",
                "save the table as csv or xlsx (maillage template writes one)",
            ),
        )


def _csv_lines(data: bytes, name: str) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text[:4096].splitlines()[:1] or [""]
    delimiter = max(";,\t", key=head[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise unreadable(name, Text(str(error), str(error))) from None
    return [[cell.strip() for cell in line] for line in lines[: MAX_ROWS + 1]]


def _fit(sheet: str, lines: Lines, templates: tuple[Template, ...]) -> Iterator[SheetRow | Unknown] | None:
    """The rows under the first line that reads as a template's header."""
    known = [(template, template.by_header()) for template in templates]
    for number, full in enumerate(islice(lines, _HEADER_ROWS), 1):
        line = full[:MAX_COLUMNS]
        words = [folded(header) for header in line]
        readings = [(template, [columns.get(word) for word in words]) for template, columns in known]
        best, found = max(readings, key=lambda reading: _score(sheet, *reading))
        if sum(column is not None for column in found) >= _RECOGNISED and any(c and c.required for c in found):
            return _rows(sheet, best, Header(line, found), enumerate(lines, number + 1))
    return None


def _score(sheet: str, template: Template, found: list[Column | None]) -> float:
    named = 100 if folded(template.name) == folded(sheet) else 0
    return named + sum(1 for column in found if column) + 2 * sum(1 for column in found if column and column.required)


def _rows(
    sheet: str, template: Template, header: Header, lines: Iterable[tuple[int, list[str]]]
) -> Iterator[SheetRow | Unknown]:
    for title, column in zip(*header, strict=True):
        if column is None and title and folded(title) != folded(REASON):
            yield Unknown(sheet, title)
    headers = {c.key: title for title, c in zip(*header, strict=True) if c is not None}
    for number, line in lines:
        cells: dict[str, str] = {}
        for value, column in zip(line, header.columns, strict=False):
            if column is not None and value and column.key not in cells:
                cells[column.key] = value
        if cells and folded(cells.get("reference", "")) != _EXAMPLE:
            yield SheetRow(sheet, number, template, cells, headers)


def _too_large(name: str, most: int) -> UnreadableTable:
    return unreadable(name, Text(f"plus de {most} octets", f"over {most} bytes"))
