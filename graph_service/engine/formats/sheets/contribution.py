"""The rows of a template that someone sends: each as statements that can be judged and published, or as faults."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from graph_service.engine.formats.sheets.catalogue import TEMPLATES
from graph_service.engine.formats.sheets.paths import column_of, header_of
from graph_service.engine.formats.sheets.places import Places
from graph_service.engine.formats.sheets.reading import SheetRow, Unknown, grids, read_grids
from graph_service.engine.formats.sheets.things import Thing, already, thing
from graph_service.engine.formats.sheets.workbooks import Bounds, Lines
from graph_service.errors import BodyTooLarge, UnsupportedMediaType
from graph_service.languages import Text
from graph_service.media_types import CSV, XLSX, by_media_type

MAX_ROWS = 500
SENT = Bounds(packed=1024 * 1024, unpacked=10 * 1024 * 1024, tags=200_000)
"""Of what is sent: a workbook is read in a process that answers others."""

MAX_CELL = 10_000
"""Characters of a cell: no shape lets a longer text through."""

MAX_LINES = 50_000
"""Statements of everything sent: a cell of two letters a word, in every row, would make millions."""

READ = (*TEMPLATES["resources"], *TEMPLATES["support-actors"])
"""The templates whose rows may be sent."""

FORMATS = (CSV, XLSX)


@dataclass(frozen=True)
class RowThing:
    """What one row says."""

    row: SheetRow
    subject: str
    """IRI of its thing."""
    lines: tuple[str, ...]
    """The thing in N-Triples, one statement a line."""
    organisation: str
    """IRI of the organisation that answers for it, empty if none is named; a support actor is its own."""
    organisation_lines: tuple[str, ...]
    """What the row says of that organisation, where it is not the thing itself."""
    faults: dict[str, Text]
    """Key of a column → why its cell cannot be read."""
    repairs: dict[str, Text]
    """Key of a column → how its cell was understood."""
    left_aside: tuple[str, ...]
    """Headers of its sheet that the template does not have."""

    @property
    def number(self) -> int:
        """The row's number as a spreadsheet shows it."""
        return self.row.number

    def header(self, column: str) -> str:
        """The header of a column as the file writes it."""
        return header_of(self.row, column)

    def column(self, path: str) -> str:
        """The key of the column that fills a property (its prefixed name, as in a finding); empty if none does."""
        return column_of(self.row, path)


Tables = Callable[[bytes, str, Bounds], Iterable[tuple[str, Lines]]]
"""What opens a file: title and lines of each sheet; here or in a sealed process."""


def read_rows(data: bytes, media_type: str, base: str, places: Places, opened: Tables = grids) -> list[RowThing]:
    """The rows of a csv or xlsx that fits a template of resources or support actors; `opened` opens the file.

    Raises:
        UnsupportedMediaType: neither csv nor xlsx.
        UnreadableTable: not what its type says, too many bytes, or no header that a template has.
        BodyTooLarge: too many rows, or too many statements.
    """
    form = by_media_type(media_type.partition(";")[0], FORMATS)
    if form is None:
        raise UnsupportedMediaType(
            Text(
                f"Les lignes d’un modèle s’envoient en csv ou en xlsx ({CSV.media_type}, {XLSX.media_type}).",
                f"Rows of a template are sent as csv or xlsx ({CSV.media_type}, {XLSX.media_type}).",
            )
        )
    name = f"contribution.{form.extension}"
    return list(_things(read_grids(opened(data, name, SENT), name, READ), base, places))


def _things(read: Iterator[SheetRow | Unknown], base: str, places: Places) -> Iterator[RowThing]:
    aside: dict[str, tuple[str, ...]] = {}
    seen: dict[str, int] = {}
    taken = lines = 0
    for row in read:
        if isinstance(row, Unknown):
            aside[row.sheet] = (*aside.get(row.sheet, ()), row.header)
            continue
        found = _thing(row, base, places)
        if found.subject in seen:
            found.faults["name"] = already(seen[found.subject])
        seen.setdefault(found.subject, row.number)
        taken, lines = taken + 1, lines + len(found.every_line)
        _check(taken, lines)
        yield _told(row, found, aside.get(row.sheet, ()))


def _thing(row: SheetRow, base: str, places: Places) -> Thing:
    long = [column for column, value in row.cells.items() if len(value) > MAX_CELL]
    found = thing(replace(row, cells={c: v for c, v in row.cells.items() if c not in long}), base, "", places)
    found.faults |= dict.fromkeys(long, Text(f"plus de {MAX_CELL} signes", f"over {MAX_CELL} characters"))
    return found


def _told(row: SheetRow, found: Thing, aside: tuple[str, ...]) -> RowThing:
    return RowThing(
        row=row,
        subject=found.subject.strip("<>"),
        lines=tuple(found.lines),
        organisation=found.organisation.strip("<>"),
        organisation_lines=tuple(found.organisation_lines),
        faults=found.faults,
        repairs=found.repairs,
        left_aside=aside,
    )


def _check(rows: int, lines: int) -> None:
    if rows > MAX_ROWS:
        raise BodyTooLarge(
            Text(
                f"Plus de {MAX_ROWS} lignes : envoyez le fichier en plusieurs fois.",
                f"Over {MAX_ROWS} rows: send the file in several parts.",
            )
        )
    if lines > MAX_LINES:
        raise BodyTooLarge(
            Text(
                f"Plus de {MAX_LINES} énoncés : envoyez le fichier en plusieurs fois.",
                f"Over {MAX_LINES} statements: send the file in several parts.",
            )
        )
