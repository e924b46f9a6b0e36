"""`/sparql` in a browser: the editor's page and document, and the plain form that answers as a page."""

import re

import pytest

from graph_service.engine.library.shelf import questions
from graph_service.vocabulary import ONTOLOGY, prefixes
from tests.instance import Instance

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "fr"}
REGIONS = f"SELECT ?region ?name {{ ?region a <{ONTOLOGY}Region> ; <{prefixes()['rdfs']}label> ?name }} ORDER BY ?name"


def page(site: Instance, path: str, language: str = "fr") -> str:
    """A page as a browser asks for it."""
    answer = site.get(path, headers={**BROWSER, "Accept-Language": language})
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Language"] == language
    return answer.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_browser_gets_the_editor_with_every_question_as_an_example_200(france: Instance, language: str) -> None:
    text = page(france, "/sparql", language)
    assert '<script src="/static/vendor/yasgui.min.js" defer>' in text
    assert set(re.findall(r'<option value="([^"]+)"', text)) == set(questions())
    assert 'action="/sparql/table"' in text


def test_its_policy_allows_no_inline_script_no_inline_style_and_no_other_host(france: Instance) -> None:
    policy = france.get("/sparql", headers=BROWSER).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page(france, "/sparql"))


def test_the_plain_form_has_no_script_and_a_link_to_it_needs_none(france: Instance) -> None:
    assert 'href="/sparql?editor=plain"' in page(france, "/sparql")
    assert "<script" not in page(france, "/sparql?editor=plain")


def test_an_example_stands_in_the_form_under_its_title_and_without_its_header(france: Instance) -> None:
    question = questions()["open-calls"]
    text = page(france, "/sparql?editor=plain&example=open-calls")
    area = text.partition("<textarea")[2].partition("</textarea>")[0]
    assert question.title.fr.replace("’", "&#8217;") in area or question.title.fr in area
    assert "#+" not in area
    assert "SELECT" in area
    assert france.get("/sparql?example=nothing", headers=BROWSER).status_code == 404


def test_programs_still_get_the_description_of_the_service_and_browsers_the_answer_of_a_query(france: Instance) -> None:
    assert "sparql-service-description" in france.get("/sparql", headers={"Accept": "text/turtle"}).text
    answer = france.get("/sparql", params={"query": "ASK {}"}, headers=BROWSER)
    assert answer.json()["boolean"] is True


def test_the_plain_form_answers_with_rows_that_lead_to_their_pages(france: Instance) -> None:
    answer = france.get("/sparql/table", params={"query": REGIONS}, headers=BROWSER)
    assert answer.status_code == 200
    assert '<a href="/doc/region/53">id/region/53</a>' in answer.text
    assert "18 lignes" in answer.text
    assert "SELECT ?region" in answer.text.partition("<textarea")[2]
    address = re.findall(r'href="(/sparql\?[^"]+format=csv)"', answer.text)[0].replace("&amp;", "&")
    assert france.get(address).text.startswith("region,name\r\n")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s ?p ?o }", '<p class="verdict">Oui</p>'),
        ("CONSTRUCT { <http://example.org/a> a <http://example.org/B> } {}", "<pre"),
        ("SELECT * { ?s ?p ?o } LIMIT 900", "Seul le début est montré"),
    ],
)
def test_it_shows_a_verdict_a_graph_and_the_beginning_of_many_rows(france: Instance, query: str, words: str) -> None:
    assert words in france.get("/sparql/table", params={"query": query}, headers=BROWSER).text


def test_what_it_refuses_comes_back_with_the_sentence_beside_the_query_400(france: Instance) -> None:
    answer = france.get("/sparql/table", params={"query": "SELECT oops <b>"}, headers=BROWSER)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "SELECT oops &lt;b&gt;" in answer.text
    assert "<b>" not in answer.text


def test_terms_json_names_every_term_in_both_languages_200_304(france: Instance) -> None:
    answer = france.get("/sparql/terms.json")
    document = answer.json()
    assert document["prefixes"] == prefixes()
    for kind, least, one in (
        ("classes", 55, ONTOLOGY + "Commune"),
        ("properties", 122, ONTOLOGY + "commune"),
        ("concepts", 800, "https://w3id.org/maillage/scheme/pooling-terms/loan"),
    ):
        told = {term["iri"]: term for term in document[kind]}
        assert len(told) == len(document[kind]) >= least
        assert one in told
        assert all(term["fr"] and term["en"] for term in told.values()), kind
    assert all(set(word) == {"fr", "en"} and word["fr"] and word["en"] for word in document["words"].values())
    held = {"If-None-Match": answer.headers["ETag"]}
    assert france.get("/sparql/terms.json", headers=held).status_code == 304


def test_an_example_names_the_things_of_this_instance_200_304_404(france: Instance) -> None:
    named = next(name for name, one in questions().items() if "<http://localhost:8000/" in one.text)
    answer = france.get(f"/sparql/examples/{named}.rq", params={"lang": "en"})
    assert answer.text.startswith(f"# {questions()[named].title.en}\n")
    assert f"<{france.base}/" in answer.text
    assert "localhost:8000" not in answer.text
    held = {"If-None-Match": answer.headers["ETag"]}
    assert france.get(f"/sparql/examples/{named}.rq", params={"lang": "en"}, headers=held).status_code == 304
    assert france.get("/sparql/examples/nothing.rq").status_code == 404


def test_a_file_of_the_pages_comes_compressed_and_is_not_sent_twice_200_304(france: Instance) -> None:
    path, plain = "/static/vendor/yasgui.min.js", {"Accept-Encoding": "identity"}
    answer = france.get(path, headers={"Accept-Encoding": "br, gzip"}, stream=True)
    assert answer.headers["Content-Encoding"] == "br"
    assert int(answer.headers["Content-Length"]) < 330_000
    assert "Accept-Encoding" in answer.headers["Vary"]
    held = {"Accept-Encoding": "br, gzip", "If-None-Match": answer.headers["ETag"]}
    assert france.get(path, headers=held).status_code == 304
    whole = france.get(path, headers=plain)
    assert "Content-Encoding" not in whole.headers
    assert whole.content == answer.content
    assert france.get(path, headers={**plain, "Range": "bytes=0-9"}).status_code == 206
