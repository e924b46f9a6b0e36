"""Answers as a workbook that a spreadsheet opens without running anything."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO

from graph_service.engine.formats.cells import plain_cell

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_000
"""Characters of one cell: the format's own limit is 32,767."""

Cell = str | int | float


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An xlsx of one sheet, its header in bold; text is text, numbers are numbers."""
    # A quarter of a second that a web process needs for the first workbook only.
    import openpyxl  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Maillage")
    header = [WriteOnlyCell(sheet, value=_CONTROL.sub("", column)) for column in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.append(header)
    for row in rows:
        sheet.append([_CONTROL.sub("", plain_cell(v))[:_LONGEST] if isinstance(v, str) else v for v in row])
    target = BytesIO()
    book.save(target)
    return target.getvalue()
