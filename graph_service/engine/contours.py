"""Contours of territories, as they lie beside the store: read from files, a level at a time, remembered."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph_service.vocabulary import SHARED

Geometry = dict[str, Any]
"""A GeoJSON geometry (RFC 7946): degrees, longitude first."""

_FILES = {"region": "regions", "departement": "departements", "epci": "epci"}
LEVELS = ("region", "departement", "epci", "commune")
"""Levels of the official territories, the widest first."""


def level_and_code(iri: str) -> tuple[str, str] | None:
    """The level and code of an official territory, from its IRI; None for anything else."""
    if not iri.startswith(SHARED + "id/"):
        return None
    level, _, code = iri.removeprefix(SHARED + "id/").partition("/")
    return (level, code) if level in LEVELS and code.isalnum() else None


def contour(folder: Path, level: str, code: str) -> Geometry | None:
    """The contour of a territory, or None where there is none."""
    name = _FILES.get(level) or f"communes/{departement_of(code)}"
    return _level(folder / f"{name}.geojson").get(code)


def contours_of(folder: Path, level: str, wanted: Callable[[str], bool]) -> list[Geometry]:
    """The contours of a level whose code is wanted."""
    return [geometry for code, geometry in _level(folder / f"{_FILES[level]}.geojson").items() if wanted(code)]


def contours_by_code(folder: Path, level: str) -> dict[str, Geometry]:
    """Every contour of a level, by code; communes are in files of their own and not told here."""
    return _level(folder / f"{_FILES[level]}.geojson")


def contours_around(folder: Path, level: str, box: tuple[float, float, float, float]) -> list[Geometry]:
    """The contours of a level that come near a box (west, south, east, north, in degrees)."""
    west, south, east, north = box
    near = []
    for geometry, (left, low, right, high) in _boxed(folder / f"{_FILES[level]}.geojson"):
        if left <= east and right >= west and low <= north and high >= south:
            near.append(geometry)
    return near


def _boxed(path: Path) -> list[tuple[Geometry, tuple[float, float, float, float]]]:
    try:
        return _read_boxes(path, path.stat().st_mtime_ns)
    except OSError:
        return []


@lru_cache(maxsize=4)
def _read_boxes(path: Path, written: int) -> list[tuple[Geometry, tuple[float, float, float, float]]]:
    return [(geometry, _box(geometry)) for geometry in _read(path, written).values()]


def _box(geometry: Geometry) -> tuple[float, float, float, float]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    points = [point for polygon in polygons for point in polygon[0]]
    longs, lats = [point[0] for point in points], [point[1] for point in points]
    return min(longs), min(lats), max(longs), max(lats)


def departement_of(commune: str) -> str:
    """The département of a commune's code: two characters, three overseas."""
    return commune[:3] if commune.startswith("97") else commune[:2]


def _level(path: Path) -> dict[str, Geometry]:
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=12)
def _read(path: Path, _written: int) -> dict[str, Geometry]:
    features = json.loads(path.read_bytes())["features"]
    return {feature["properties"]["code"]: feature["geometry"] for feature in features}
