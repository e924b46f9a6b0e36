"""Measure the service against its peer, print the table and write it under `build/benchmarks/`."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.benchmarks import desk, linked, load, loader, read, report, validation, virtuoso, write
from tests.benchmarks.rows import Row
from tests.benchmarks.stage import Stage

PARTS = {
    "load": load,
    "write": write,
    "read": read,
    "linked": linked,
    "loader": loader,
    "validation": validation,
    "desk": desk,
}
SMALL, LARGE, FULL = 400_000, 2_000_000, 8_000_000
ROWS, FULL_ROWS = 20_000, 2_000_000


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="8 M quads and 2 M rows: about half an hour and 30 GB of disk"
    )
    parser.add_argument("--only", choices=tuple(PARTS), help="one part")
    parser.add_argument("--seconds", type=float, default=4.0, help="seconds of each read measure (4)")
    return parser.parse_args()


def run(chosen: argparse.Namespace, folder: Path, console: Console, rows: list[Row]) -> None:
    """Measure part by part, adding rows as they come."""
    large, lines = (FULL, FULL_ROWS) if chosen.full else (LARGE, ROWS)
    stage = Stage(folder, console, SMALL, large, lines, chosen.seconds)
    for name, part in PARTS.items():
        if chosen.only in (None, name):
            rows.extend(part.measure(stage))


def main() -> None:
    """Measure, print, write; what was measured before a failure is kept."""
    chosen, console = options(), Console(stderr=True, highlight=False)
    if not virtuoso.installed():
        console.print("Virtuoso: `virtuoso-t` and `isql-vt` are not on PATH, skipped.")
    given = report.conditions(full=chosen.full, seconds=chosen.seconds)
    rows: list[Row] = []
    try:
        with tempfile.TemporaryDirectory(prefix="maillage-bench-") as folder:
            run(chosen, Path(folder), console, rows)
    finally:
        if rows:
            report.show(rows, Console(file=sys.stdout, highlight=False))
            console.print(str(report.write(rows, given)))


if __name__ == "__main__":
    main()
