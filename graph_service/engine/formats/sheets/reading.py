"""A filled sheet, csv or xlsx, as rows of text by column. Headers are found by synonym, in any order."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl

from graph_service.engine.formats.sheets.template import Column, Template
from graph_service.errors import UnreadableTable
from graph_service.languages import Text, folded

MAX_BYTES = 32 * 1024 * 1024
"""Of a file, and of each part of a workbook once unpacked ten times over."""

MAX_ROWS = 200_000
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


def read_sheets(path: Path, templates: tuple[Template, ...]) -> Iterator[SheetRow | Unknown]:
    """The rows of every sheet that one of the templates fits; unknown columns come before the rows of their sheet.

    Raises:
        UnreadableTable: not a csv or xlsx, too large, or no header that a template fits.
    """
    if path.stat().st_size > MAX_BYTES:
        raise _unreadable(path, Text(f"plus de {MAX_BYTES} octets", f"over {MAX_BYTES} bytes"))
    fitted = False
    for name, lines in _grids(path):
        table = _fit(name, lines, templates)
        if table is not None:
            fitted = True
            yield from table
    if not fitted:
        wanted = " ; ".join(f"{t.name} : {', '.join(c.header for c in t.columns if c.required)}" for t in templates)
        raise _unreadable(
            path,
            Text(
                f"aucun en-tête reconnu. Colonnes attendues : {wanted}. Modèle : maillage template",
                f"no header recognised. Columns expected: {wanted}. Template: maillage template",
            ),
        )


def _grids(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    if path.suffix.lower() == ".csv":
        yield path.stem, _csv_lines(path)
    elif path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _workbook(path)
    else:
        raise _unreadable(
            path,
            Text(
                "enregistrez le tableau en csv ou en xlsx (maillage template en écrit un)",
                "save the table as csv or xlsx (maillage template writes one)",
            ),
        )


def _csv_lines(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text[:4096].splitlines()[:1] or [""]
    delimiter = max(";,\t", key=head[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise _unreadable(path, Text(str(error), str(error))) from None
    return [[cell.strip() for cell in line] for line in lines[: MAX_ROWS + 1]]


def _workbook(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    try:
        with ZipFile(path) as archive:
            if any(part.file_size > 10 * MAX_BYTES for part in archive.infolist()):
                raise _unreadable(path, Text("trop grand une fois ouvert", "too large once opened"))
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise _unreadable(path, Text("ce n’est pas un classeur xlsx", "this is not an xlsx workbook")) from error
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1)
            yield sheet.title, [[_cell(value) for value in row] for row in rows]
    finally:
        book.close()


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a spreadsheet holds
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _fit(sheet: str, lines: list[list[str]], templates: tuple[Template, ...]) -> Iterator[SheetRow | Unknown] | None:
    """The rows under the first line that reads as a template's header."""
    for number, line in enumerate(lines[:_HEADER_ROWS]):
        best = max(templates, key=lambda template: _score(template, sheet, line))
        found = [best.column(header) for header in line]
        if sum(column is not None for column in found) >= _RECOGNISED and any(c and c.required for c in found):
            return _rows(sheet, best, lines, number, found)
    return None


def _score(template: Template, sheet: str, headers: list[str]) -> float:
    known = [template.column(header) for header in headers]
    named = 100 if folded(template.name) == folded(sheet) else 0
    return named + sum(1 for column in known if column) + 2 * sum(1 for column in known if column and column.required)


def _rows(
    sheet: str, template: Template, lines: list[list[str]], header: int, columns: list[Column | None]
) -> Iterator[SheetRow | Unknown]:
    for title, column in zip(lines[header], columns, strict=True):
        if column is None and title and folded(title) != folded(REASON):
            yield Unknown(sheet, title)
    headers = {c.key: title for title, c in zip(lines[header], columns, strict=True) if c is not None}
    for number, line in enumerate(lines[header + 1 :], header + 2):
        cells: dict[str, str] = {}
        for value, column in zip(line, columns, strict=False):
            if column is not None and value and column.key not in cells:
                cells[column.key] = value
        if cells and folded(cells.get("reference", "")) != _EXAMPLE:
            yield SheetRow(sheet, number, template, cells, headers)


def _unreadable(path: Path, why: Text) -> UnreadableTable:
    return UnreadableTable(Text(f"{path.name} : {why.fr}.", f"{path.name}: {why.en}."))
