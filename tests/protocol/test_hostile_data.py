"""Vectors 59, 60, 63, 64 and 66 against every page and format that shows what people and graphs say."""

import re
import time
from collections.abc import Iterator
from xml.etree import ElementTree

import icalendar
import pytest
import rdflib

from graph_service.vocabulary import prefixes
from tests.instance import Instance

SCRIPT = '<script>alert(1)</script>"><img src=x onerror=alert(2)> xyzzy'
RUNNING = ("javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x")
SHARED = "https://w3id.org/maillage/"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance whose graphs are called, described and linked by an attacker."""
    root = tmp_path_factory.mktemp("hostile") / "data"
    running = Instance(root, search=True, dump_hours=24, publisher_name=SCRIPT).start().authorise()
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
    text = SCRIPT.replace('"', '\\"')
    links = " , ".join(f"<{iri}>" for iri in RUNNING)
    graph = f"{running.base}/graph/source/hostile"
    answer = running.update(
        f"""{head} INSERT DATA {{ GRAPH <{graph}> {{
        <{graph}> dct:license <javascript:alert(3)> ; dct:title "{text}"@fr ; dct:publisher "{text}" ;
          dcat:landingPage <javascript:alert(4)> ; dct:modified "2026-01-01T00:00:00Z"^^xsd:dateTime .
        <{running.base}/id/call/1> a maillage:Call ; rdfs:label "{text}"@fr ; dct:description "{text}"@fr ;
          foaf:homepage {links} ; schema:url <javascript:alert(5)> ; maillage:favoursPooling true ;
          maillage:deadline "2030-01-01"^^xsd:date ; maillage:funder <{running.base}/id/organisation/1> ;
          dct:spatial <{SHARED}id/region/53> .
        <{running.base}/id/organisation/1> rdfs:label "=HYPERLINK(1)"@fr .
        }}
        GRAPH <{running.base}/graph/source/odd> {{
        <{running.base}/graph/source/odd> dct:license <https://example.org/l> ; dct:modified "2026-01-01"^^xsd:date .
        [] a maillage:Directory ; maillage:lists maillage:Association ; dct:spatial <{SHARED}id/region/53> ;
          maillage:observedOn "2026-01-01"^^xsd:date ; maillage:complete true .
        <{running.base}/id/call/2> a maillage:Call ; rdfs:label "Appel\\u0001 courant"@fr ; maillage:favoursPooling true ;
          maillage:deadline "2030-01-01+01:00"^^xsd:date ; maillage:funder <{running.base}/id/organisation/1> ;
          dct:spatial <{SHARED}id/region/53> ; schema:url "https://x.fr/\\r\\nATTENDEE:a" , "https://x.fr/\\u0001" .
        <{running.base}/id/premises/1> a maillage:Premises ; rdfs:label "Salle infinie"@fr ; wgs84:lat "INF"^^xsd:double ;
          wgs84:long "1e400"^^xsd:double ; maillage:commune <{SHARED}id/commune/35360> .
        <{SHARED}id/commune/35360> rdfs:label "Vitré"@fr ; maillage:departement <{SHARED}id/departement/35> .
        }} }}"""
    )
    assert answer.status_code < 300, answer.text
    running.wait_for_search()
    deadline = time.monotonic() + 60
    while running.get("/dumps").json()["version"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield running
    running.stop()


PAGES = (
    "/doc/call/1.html", "/search.html?q=xyzzy", "/queries/open-calls.html?asOf=2029-01-01", "/catalog", "/dataset/hostile.html",
    "/dumps", "/citing", "/",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_63_64_a_hostile_text_is_text_and_a_running_address_no_link_on_any_page(hostile: Instance, path: str) -> None:
    page = hostile.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert not re.search(
        r"""(?:href|src|action)\s*=\s*["']?\s*(?:javascript|data|vbscript):""", page.text, re.IGNORECASE
    )
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    if "xyzzy" in page.text:
        assert "&lt;script&gt;" in page.text
    told = ("/doc/", "/search", "/queries", "/dataset", "/catalog")
    assert "xyzzy" in page.text or not path.startswith(told)


def test_63_64_feeds_hold_the_text_and_no_running_address(hostile: Instance) -> None:
    answer = hostile.get("/queries/open-calls.atom", params={"asOf": "2029-01-01"})
    root = ElementTree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert {entry.text for entry in root.findall("a:entry/a:title", space)} == {SCRIPT, "Appel courant"}
    assert {link.get("href", "").partition(":")[0] for link in root.iter("{http://www.w3.org/2005/Atom}link")} == {
        "http"
    }
    calendar = icalendar.Calendar.from_ical(
        hostile.get("/queries/open-calls.ics", params={"asOf": "2029-01-01"}).content
    )
    events = {str(event["UID"]).rpartition("/")[2]: event for event in calendar.walk("VEVENT")}
    assert str(events["1"]["URL"]) == f"{hostile.base}/doc/call/1"
    assert str(events["1"]["SUMMARY"]) == SCRIPT
    assert str(events["2"]["URL"]) == f"{hostile.base}/doc/call/2"
    assert str(events["2"]["SUMMARY"]) == "Appel courant"
    assert events["2"].decoded("DTSTART").isoformat() == "2030-01-01"


def test_63_documents_for_programs_hold_what_was_said(hostile: Instance) -> None:
    for path in ("/catalog.ttl", "/dataset/hostile.ttl", "/.well-known/void"):
        graph = rdflib.Graph().parse(data=hostile.get(path).text, format="turtle")
        assert (None, rdflib.DCTERMS.title, rdflib.Literal(SCRIPT, lang="fr")) in graph, path
    (feature,) = hostile.get("/search.json?q=xyzzy").json()["results"]
    assert feature["label"] == SCRIPT


@pytest.mark.parametrize(
    "word", ['x" . } ; DROP ALL #', '\\" ) UNION { GRAPH ?g { ?s ?p ?o } }', "xyzzy\\", "a\nb", "%00", "NEAR(a b)"]
)
@pytest.mark.parametrize(
    "path",
    ["/search.json?q=", "/search.html?q=", "/suggest?q=", "/queries/pooled-things.json?thing=", "/vocabularies?q="],
)
def test_59_what_is_typed_is_searched_as_words_200(hostile: Instance, path: str, word: str) -> None:
    name = path.partition("?")[2].rstrip("=")
    before = hostile.health()["quads"]
    answer = hostile.get(path.partition("?")[0], params={name: word}, headers={"Accept": "text/html, */*;q=0.1"})
    assert answer.status_code == 200, answer.text
    assert hostile.health()["quads"] == before


@pytest.mark.parametrize(
    "key", ["x> ?p ?o } #", "x%3E%20?p", "x\\u003E", "%3Cscript%3E", "..%2F..%2Fetc", "x%00", "%ff"]
)
@pytest.mark.parametrize(
    "space", ["/id/x/", "/doc/x/", "/scheme/", "/dataset/", "/dumps/1/", "/queries/", "/shape/", "/def/", "/structure/",
              "/ontology/", "/shapes/", "/vocabularies/", "/problem/", "/sitemap-", "/search."]
)  # fmt: skip
def test_60_a_hostile_name_in_a_path_404_or_400_and_says_it_as_text(hostile: Instance, space: str, key: str) -> None:
    answer = hostile.get(space + key, headers={"Accept": "text/html"})
    assert answer.status_code in (400, 404, 410), answer.status_code
    assert "<script>" not in answer.text


def test_66_csv_is_raw_and_saved_and_a_spreadsheet_s_formula_is_text(hostile: Instance) -> None:
    table = hostile.get("/queries/open-calls.csv", params={"asOf": "2029-01-01"})
    assert "=HYPERLINK(1)" in table.text
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert (
        hostile.get("/queries/open-calls.xlsx", params={"asOf": "2029-01-01"})
        .headers["Content-Disposition"]
        .startswith("attachment")
    )


def test_a_day_a_blank_directory_and_an_infinite_place_break_no_page(hostile: Instance) -> None:
    for path in ("/catalog", "/catalog.ttl", "/dataset/odd.ttl", "/dataset/odd.html", "/doc/premises/1.html"):
        assert hostile.get(path, headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200, path
    page = hostile.get("/queries/pooled-things.html", params={"thing": "salle"})
    assert page.status_code == 200
    assert "Salle infinie" in page.text
    (feature,) = hostile.get("/queries/pooled-things.geojson", params={"thing": "salle"}).json()["features"]
    assert feature["geometry"] is None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dumps/latest/%0d%0aX:y", 404),
        ("/search.json?version=999999999999", 404),
        ("/suggest?q=a&version=999999999999", 404),
        ("/queries/pooled-things.json?version=999999999999", 404),
        ("/search?" + "&".join(f"epci={number}" for number in range(1000)), 400),
        ("/search.json?kind=javascript:alert(1)", 200),
        ("/search.json?kind=urn:x:y", 200),
    ],
)
def test_an_odd_request_is_answered_for_what_it_is(hostile: Instance, path: str, status: int) -> None:
    assert hostile.get(path, allow_redirects=False).status_code == status
