"""The map drawn here: where points fall, what stands behind, what is too far."""

import pytest

from graph_service.web.features import point, point_of
from graph_service.web.map_picture import Mark, picture

SQUARE = {"type": "Polygon", "coordinates": [[[-2, 48], [-1, 48], [-1, 49], [-2, 49], [-2, 48]]]}


def test_north_is_up_east_is_right_and_a_point_lies_in_its_contour() -> None:
    marks = [Mark("south-west", point(48.1, -1.9)), Mark("north-east", point(48.9, -1.1), "/doc/x/1")]
    drawn = picture(marks, [SQUARE])
    assert drawn is not None
    low, high = drawn.shapes
    assert low.x < high.x
    assert low.y > high.y
    assert all(0 < shape.x < drawn.width and 0 < shape.y < drawn.height for shape in drawn.shapes)
    assert drawn.background[0].startswith("M")
    # A degree of longitude is shorter than one of latitude at 48.5°: the square is taller than wide.
    assert drawn.height > drawn.width * 1.3


def test_contours_are_drawn_under_points_and_overseas_is_left_to_the_table() -> None:
    marks = [
        Mark("a", point(48.5, -1.5)),
        Mark("square", SQUARE),
        Mark("b", point(48.6, -1.4)),
        Mark("far", point(-21.1, 55.5)),
    ]
    drawn = picture(marks)
    assert drawn is not None
    assert [bool(shape.path) for shape in drawn.shapes] == [True, False, False]
    assert drawn.left_out == 1


def test_one_point_alone_and_nothing_at_all() -> None:
    assert picture([Mark("a", point(48.5, -1.5))]) is not None
    assert picture([]) is None


@pytest.mark.parametrize(
    ("lat", "long"), [("91", "0"), ("0", "181"), ("nan", "0"), ("INF", "0"), ("", "0"), ("x", "y")]
)
def test_what_is_not_on_earth_has_no_point(lat: str, long: str) -> None:
    assert point_of(lat, long) is None
    assert point_of("48.1", "-1.2") == {"type": "Point", "coordinates": [-1.2, 48.1]}
