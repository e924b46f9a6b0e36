"""Lines too many for memory: sorted in runs on disk, merged, compared. Memory stays constant."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path

RUN_LINES = 500_000
"""Lines sorted at once: about 100 MB."""


def sorted_distinct(lines: Iterable[bytes], folder: Path, name: str) -> Path:
    """Write the distinct lines in byte order to `folder/name`; every line keeps its line end."""
    runs: list[Path] = []
    iterator = iter(lines)
    while run := list(islice(iterator, RUN_LINES)):
        run.sort()
        path = folder / f"{name}.run{len(runs)}"
        with path.open("wb") as file:
            file.writelines(run)
        runs.append(path)
    return _merge(runs, folder / name)


def _merge(runs: list[Path], target: Path) -> Path:
    with ExitStack() as stack, target.open("wb") as output:
        files = [stack.enter_context(path.open("rb")) for path in runs]
        output.writelines(line for line, _ in groupby(heapq.merge(*files)))
    for path in runs:
        path.unlink()
    return target


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, line ends included."""
    with path.open("rb") as file:
        yield from file


def difference(left: Iterable[bytes], right: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Compare two sorted streams of distinct lines: (-1, line) only in `left`, (1, line) only in `right`."""
    left, right = iter(left), iter(right)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one < other):
            yield -1, one or b""
            one = next(left, None)
        elif one is None or other < one:
            yield 1, other
            other = next(right, None)
        else:
            one, other = next(left, None), next(right, None)
