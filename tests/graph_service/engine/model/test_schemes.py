"""Vocabularies as trees, and the search among their names."""

import pytest

from graph_service.engine.model.schemes import concept_of, scheme_of, schemes, search
from tests.model import VOCABULARIES

SKILL = "https://w3id.org/maillage/scheme/skill"


def test_every_vocabulary_is_a_scheme_with_its_concepts() -> None:
    assert sorted(schemes()) == sorted(path.stem for path in VOCABULARIES)
    assert (schemes()["waldec"].size, schemes()["waldec"].depth) == (297, 2)
    assert schemes()["skill"].depth == 3
    # Each concept once: a tree loses none and repeats none.
    for path in VOCABULARIES:
        names = [concept.name for concept in schemes()[path.stem].concepts()]
        assert len(names) == len(set(names)) == path.read_text(encoding="utf-8").count("a skos:Concept ")


@pytest.mark.parametrize(
    "words", ["COMPTABILITE générale", "générale comptabilité", "bookkeeping", "general-bookkeeping"]
)
def test_a_search_reads_every_name_in_any_order_accents_and_case_apart(words: str) -> None:
    found = [concept.name for _, concept in search(words, schemes()["skill"])]
    assert "general-bookkeeping" in found


def test_the_very_name_comes_first_and_nothing_is_found_for_nothing() -> None:
    assert search("comptabilité")[0][1].label.fr == "comptabilité"
    assert search("") == search("  -- ") == search("zzz") == []
    # The middle of a word is no match: « or » would find half the lists.
    assert not search("ptabilit")


def test_an_iri_names_its_scheme_or_its_concept() -> None:
    scheme, concept = scheme_of(SKILL + "/accounting"), concept_of(SKILL + "/accounting")
    assert scheme is schemes()["skill"]
    assert concept is not None
    assert concept.label.en == "accounting"
    assert scheme_of("https://example.org/x") is None
    assert concept_of(SKILL + "/nothing") is None
