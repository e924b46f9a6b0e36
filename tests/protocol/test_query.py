"""`/sparql`: the protocol's three ways, every format, negotiation, caching, errors in two languages."""

import gzip

import brotli
import pytest
import rdflib

from graph_service.media_types import SOLUTIONS, TRIPLES, Format
from tests.instance import Instance

SELECT = "SELECT ?o { GRAPH <http://example.org/g> { ?s ?p ?o } } ORDER BY ?o"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { GRAPH <http://example.org/g> { ?s ?p ?o } }"


@pytest.mark.parametrize("offer", SOLUTIONS, ids=lambda offer: offer.name)
def test_solutions_200_in_every_format(instance: Instance, offer: Format) -> None:
    response = instance.query(SELECT, accept=offer.media_type)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == offer.content_type
    by_name = instance.get("/sparql", params={"query": SELECT, "format": offer.extension})
    assert by_name.content == response.content


@pytest.mark.parametrize("offer", TRIPLES, ids=lambda offer: offer.name)
def test_triples_200_in_every_format_and_parse(instance: Instance, offer: Format) -> None:
    response = instance.query(CONSTRUCT, accept=offer.media_type)
    assert response.status_code == 200
    graph = rdflib.Dataset() if offer.kind == "quads" else rdflib.Graph()
    graph.parse(data=response.text, format=offer.media_type)
    assert len(graph) == 3


def test_an_unknown_format_406_lists_what_is_offered(instance: Instance) -> None:
    response = instance.query(SELECT, accept="image/png")
    assert response.status_code == 406
    assert "application/sparql-results+json" in response.json()["detail"]
    assert instance.query(SELECT, accept="text/turtle").status_code == 406


def test_q_values_and_specificity_choose_the_format(instance: Instance) -> None:
    accept = "text/csv;q=0.5, application/sparql-results+xml;q=0.9, */*;q=0.1"
    assert instance.query(SELECT, accept=accept).headers["Content-Type"].startswith("application/sparql-results+xml")


def test_the_same_query_again_304_and_a_write_ends_it(instance: Instance) -> None:
    first = instance.get("/sparql", params={"query": SELECT})
    etag = first.headers["ETag"]
    again = instance.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    instance.update("INSERT DATA { GRAPH <http://example.org/etag> { <http://e/a> <http://e/p> 1 } }")
    instance.update("DELETE DATA { GRAPH <http://example.org/etag> { <http://e/a> <http://e/p> 1 } }")
    after = instance.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": etag})
    assert after.status_code == 200
    assert after.headers["ETag"] != etag


@pytest.mark.parametrize("expression", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_depends_on_the_moment_has_no_etag_and_is_not_kept(instance: Instance, expression: str) -> None:
    query = f"SELECT ({expression} AS ?x) {{}}"
    answers = [instance.get("/sparql", params={"query": query}) for _ in range(2)]
    assert all("ETag" not in answer.headers for answer in answers)
    assert answers[0].headers["Cache-Control"] == "no-store"
    if expression in ("RAND()", "STRUUID()", "UUID()"):
        assert answers[0].text != answers[1].text


def test_a_published_write_is_read_at_once_even_by_a_kept_request(instance: Instance) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/fresh> { ?s ?p ?o } }"
    for expected in range(3):
        assert instance.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["n"]["value"] == str(
            expected
        )
        instance.update(
            f"INSERT DATA {{ GRAPH <http://example.org/fresh> {{ <http://e/a> <http://e/p> {expected} }} }}"
        )


@pytest.mark.parametrize(("encoding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_a_large_answer_is_compressed_when_accepted(instance: Instance, encoding: str, decode: object) -> None:
    query = "SELECT * { VALUES ?x { " + " ".join(f"<http://example.org/{i}>" for i in range(500)) + " } }"
    plain = instance.request("POST", "/sparql", data={"query": query}, headers={"Accept-Encoding": "identity"})
    raw = instance.request("POST", "/sparql", data={"query": query}, headers={"Accept-Encoding": encoding}, stream=True)
    assert raw.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in raw.headers["Vary"]
    assert decode(raw.raw.read(decode_content=False)) == plain.content  # type: ignore[operator]
    assert raw.headers["ETag"] != plain.headers["ETag"]


def test_an_answer_over_the_row_limit_says_so_and_stays_well_formed(instance: Instance) -> None:
    query = "SELECT * { VALUES ?x { 1 2 3 4 5 } }"
    for accept, count in (
        ("application/sparql-results+json", 3),
        ("text/csv", 3),
        ("text/tab-separated-values", 3),
    ):
        response = instance.query(query, accept=accept, limit="3")
        assert response.headers["Maillage-Truncated"] == "true"
        rows = response.json()["results"]["bindings"] if "json" in accept else response.text.strip().splitlines()[1:]
        assert len(rows) == count
    assert instance.query(query, limit="3").json()["meta"] == {"truncated": True}
    assert "Maillage-Truncated" not in instance.query(query, limit="5").headers
    xml = instance.query(query, accept="application/sparql-results+xml", limit="2")
    assert len(rdflib.query.Result.parse(__import__("io").BytesIO(xml.content), format="xml")) == 2
    graph = rdflib.Graph().parse(
        data=instance.query(CONSTRUCT, accept="application/rdf+xml", limit="2").text, format="xml"
    )
    assert len(graph) == 2


def test_a_visitor_may_lower_a_limit_and_not_raise_it(instance: Instance) -> None:
    assert instance.query("ASK {}", timeout="9999").status_code == 200
    assert instance.query("ASK {}", timeout="-1").status_code == 400
    assert instance.query("ASK {}", limit="many").status_code == 400


def test_several_from_are_merged_exactly(instance: Instance) -> None:
    instance.update(
        "INSERT DATA { GRAPH <http://example.org/f1> { <http://e/a> <http://e/p> 1 } "
        "GRAPH <http://example.org/f2> { <http://e/a> <http://e/p> 1 , 2 } }"
    )
    froms = "FROM <http://example.org/f1> FROM <http://example.org/f2>"
    count = "SELECT (COUNT(*) AS ?n) {0} {{ ?s ?p ?o }}"
    assert instance.rows(count.format(froms)) == [{"n": "2"}]
    graphs = ["http://example.org/f1", "http://example.org/f2"]
    response = instance.request("POST", "/sparql", data={"query": count.format(""), "default-graph-uri": graphs})
    assert response.json()["results"]["bindings"][0]["n"]["value"] == "2"


def test_an_old_version_is_an_address(instance: Instance) -> None:
    number = instance.health()["version"]
    instance.update("INSERT DATA { GRAPH <http://example.org/v> { <http://e/new> <http://e/p> 1 } }")
    ask = {"query": "ASK { <http://e/new> ?p ?o }"}
    assert instance.get("/sparql", params=ask).json()["boolean"] is True
    old = instance.get("/sparql", params={**ask, "version": str(number)})
    assert old.json()["boolean"] is False
    assert old.headers["Maillage-Version"] == str(number)
    assert instance.get("/sparql", params={**ask, "version": "99999"}).status_code == 404


def test_errors_speak_french_or_english(instance: Instance) -> None:
    headers = {"Accept-Language": "fr"}
    french = instance.get("/sparql", params={"query": "SELEC"}, headers=headers)
    english = instance.get("/sparql", params={"query": "SELEC"}, headers={"Accept-Language": "en-GB"})
    assert french.json()["title"] == "Requête SPARQL mal formée"
    assert english.json()["title"] == "Malformed SPARQL"
    assert french.json()["type"] == english.json()["type"]
    assert french.headers["Content-Language"] == "fr"


def test_an_error_is_a_page_for_a_browser(instance: Instance) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = instance.get("/nowhere", headers=browser)
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<h1>" in page.text


def test_a_bare_get_describes_the_service_or_shows_a_form(instance: Instance) -> None:
    graph = rdflib.Graph().parse(data=instance.get("/sparql").text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, sd.endpoint, rdflib.URIRef(instance.base + "/sparql")) in graph
    assert (None, sd.name, rdflib.URIRef("http://example.org/g")) in graph
    assert "<textarea" in instance.get("/sparql", headers={"Accept": "text/html"}).text


def test_head_and_options_answer(instance: Instance) -> None:
    head = instance.request("HEAD", "/sparql", params={"query": SELECT})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Type"] == "application/sparql-results+json"
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(
        instance.request("OPTIONS", "/sparql").headers["Allow"].split(", ")
    )


def test_an_unknown_verb_is_405_with_allow(instance: Instance) -> None:
    for path in ("/sparql", "/update", "/graphs"):
        response = instance.request("PURGE", path)
        assert response.status_code == 405, path
        assert response.headers["Allow"]


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1"])
def test_another_charset_is_415(instance: Instance, charset: str) -> None:
    headers = {"Content-Type": f"application/sparql-query; charset={charset}"}
    assert instance.request("POST", "/sparql", data=b"ASK {}", headers=headers).status_code == 415


def test_csv_is_sent_as_an_attachment_and_pages_carry_a_policy(instance: Instance) -> None:
    response = instance.query('SELECT ("=HYPERLINK(1)" AS ?x) {}', accept="text/csv")
    assert response.headers["Content-Disposition"].startswith("attachment")
    home = instance.get("/")
    assert "default-src 'self'" in home.headers["Content-Security-Policy"]
    assert home.headers["X-Content-Type-Options"] == "nosniff"


def test_health_and_metrics_tell_the_state(instance: Instance) -> None:
    state = instance.health()
    assert state["status"] == "ok"
    assert state["readers"]["sealed"] is True
    metrics = instance.get("/metrics").text
    assert f"maillage_version {float(state['version'])}" in metrics
    assert "maillage_requests_total" in metrics


def test_the_service_description_tells_formats_graphs_and_functions_that_answer(instance: Instance) -> None:
    told = rdflib.Graph().parse(data=instance.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = rdflib.URIRef(f"{instance.base}/sparql")
    functions = [str(iri) for iri in told.objects(service, sd.extensionFunction)]
    assert len(functions) > 40
    for function in functions:
        answer = instance.query(f"SELECT (<{function}>(1) AS ?x) {{}}")
        assert answer.status_code == 200, (function, answer.text)
    unknown = functions[0].rpartition("/")[0] + "/nonsense"
    assert instance.query(f"SELECT (<{unknown}>(1) AS ?x) {{}}").status_code == 400
    assert {str(f).rpartition("/")[2] for f in told.objects(service, sd.resultFormat)} >= {
        "SPARQL_Results_JSON",
        "Turtle",
        "JSON-LD",
    }
    assert (service, sd.defaultEntailmentRegime, rdflib.URIRef("http://www.w3.org/ns/entailment/Simple")) in told
    graphs = {str(name) for name in told.objects(None, sd.name)}
    # Empty graphs are told too (sd:EmptyGraphs); those that hold something are told, all of them.
    assert {row["g"] for row in instance.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")} <= graphs
