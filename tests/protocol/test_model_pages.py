"""`/ontology`, `/shapes`, `/vocabularies`, `/problem` over HTTP: what the front, the graph and the pages do together."""

import pytest

from tests.instance import Instance

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "fr"}


@pytest.mark.parametrize("path", ["/ontology/pooling", "/shapes/pooling", "/vocabularies/skill", "/problem"])
def test_a_page_200_then_304_compressed_or_not(france: Instance, path: str) -> None:
    first = france.get(path, headers=BROWSER)
    assert first.status_code == 200
    assert first.headers["Content-Language"] == "fr"
    again = france.get(path, headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert france.request("HEAD", path, headers=BROWSER).headers["Content-Type"] == "text/html; charset=utf-8"
    # The policy leaves nothing to inline code: a page that needed it would be broken.
    assert "script-src 'self'" in first.headers["Content-Security-Policy"]


def test_a_concept_found_by_the_search_answers_and_leads_back_to_its_tree(france: Instance) -> None:
    assert 'href="/scheme/skill/accounting"' in france.get("/vocabularies?q=compta", headers=BROWSER).text
    concept = france.get("/scheme/skill/accounting", headers=BROWSER)
    assert concept.status_code == 200
    assert 'href="/vocabularies/skill"' in concept.text


def test_the_kind_of_a_thing_leads_to_its_term(france: Instance) -> None:
    assert 'href="/ontology#Commune"' in france.get("/doc/commune/35360", headers=BROWSER).text
    assert 'id="Commune"' in france.get("/ontology", headers=BROWSER).text


def test_the_type_of_a_problem_that_the_service_gives_200_at_its_path(france: Instance) -> None:
    refused = france.get("/sparql", params={"query": "SELEC"}, headers={"Accept": "application/json"}).json()
    answer = france.get(
        refused["type"].replace("https://w3id.org/maillage", ""), headers={"Accept": "application/json"}
    )
    assert answer.json()["status"] == refused["status"]
    assert answer.json()["type"] == refused["type"]


def test_the_loaded_ontology_holds_no_example(france: Instance) -> None:
    assert not france.ask(
        f'ASK {{ GRAPH <{france.base}/graph/source/ontology> {{ ?s ?p ?o FILTER (CONTAINS(STR(?s), "example.org")) }} }}'
    )
