"""Rows of an answer as places: GeoJSON for programs, marks for the map that is drawn here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph_service.engine.contours import Geometry, contour, level_and_code
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import Unavailable
from graph_service.web.addresses import local_address
from graph_service.web.map_picture import Mark
from graph_service.web.service import service

Row = dict[str, dict[str, str]]
"""A binding of SPARQL's JSON results."""

_LAT, _LONG = ("lat", "latitude"), ("long", "longitude")


@dataclass
class Places:
    """Where the rows of an answer lie: by their own columns, by a territory's contour, or by what the index knows."""

    folder: DataFolder
    index: SearchIndex
    base: str
    version: int | None = None
    """The version that is read; None: the newest."""

    @property
    def state(self) -> tuple[object, ...]:
        """What a place depends on beside the answer: the search file, and the day the contours were written."""
        try:
            return (*self.index.state, self.folder.contours.stat().st_mtime_ns)
        except OSError:
            return self.index.state

    def features(self, rows: list[Row]) -> list[dict[str, Any]]:
        """A GeoJSON feature a row (RFC 7946); the geometry is null where none is known."""
        return [
            {"type": "Feature", "geometry": geometry, "properties": {name: cell["value"] for name, cell in row.items()}}
            for row, geometry in zip(rows, self.geometries(rows), strict=True)
        ]

    def marks(self, rows: list[Row]) -> list[Mark]:
        """The rows that lie somewhere, named by their label, leading to their first thing."""
        found = zip(rows, self.geometries(rows), strict=True)
        return [Mark(_name(row), geometry, self._address(row)) for row, geometry in found if geometry is not None]

    def geometries(self, rows: list[Row]) -> list[Geometry | None]:
        """The geometry of each row."""
        known = self._points({iri for row in rows if not _own(row) for iri in _iris(row)})
        return [_own(row) or self._of_things(row, known) for row in rows]

    def _of_things(self, row: Row, points: dict[str, tuple[float, float]]) -> Geometry | None:
        for iri in _iris(row):
            place = level_and_code(iri)
            drawn = contour(self.folder.contours, *place) if place else None
            if drawn is not None:
                return drawn
            if iri in points:
                lat, long = points[iri]
                return point(lat, long)
        return None

    def _points(self, iris: set[str]) -> dict[str, tuple[float, float]]:
        try:
            return self.index.points(sorted(iris), self.version) if iris else {}
        except Unavailable:
            return {}

    def _address(self, row: Row) -> str:
        return next((address for iri in _iris(row) if (address := local_address(iri, self.base))), "")


def places(version: int | None = None) -> Places:
    """Where the things of this instance lie, in a version (the newest)."""
    storage = service().storage
    return Places(storage.folder, storage.search, service().settings.base_iri, version)


def point_of(lat: str, long: str) -> Geometry | None:
    """The point of two texts, if they are degrees: neither infinite, nor beyond the Earth."""
    try:
        found = float(lat), float(long)
    except ValueError:
        return None
    return point(*found) if abs(found[0]) <= 90 and abs(found[1]) <= 180 else None


def point(lat: float, long: float) -> Geometry:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [long, lat]}


def _own(row: Row) -> Geometry | None:
    lat, long = (next((row[name]["value"] for name in names if name in row), None) for names in (_LAT, _LONG))
    return point_of(lat, long) if lat is not None and long is not None else None


def _iris(row: Row) -> Iterator[str]:
    return (cell["value"] for cell in row.values() if cell["type"] == "uri")


def _name(row: Row) -> str:
    names = [cell["value"] for name, cell in row.items() if name == "label" or name.endswith("Label")]
    return " · ".join(names[:2]) or next((cell["value"] for cell in row.values()), "")
