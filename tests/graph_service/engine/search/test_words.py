"""What is compared: accents, case, apostrophes, plurals, other scripts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.search.request import Words
from graph_service.engine.search.words import asked, stems, words


def test_accents_case_and_ligatures_are_folded() -> None:
    assert words("VITRÉ, l’Œuvre et cœur") == ["vitre", "l", "oeuvre", "et", "coeur"]
    assert words("ß — ②") == ["ss", "②"]
    assert words("جمعية الحي") == ["جمعية", "الحي"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [("salles", "salle"), ("comptables", "Comptable"), ("mediation", "médiation"), ("associés", "associée")],
)
def test_what_is_typed_has_a_stem_of_what_is_written(typed: str, written: str) -> None:
    assert stems([typed]) & stems([written])
    assert not stems(["boxe"]) & stems(["boisson"])


def test_words_that_mean_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert asked("la salle de l’école") == ["salle", "ecole"]
    assert asked("de la") == ["de", "la"]
    assert asked("!!") == []


@given(st.text(max_size=60))
def test_an_expression_holds_nothing_but_words_between_quotes(text: str) -> None:
    expression = Words.of(text).expression().text
    outside = " ".join(expression.split('"')[::2])
    assert set(re.findall(r"[^\s{}():*]+", outside)) <= {"AND", "OR", "label", "body", "stems", "terms", "all"}
