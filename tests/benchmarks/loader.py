"""Loaders: rows a minute and peak memory of `maillage load rna` and `sirene`, at two sizes: memory should not grow."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.generator import write_file
from tests.benchmarks.rows import Row
from tests.benchmarks.stage import Stage
from tests.benchmarks.stock import write_stock

_SAMPLING_SECONDS = 0.02
_UNITS = 15
"""Legal units measured for one row of the RNA: thirty million for two."""

_LOADED = (0, 3)
"""Exit codes of a load: whole, or with rows refused."""


@dataclass(frozen=True)
class Load:
    """One run: its seconds, the peak memory of the command itself and of its largest child, in MiB."""

    seconds: float
    command: float
    child: float


def measure(stage: Stage) -> Iterator[Row]:
    """Rows of the dry run and of the full load, at a quarter of the rows and at all of them."""
    yield from _rna(stage)
    yield from _sirene(stage)


def _rna(stage: Stage) -> Iterator[Row]:
    sizes = (stage.rows // 4, stage.rows)
    files = [write_file(stage.folder / f"waldec-{size}.csv", size) for size in sizes]
    for title, options in (("dry run", ("--dry-run",)), ("full load", ())):
        loads = []
        for size, file in zip(sizes, files, strict=True):
            stage.tell(f"maillage load rna, {title}, {size:,} rows")
            loads.append(_load(stage.folder / f"loader-{size}", "rna", file, options))
        yield from _rows(f"rna {title}", sizes, loads)


def _sirene(stage: Stage) -> Iterator[Row]:
    """Of the thirty million units one in twenty is kept: the rows are those of the file."""
    sizes = (stage.rows * _UNITS // 4, stage.rows * _UNITS)
    loads = []
    for size in sizes:
        file = write_stock(stage.folder / f"stock-{size}.csv", size)
        stage.tell(f"maillage load sirene, {size:,} legal units")
        loads.append(_load(stage.folder / f"sirene-{size}", "sirene", file, ()))
        file.unlink()
    yield from _rows("sirene full load", sizes, loads)


def _rows(title: str, sizes: tuple[int, int], loads: list[Load]) -> Iterator[Row]:
    for size, load in zip(sizes, loads, strict=True):
        yield Row(f"{title}, {size:,} rows", "rows/min", size / load.seconds * 60, aim="ours ≥ 100,000")
    steady = (sizes[1] - sizes[0]) / (loads[1].seconds - loads[0].seconds) * 60
    yield Row(f"{title}, without its start", "rows/min", steady, aim="ours ≥ 100,000")
    for size, load in zip(sizes, loads, strict=True):
        yield Row(f"{title}, {size:,} rows, peak memory", "MiB", load.command)
        if load.child:
            yield Row(f"{title}, {size:,} rows, peak memory of the writer", "MiB", load.child)
    yield Row(f"{title}, memory at 4 times the rows", "×", loads[1].command / loads[0].command, aim="about 1")


def _load(folder: Path, source: str, file: Path, options: tuple[str, ...]) -> Load:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAILLAGE_")}
    command = [sys.executable, "-m", "graph_service.cli", "load", source, str(file), *options]
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**environment, "MAILLAGE_DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    own, child = _watch(process)
    if process.returncode not in _LOADED:
        raise RuntimeError(f"maillage load ended with {process.returncode}")
    return Load(time.perf_counter() - started, own, child)


def _watch(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Peak memory of a process and of its largest child, sampled until it ends.

    Resource usage would not do: a child inherits its parent's peak at fork.
    """
    own = child = 0.0
    while process.poll() is None:
        own = max(own, _peak(process.pid))
        child = max([child, *map(_peak, _children(process.pid))])
        time.sleep(_SAMPLING_SECONDS)
    return own, child


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(line.split()[1]) / 1024 for line in lines), 0.0)


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
