"""What a load could not take as it stands: file, row, column, value, reason. Nothing is guessed silently."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graph_service.engine.formats.cells import plain_cell
from graph_service.languages import Text

Severity = Literal["repaired", "warning", "value", "row", "listed"]
"""`repaired`: read after a stated repair; `warning`: kept, with advice; `value`: the row without this value; `row`: the
whole row left out; `listed`: a row that is no fact to load, named with its reason (not a fault of the file)."""

_WRITTEN = 100_000
"""Lines written to the report's file; the counts go on."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on one value of one row."""

    file: str
    row: int
    column: str
    value: str
    severity: Severity
    reason: Text


class Report:
    """The remarks of a load: counted in memory, written to a CSV file as they come."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.counts: Counter[tuple[Severity, str, Text]] = Counter()
        self.rows = 0
        self._file = path.open("w", newline="", encoding="utf-8-sig") if path else None
        self._writer = csv.writer(self._file, delimiter=";") if self._file else None
        self._write(("fichier", "ligne", "colonne", "valeur", "gravité", "raison", "reason"))

    def note(self, remark: Remark) -> None:
        """Take one remark."""
        self.counts[remark.severity, remark.column, remark.reason] += 1
        if self.total <= _WRITTEN:
            fr, en = remark.reason
            value = plain_cell(remark.value)[:200]
            self._write((remark.file, remark.row, remark.column, value, remark.severity, fr, en))

    @property
    def total(self) -> int:
        """Remarks so far."""
        return self.counts.total()

    def refused(self, severity: Severity = "row") -> int:
        """Remarks of a severity."""
        return sum(count for (kind, _, _), count in self.counts.items() if kind == severity)

    def close(self) -> None:
        """Finish the file; an empty report leaves none."""
        if self._file is not None and self.path is not None:
            self._file.close()
            if not self.counts:
                self.path.unlink()

    def _write(self, cells: tuple[object, ...]) -> None:
        if self._writer is not None:
            self._writer.writerow(cells)
