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
_LEVELS = (*_FILES, "commune")


def level_and_code(iri: str) -> tuple[str, str] | None:
    """The level and code of an official territory, from its IRI; None for anything else."""
    if not iri.startswith(SHARED + "id/"):
        return None
    level, _, code = iri.removeprefix(SHARED + "id/").partition("/")
    return (level, code) if level in _LEVELS and code.isalnum() else None


def contour(folder: Path, level: str, code: str) -> Geometry | None:
    """The contour of a territory, or None where there is none."""
    name = _FILES.get(level) or f"communes/{departement_of(code)}"
    return _level(folder / f"{name}.geojson").get(code)


def contours_of(folder: Path, level: str, wanted: Callable[[str], bool]) -> list[Geometry]:
    """The contours of a level whose code is wanted."""
    return [geometry for code, geometry in _level(folder / f"{_FILES[level]}.geojson").items() if wanted(code)]


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
