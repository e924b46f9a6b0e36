"""A map as SVG, drawn here: contours and points of features, with no script and no tiles."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from graph_service.engine.contours import Geometry

_WIDTH, _TALLEST = 640.0, 520.0
_MARGIN = 14.0
_LEAST_DEGREES = 0.02
_FARTHEST = 25.0
"""Degrees of longitude beyond which far points would make the rest a dot: they are left to the table, and told."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point or a contour, with its name and where it leads."""

    name: str
    geometry: Geometry
    address: str = ""
    tone: str = ""
    """How it is filled, by the name of a class of the style sheet."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the template draws of a mark."""

    name: str
    address: str
    path: str
    """Of a contour; empty for a point."""
    x: float = 0.0
    y: float = 0.0
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A map ready to be written."""

    width: float
    height: float
    background: list[str]
    """Paths of the contours around."""
    shapes: list[Shape]
    left_out: int
    """Marks too far from the others to be drawn beside them."""


def picture(marks: list[Mark], background: Iterable[Geometry] = ()) -> Picture | None:
    """The map of some marks; None when there is nothing to draw."""
    around = list(background)
    kept, left_out = _together(marks)
    frame = [point for geometry in ([*around] or [mark.geometry for mark in kept]) for point in _points(geometry)]
    frame += [point for mark in kept for point in _points(mark.geometry)]
    if not kept or not frame:
        return None
    projection = _Projection(frame)
    shapes = [_shape(mark, projection) for mark in kept]
    # Points come last: a contour must not hide them.
    shapes.sort(key=lambda shape: not shape.path)
    return Picture(projection.width, projection.height, [projection.path(g) for g in around], shapes, left_out)


class _Projection:
    """Degrees to pixels: equirectangular around the middle, which is true enough at this size."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        longs, lats = [p[0] for p in points], [p[1] for p in points]
        self._west, self._north = min(longs), max(lats)
        self._squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
        wide = max((max(longs) - self._west) * self._squeeze, _LEAST_DEGREES)
        tall = max(self._north - min(lats), _LEAST_DEGREES)
        self._scale = min((_WIDTH - 2 * _MARGIN) / wide, (_TALLEST - 2 * _MARGIN) / tall)
        self.width = round(wide * self._scale + 2 * _MARGIN, 1)
        self.height = round(tall * self._scale + 2 * _MARGIN, 1)

    def at(self, long: float, lat: float) -> tuple[float, float]:
        x = (long - self._west) * self._squeeze * self._scale + _MARGIN
        return round(x, 1), round((self._north - lat) * self._scale + _MARGIN, 1)

    def path(self, geometry: Geometry) -> str:
        return "".join(self._ring(ring) for ring in _rings(geometry))

    def _ring(self, ring: list[list[float]]) -> str:
        points = dict.fromkeys(self.at(*point[:2]) for point in ring)
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def _shape(mark: Mark, projection: _Projection) -> Shape:
    if mark.geometry["type"] == "Point":
        x, y = projection.at(*mark.geometry["coordinates"][:2])
        return Shape(mark.name, mark.address, "", x, y, mark.tone)
    return Shape(mark.name, mark.address, projection.path(mark.geometry), tone=mark.tone)


def _together(marks: list[Mark]) -> tuple[list[Mark], int]:
    """The marks around the middle one: hexagon and overseas do not fit one picture."""
    centres = [next(_points(mark.geometry), (0.0, 0.0)) for mark in marks]
    middle = sorted(long for long, _ in centres)[len(centres) // 2] if centres else 0.0
    kept = [mark for mark, (long, _) in zip(marks, centres, strict=True) if abs(long - middle) <= _FARTHEST]
    return kept, len(marks) - len(kept)


def _rings(geometry: Geometry) -> Iterator[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon


def first_points(geometry: Geometry) -> list[tuple[float, float]]:
    """One point of a geometry, enough to say where it lies: longitude, latitude."""
    return list(islice(_points(geometry), 1))


def _points(geometry: Geometry) -> Iterator[tuple[float, float]]:
    if geometry["type"] == "Point":
        yield geometry["coordinates"][0], geometry["coordinates"][1]
        return
    for ring in _rings(geometry):
        yield from ((point[0], point[1]) for point in ring)
