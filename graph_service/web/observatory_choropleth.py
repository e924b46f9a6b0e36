"""A map of territories in classes of colour; overseas in frames of their own; what is not known is hatched."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from graph_service.engine.contours import Geometry
from graph_service.web.map_picture import Mark, Picture, picture

CLASSES = 5
_FRAME = 106.0
"""Width and height of the frame of an overseas territory."""

Shade = Literal["1", "2", "3", "4", "5", "unknown", "apart"]
_SHADES: tuple[Shade, ...] = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Area:
    """A territory to draw."""

    code: str
    name: str
    geometry: Geometry
    value: float | None
    """None: not known."""
    apart: bool = False
    """Whether a local register holds what is counted: not covered here."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A territory as it is drawn."""

    path: str
    shade: Shade
    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the map, at its place."""

    x: float
    y: float
    width: float
    height: float
    box: str
    """Its viewBox."""
    patches: list[Patch]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Choropleth:
    """A map ready to be written, with the bounds of its classes."""

    width: float
    height: float
    frames: list[Frame]
    bounds: list[tuple[Shade, float, float]]
    """Each class with its least and greatest value."""
    unknown: int
    apart: int


def choropleth(areas: Sequence[Area]) -> Choropleth | None:
    """The map; None when no contour is known."""
    bounds = bounds_of([area.value for area in areas if area.value is not None and not area.apart])
    near = [area for area in areas if not _overseas(area)]
    far = [area for area in areas if _overseas(area)]
    main = _drawn(near or far, bounds)
    if main is None:
        return None
    frames = [Frame(0, 0, main[0].width, main[0].height, _box(main[0]), main[1])]
    frames += _insets(far, bounds, main[0]) if near else []
    return Choropleth(
        width=max(frame.x + frame.width for frame in frames),
        height=max(frame.y + frame.height for frame in frames),
        frames=frames,
        bounds=bounds,
        unknown=sum(area.value is None and not area.apart for area in areas),
        apart=sum(area.apart for area in areas),
    )


def bounds_of(values: Sequence[float]) -> list[tuple[Shade, float, float]]:
    """Classes that hold about as many territories each; equal values are in one class."""
    distinct = sorted(set(values))
    if not distinct:
        return []
    number, counts = min(CLASSES, len(distinct)), Counter(values)
    cuts, before = list[float](), 0
    for value in distinct:
        if before >= len(cuts) * len(values) / number:
            cuts.append(value)
        before += counts[value]
    ends = [max(value for value in distinct if value < cut) for cut in cuts[1:]] + [distinct[-1]]
    shades = _SHADES[-len(cuts) :] if len(cuts) < CLASSES else _SHADES
    return list(zip(shades, cuts, ends, strict=True))


def shade_of(area: Area, bounds: Sequence[tuple[Shade, float, float]]) -> Shade:
    """The class of a territory."""
    if area.apart:
        return "apart"
    if area.value is None:
        return "unknown"
    return next(shade for shade, _, greatest in bounds if area.value <= greatest)


def _drawn(areas: Sequence[Area], bounds: Sequence[tuple[Shade, float, float]]) -> tuple[Picture, list[Patch]] | None:
    marks = [Mark(area.code, area.geometry) for area in areas]
    found = picture(marks)
    if found is None:
        return None
    named: Mapping[str, Area] = {area.code: area for area in areas}
    # The name of a mark is here its code: the picture keeps no order that could be relied on.
    patches = [
        Patch(shape.path, shade_of(area, bounds), area.name, area.value)
        for shape in found.shapes
        if shape.path and (area := named[shape.name])
    ]
    return found, patches


def _insets(areas: Sequence[Area], bounds: Sequence[tuple[Shade, float, float]], main: Picture) -> list[Frame]:
    """Overseas territories in a row under the map, each at its own scale."""
    frames = []
    for number, area in enumerate(areas[: max(1, int(main.width // _FRAME))]):
        if (drawn := _drawn([area], bounds)) is not None:
            place = (number * _FRAME, main.height + 8, _FRAME - 8, _FRAME - 8)
            frames.append(Frame(*place, _box(drawn[0]), drawn[1], area.name))
    return frames


def _box(drawn: Picture) -> str:
    return f"0 0 {drawn.width} {drawn.height}"


def _overseas(area: Area) -> bool:
    """Far from the hexagon and Corsica, by the first point of its contour."""
    polygons = area.geometry["coordinates"]
    ring = polygons[0][0] if area.geometry["type"] == "MultiPolygon" else polygons[0]
    long, lat = ring[0][:2]
    return not (-10 < long < 12 and 40 < lat < 52)
