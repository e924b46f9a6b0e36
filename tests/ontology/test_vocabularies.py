"""The SKOS vocabularies: every concept named in both languages, placed, and reachable from the top of its scheme."""

from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph
from rdflib.term import Node

from graph_service.vocabulary import ONTOLOGY, SHARED
from tests.model import VOCABULARIES, graph_of, languages, texts


def scheme_of(graph: Graph) -> Node:
    """The one scheme of a file."""
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    return scheme


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_a_scheme_is_named_and_holds_every_concept_of_its_file(path: Path) -> None:
    graph = graph_of(path)
    scheme = scheme_of(graph)
    assert str(scheme) == f"{SHARED}scheme/{path.stem}"
    assert languages(graph, scheme, SKOS.prefLabel) == ["en", "fr"]
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in concepts:
        assert str(concept).startswith(f"{scheme}/")
        assert list(graph.objects(concept, SKOS.inScheme)) == [scheme]
        assert graph.value(concept, SKOS.notation) is not None, concept
        assert languages(graph, concept, SKOS.prefLabel) == ["en", "fr"], concept


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_no_concept_is_an_orphan_nor_its_own_ancestor(path: Path) -> None:
    graph = graph_of(path)
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        chain = [concept]
        while (parent := graph.value(chain[-1], SKOS.broader)) is not None:
            assert parent not in chain
            chain.append(parent)
        assert (chain[-1], SKOS.topConceptOf, scheme_of(graph)) in graph, concept
        assert (scheme_of(graph), SKOS.hasTopConcept, chain[-1]) in graph, concept


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_notations_and_labels_are_unique_in_a_scheme(path: Path) -> None:
    graph = graph_of(path)
    notations = [str(o) for o in graph.objects(None, SKOS.notation)]
    assert len(set(notations)) == len(notations)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    for language in ("fr", "en") if path.stem != "waldec" else ("en",):
        labels = [text for c in concepts for text in texts(graph, c, SKOS.prefLabel, language)]
        assert len(set(labels)) == len(labels)


def test_waldec_has_297_codes_in_29_families_by_the_three_digit_prefix() -> None:
    (path,) = (path for path in VOCABULARIES if path.stem == "waldec")
    graph = graph_of(path)
    codes = {str(o) for o in graph.objects(None, SKOS.notation)}
    assert (len(codes), len({code[:3] for code in codes})) == (297, 29)
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        code = str(graph.value(concept, SKOS.notation))
        parent = graph.value(concept, SKOS.broader)
        assert (parent is None) == code.endswith("000")
        if parent is not None:
            assert str(graph.value(parent, SKOS.notation)) == code[:3] + "000"


def test_skills_stand_on_three_levels_and_only_sure_ones_point_to_esco() -> None:
    (path,) = (path for path in VOCABULARIES if path.stem == "skill")
    graph = graph_of(path)
    skills = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(skills) >= 120
    assert {str(k) for s in skills for k in graph.objects(s, RDF.type)} == {str(SKOS.Concept), ONTOLOGY + "Skill"}
    depths = {len(list(graph.transitive_objects(s, SKOS.broader))) for s in skills}
    assert depths == {1, 2, 3}
    links = [str(o) for o in graph.objects(None, SKOS.closeMatch)]
    assert links
    assert len(set(links)) == len(links)
    assert all(link.startswith("http://data.europa.eu/esco/skill/") for link in links)


def test_the_four_brands_of_guidasso_are_an_unordered_scheme() -> None:
    (path,) = (path for path in VOCABULARIES if path.stem == "label-brand")
    graph = graph_of(path)
    brands = [c for c in graph.subjects(RDF.type, SKOS.Concept) if "guidasso-" in str(c)]
    assert len(brands) == 4
    assert not list(graph.subject_objects(SKOS.broader))
    assert not any(str(o).isdigit() for o in graph.objects(None, SKOS.notation))


def test_unknown_accessibility_is_a_concept_apart_from_no() -> None:
    (path,) = (path for path in VOCABULARIES if path.stem == "accessibility")
    names = {str(o) for o in graph_of(path).objects(None, SKOS.notation)}
    assert {"unknown", "not-wheelchair", "wheelchair", "sign-language"} <= names
