"""A figure that could not be asked in time: a sentence in its place, its files still told, the page not kept."""

from flask import Flask

from graph_service.engine.library.shelf import questions
from graph_service.web.observatory_plates import Sitting, plate
from graph_service.web.observatory_scope import Scope
from graph_service.web.observatory_subjects import COVERAGE, OBSTACLES, SUBJECTS

LATE = Scope("", "2026-03-01", 7, demonstration=False)


def test_a_page_that_has_asked_enough_says_so_where_a_figure_would_be(pages: Flask) -> None:
    with pages.test_request_context("/observatory/obstacles"):
        sitting = Sitting(LATE, "fr", until=0.0)
        made = plate(OBSTACLES.figures[0], sitting)
    assert "ouvrez cette question seule" in made.refusal
    assert made.address == "version=7"
    assert not sitting.whole


def test_a_figure_of_a_territory_waits_for_one_and_asks_nothing_before(pages: Flask) -> None:
    figure = next(figure for figure in COVERAGE.figures if figure.local)
    with pages.test_request_context("/observatory/coverage"):
        sitting = Sitting(LATE, "en", until=0.0)
        assert "choose one" in plate(figure, sitting).refusal
    assert sitting.whole


def test_every_figure_is_a_question_and_its_columns_are_among_those_it_answers() -> None:
    for subject in SUBJECTS.values():
        for figure in subject.figures:
            text = questions()[figure.question].text
            for column in filter(None, (figure.label, figure.value, figure.beside, figure.code)):
                assert f"?{column}" in text.split("WHERE", 1)[0], (figure.question, column)


def test_an_address_to_cite_names_its_terms_its_day_and_its_version() -> None:
    figure = COVERAGE.figures[0]
    scope = Scope("https://w3id.org/maillage/id/region/53", "2026-03-01", 7, demonstration=True)
    assert scope.pairs(questions()[figure.question]) == [
        ("territory", "https://w3id.org/maillage/id/region/53"),
        ("asOf", "2026-03-01"),
        ("demonstration", "true"),
    ]
    assert scope.kept("en") == "territory=region%2F53&demonstration=true&asOf=2026-03-01&lang=en"
