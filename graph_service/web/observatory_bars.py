"""Rows as horizontal bars, and years as columns: lengths only, which the template writes as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BARS = 15
"""Bars of one chart; the table has every row."""

WIDTH, HEIGHT, FOOT, HEAD, SIDE = 720.0, 260.0, 26.0, 14.0, 44.0
"""Of a chart of columns: its size, and the room of its axes."""

_EVERY = (1, 2, 5, 10, 20, 25, 50, 100)
_MOST_COLUMNS = 70


@dataclass(frozen=True, slots=True)
class Measure:
    """What is drawn of one name."""

    label: str
    value: float
    beside: float | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its lengths are per cent of the longest."""

    measure: Measure
    length: float
    inner: float


@dataclass(frozen=True, slots=True)
class Column:
    """One column, in the units of the chart."""

    x: float
    y: float
    width: float
    height: float
    inner_y: float
    inner: float
    year: int


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns ready to be written."""

    columns: list[Column]
    years: list[tuple[float, int]]
    """Years told under the chart, and where."""
    lines: list[tuple[float, float]]
    """Height on the chart, and the value told beside it."""
    before: int
    """Columns left out at the beginning, so that each can be seen."""


def bars_of(measures: Sequence[Measure]) -> list[Bar]:
    """The longest first, as many as a chart takes."""
    ranked = sorted(measures, key=lambda measure: (-measure.value, measure.label))[:MOST_BARS]
    longest = max((measure.value for measure in ranked), default=0) or 1
    return [
        Bar(one, round(100 * one.value / longest, 1), round(100 * min(one.beside or 0, one.value) / longest, 1))
        for one in ranked
    ]


def columns_of(years: Sequence[tuple[int, float, float]]) -> Columns | None:
    """Years, each with a value and what stands beside it; a year between two that are told has an empty place."""
    if not years:
        return None
    known = {year: (value, beside) for year, value, beside in years}
    first, last = max(min(known), max(known) - _MOST_COLUMNS + 1), max(known)
    highest = max(value for year, (value, _) in known.items() if year >= first) or 1
    step = _round(highest / 4)
    top = step * -(-highest // step)
    pitch = (WIDTH - SIDE) / (last - first + 1)
    every = next((one for one in _EVERY if one * pitch >= 48), 100)
    columns = [
        _column(year, known[year], SIDE + (year - first) * pitch, pitch, top)
        for year in range(first, last + 1)
        if year in known
    ]
    lines = [(_height(value, top), value) for value in _steps(step, top)]
    told = [(SIDE + (year - first + 0.5) * pitch, year) for year in range(first, last + 1) if year % every == 0]
    return Columns(columns, [(round(x, 1), year) for x, year in told], lines, sum(year < first for year in known))


def _column(year: int, found: tuple[float, float], x: float, pitch: float, top: float) -> Column:
    value, beside = found
    y, inner_y, foot = _height(value, top), _height(min(beside, value), top), _height(0, top)
    return Column(
        x=round(x + pitch * 0.1, 1), y=y, width=round(pitch * 0.8, 1), height=round(foot - y, 1),
        inner_y=inner_y, inner=round(foot - inner_y, 1), year=year,
    )  # fmt: skip


def _height(value: float, top: float) -> float:
    return round(HEIGHT - FOOT - (HEIGHT - FOOT - HEAD) * value / top, 1)


def _steps(step: float, top: float) -> list[float]:
    return [step * number for number in range(round(top / step) + 1)]


def _round(value: float) -> float:
    """A step that people count by: 1, 2 or 5 times a power of ten, never below one."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next((power * one for one in (1, 2, 5, 10) if power * one >= value), power * 10)
