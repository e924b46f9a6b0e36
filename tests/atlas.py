"""Places for the tests of maps: points of a few communes, and contours that are squares, laid where a load lays real ones."""

import json
from pathlib import Path

from tests.instance import Instance

POINTS = {
    "31069": (43.6365, 1.3783),
    "35360": (48.1223, -1.2085),
    "35068": (48.1106, -1.4035),
    "35238": (48.1113, -1.68),
}
SQUARES = {
    "regions": {"76": (43.7, 2.1, 1.2), "53": (48.2, -2.8, 1.0)},
    "departements": {"31": (43.4, 1.2, 0.5), "35": (48.1, -1.6, 0.5)},
    "epci": {"243100518": (43.6, 1.4, 0.2), "243500634": (47.93, -1.4, 0.1), "200039022": (48.1, -1.2, 0.15)},
    "communes/31": {"31069": (43.6365, 1.3783, 0.03)},
}
"""File of a level → code → latitude, longitude and half a side, in degrees."""


def lay_places(site: Instance) -> None:
    """Publish the points, and write the contours, of an instance."""
    graph = f"{site.base}/graph/source/points"
    points = " ".join(
        f"<https://w3id.org/maillage/id/commune/{code}> w:lat {lat} ; w:long {long} ."
        for code, (lat, long) in POINTS.items()
    )
    site.update(
        f"PREFIX w: <http://www.w3.org/2003/01/geo/wgs84_pos#> INSERT DATA {{ GRAPH <{graph}> {{ {points} }} }}"
    )
    for name, squares in SQUARES.items():
        _write(site.root / f"contours/{name}.geojson", squares)


def _write(path: Path, squares: dict[str, tuple[float, float, float]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [_ring(*square)]},
        }
        for code, square in squares.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def _ring(lat: float, long: float, half: float) -> list[list[float]]:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [[long + x * half, lat + y * half] for x, y in corners]
