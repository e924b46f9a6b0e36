"""What the observatory draws: lengths of bars, columns of years, classes of a map, arcs between partners."""

import pytest

from graph_service.web.observatory_arcs import MOST_NODES, Pair, arcs_of
from graph_service.web.observatory_bars import MOST_BARS, Measure, bars_of, columns_of
from graph_service.web.observatory_choropleth import Area, bounds_of, choropleth
from graph_service.web.observatory_numbers import median, number_in, told_number
from graph_service.web.observatory_scope import short


def square(long: float, lat: float) -> dict[str, object]:
    """A contour of one degree."""
    ring = [[long, lat], [long + 1, lat], [long + 1, lat + 1], [long, lat + 1], [long, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_longest_bar_is_whole_and_its_part_is_never_longer_than_itself() -> None:
    bars = bars_of([Measure("b", 5, 9), Measure("a", 10, 2), Measure("c", 0)])
    assert [(bar.measure.label, bar.length, bar.inner) for bar in bars] == [
        ("a", 100, 20),
        ("b", 50, 50),
        ("c", 0, 0),
    ]


def test_a_chart_has_the_first_bars_and_none_of_nothing() -> None:
    assert len(bars_of([Measure(str(number), number) for number in range(40)])) == MOST_BARS
    assert bars_of([]) == []


def test_a_year_that_is_not_told_leaves_its_place_empty() -> None:
    chart = columns_of([(2014, 4, 1), (2016, 8, 0)])
    assert chart is not None
    first, last = chart.columns
    assert (first.year, last.year) == (2014, 2016)
    assert last.x - first.x == pytest.approx(2 * first.width / 0.8, abs=0.5)
    assert last.height == pytest.approx(2 * first.height, abs=0.2)
    assert first.inner == pytest.approx(first.height / 4, abs=0.2)
    assert chart.lines[0][1] == 0
    assert chart.lines[-1][1] >= 8
    assert columns_of([]) is None


def test_years_too_far_back_are_left_to_the_table_and_counted() -> None:
    chart = columns_of([(1901, 1, 0), (2000, 5, 0), (2020, 9, 0)])
    assert chart is not None
    assert [column.year for column in chart.columns] == [2000, 2020]
    assert chart.before == 1


def test_classes_hold_about_as_many_and_equal_values_are_in_one() -> None:
    bounds = bounds_of([float(number) for number in range(10)])
    assert [(least, greatest) for _, least, greatest in bounds] == [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]
    assert [(least, greatest) for _, least, greatest in bounds_of([1, 1, 1, 1, 7])] == [(1, 1), (7, 7)]
    assert bounds_of([]) == []


def test_what_is_not_known_and_what_is_not_covered_have_shades_of_their_own() -> None:
    areas = [
        Area("35", "Ille-et-Vilaine", square(-2, 48), 0.5),
        Area("22", "Côtes-d’Armor", square(-3, 48), None),
        Area("57", "Moselle", square(6, 49), 3.0, apart=True),
        Area("974", "La Réunion", square(55, -21), 0.7),
    ]
    drawn = choropleth(areas)
    assert drawn is not None
    assert {patch.name: patch.shade for frame in drawn.frames for patch in frame.patches} == {
        "Ille-et-Vilaine": "4",
        "Côtes-d’Armor": "unknown",
        "Moselle": "apart",
        "La Réunion": "5",
    }
    # Overseas has a frame of its own, under the map; what is not covered gives no class its bounds.
    assert [frame.name for frame in drawn.frames] == ["", "La Réunion"]
    assert drawn.frames[1].y > drawn.frames[0].height
    assert [greatest for _, _, greatest in drawn.bounds] == [0.5, 0.7]
    assert (drawn.unknown, drawn.apart) == (1, 1)
    assert choropleth([]) is None


def test_a_pair_that_shares_two_practices_is_one_arc_and_groups_stand_apart() -> None:
    pairs = [Pair("a", "b", "x"), Pair("a", "b", "y"), Pair("b", "c", "x"), Pair("k", "z", "x"), Pair("a", "b", "x")]
    arcs = arcs_of(pairs, {name: name.upper() for name in "abckz"})
    assert [(node.iri, node.partners, node.begins) for node in arcs.nodes] == [
        ("b", 2, True),
        ("a", 1, False),
        ("c", 1, False),
        ("k", 1, True),
        ("z", 1, False),
    ]
    assert {(arc.first, arc.second): arc.practices for arc in arcs.arcs} == {
        ("a", "b"): 2,
        ("b", "c"): 1,
        ("k", "z"): 1,
    }
    assert arcs == arcs_of(pairs[::-1], {name: name.upper() for name in "abckz"})


def test_a_diagram_leaves_to_its_table_what_it_cannot_show() -> None:
    names = [f"{number:03}" for number in range(80)]
    arcs = arcs_of([Pair("000", name, "x") for name in names[1:]], {name: name for name in names})
    assert len(arcs.nodes) == MOST_NODES
    assert arcs.left_out == 80 - MOST_NODES
    assert len(arcs.arcs) == MOST_NODES - 1


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [(1234, "1\u202f234", "1,234"), (12.5, "12,5", "12.5"), (0.061, "0,061", "0.061"), (3.456, "3,46", "3.46"), (0, "0", "0")],
)  # fmt: skip
def test_a_number_is_written_as_its_reader_does(number: float, french: str, english: str) -> None:
    assert told_number(number, "fr") == french
    assert told_number(number, "en") == english


def test_a_median_is_the_middle_and_a_cell_without_number_has_none() -> None:
    assert median([27, 21, 3]) == 21
    assert median([1, 2, 3, 10]) == 2.5
    assert number_in({"a": {"value": "12.5"}}, "a") == 12.5
    assert number_in({"a": {"value": "x"}}, "a") is None
    assert number_in({"a": {"value": "NaN"}}, "a") is None
    assert number_in({}, "a") is None


def test_a_territory_is_written_by_its_level_and_code() -> None:
    assert short("https://w3id.org/maillage/id/departement/35") == "departement/35"
    assert short("http://publications.europa.eu/resource/authority/country/FRA") == "France"
    assert short("https://example.org/id/place/1") == "https://example.org/id/place/1"
