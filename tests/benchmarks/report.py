"""The report: a table on the terminal, the same as Markdown and JSON in a file that carries the time."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.rows import Row

FOLDER = Path(__file__).parents[2] / "build" / "benchmarks"
TITLES = ("measure", "ours", "peer", "ratio", "aim", "unit")


def conditions(**options: object) -> dict[str, Any]:
    """What the figures depend on and a reader cannot see."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "oxigraph": version("oxigraph"),
        "maillage": version("maillage"),
        **options,
    }


def show(rows: list[Row], console: Console) -> None:
    """Print the table."""
    table = Table(box=None, header_style="bold")
    for title in TITLES:
        table.add_column(title, justify="right" if title in ("ours", "peer", "ratio") else "left")
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table)


def write(rows: list[Row], given: dict[str, Any]) -> Path:
    """Write both files and return the Markdown one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.md"
    path.write_text(_markdown(rows, given), encoding="utf-8")
    document = {"conditions": given, "rows": [{**asdict(row), "ratio": row.ratio} for row in rows]}
    path.with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return path


def _markdown(rows: list[Row], given: dict[str, Any]) -> str:
    lines = ["# Benchmarks", "", ", ".join(f"{name}: {value}" for name, value in given.items()), ""]
    lines += [_line(TITLES), "|---|---:|---:|---:|---|---|", *(_line(_cells(row)) for row in rows), ""]
    lines.append("A ratio is one of speeds: above 1 the service is faster than `oxigraph serve` or `oxigraph load`.")
    return "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(row: Row) -> tuple[str, ...]:
    return (row.measure, _figure(row.ours), _figure(row.peer), _figure(row.ratio), row.aim, row.unit)


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 or not value else f"{value:.2g}"
