"""Which places lie in a circle or a box, and how far."""

import math
import sqlite3

from graph_service.engine.search.request import Box, Circle

EARTH = 6371.0088
"""Mean radius in kilometres (IUGG): the one that the SPARQL engine's `geof:distance` uses."""

_DEGREE = math.pi * EARTH / 180

_IN_BOX = """SELECT place.id, place.lat, place.long FROM area JOIN place ON place.id = area.id
WHERE south <= ? AND north >= ? AND west <= ? AND east >= ?"""


def kilometres(lat: float, long: float, other_lat: float, other_long: float) -> float:
    """Great-circle distance between two points in degrees (haversine)."""
    a, b = math.radians(lat), math.radians(other_lat)
    across = math.radians(other_long - long)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


def in_box(connection: sqlite3.Connection, box: Box) -> dict[int, float]:
    """Number of each place in a box → 0. A box whose west is east of its east goes around the back of the Earth."""
    parts = [box] if box.west <= box.east else [
        Box(box.west, box.south, 180, box.north),
        Box(-180, box.south, box.east, box.north),
    ]  # fmt: skip
    return {number: 0.0 for part in parts for number, lat, long in _rows(connection, part) if _inside(part, lat, long)}


def in_circle(connection: sqlite3.Connection, circle: Circle) -> dict[int, float]:
    """Number of each place in a circle → kilometres, the nearest first."""
    found = {}
    for part in _boxes(circle):
        for number, lat, long in _rows(connection, part):
            distance = kilometres(circle.lat, circle.long, lat, long)
            if distance <= circle.kilometres:
                found[number] = distance
    return dict(sorted(found.items(), key=lambda entry: entry[1]))


def _boxes(circle: Circle) -> list[Box]:
    high = circle.kilometres / _DEGREE
    south, north = max(-90.0, circle.lat - high), min(90.0, circle.lat + high)
    edge = max(abs(south), abs(north))
    wide = 180.0 if edge > 89.9 else min(180.0, high / math.cos(math.radians(edge)))
    west, east = circle.long - wide, circle.long + wide
    boxes = [Box(max(west, -180), south, min(east, 180), north)]
    if west < -180:
        boxes.append(Box(west + 360, south, 180, north))
    if east > 180:
        boxes.append(Box(-180, south, east - 360, north))
    return boxes


def _rows(connection: sqlite3.Connection, box: Box) -> list[tuple[int, float, float]]:
    # The tree keeps 32-bit numbers, rounded outwards: what it finds is looked at again.
    found: list[tuple[int, float, float]] = connection.execute(
        _IN_BOX, (box.north, box.south, box.east, box.west)
    ).fetchall()
    return found


def _inside(box: Box, lat: float, long: float) -> bool:
    return box.south <= lat <= box.north and box.west <= long <= box.east
