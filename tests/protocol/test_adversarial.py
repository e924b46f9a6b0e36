"""Hostile requests: each is refused with its status, and the service stands as before."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
import requests

from tests.instance import Instance

CEILING = 2.0
"""Seconds for a small query after an attack: ten times what is expected."""

CARTESIAN = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"


class Canary(BaseHTTPRequestHandler):
    """A server that must never be called."""

    hits: ClassVar[int] = 0

    def do_GET(self) -> None:
        """Count a hit."""
        Canary.hits += 1
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - the handler's naming


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    """The address of a canary."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def crowded(instance: Instance) -> Instance:
    """The instance with enough triples for products to explode."""
    triples = "\n".join(f"<http://e/{i}> <http://e/p> {i} ." for i in range(5000))
    instance.write("PUT", "/graphs?graph=http://e/crowd", triples, Content_Type="text/turtle")
    return instance


@pytest.fixture(autouse=True)
def unharmed(instance: Instance) -> Iterator[None]:
    """After every vector: the next query answers, the data is what it was, the front process lives."""
    before = instance.health()
    yield
    started = time.monotonic()
    assert instance.ask("ASK {}")
    assert time.monotonic() - started < CEILING
    after = instance.health()
    assert after["quads"] >= before["quads"]
    assert instance.process is not None
    assert instance.process.poll() is None


def refused(response: requests.Response, *statuses: int) -> None:
    """The response is a problem with one of these statuses."""
    assert response.status_code in statuses, f"{response.status_code} {response.text[:300]}"
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.json()["type"].startswith("https://w3id.org/maillage/problem/")


TOO_COMPLEX = {
    "1-parentheses": "ASK {FILTER(" + "(" * 10_000 + "true" + ")" * 10_000 + ")}",
    "2-braces": "ASK " + "{" * 10_000 + "}" * 10_000,
    "3-optional": "ASK {" + "OPTIONAL {" * 10_000 + "}" * 10_001,
    "4-exists": "ASK {" + "FILTER EXISTS {" * 1000 + "}" * 1001,
    "5-operators": "ASK {FILTER(" + "||".join(["?x=1"] * 20_000) + ")}",
    "7-union": "ASK {{?s ?p ?o} " + "UNION {?s ?p ?o} " * 10_000 + "}",
    "7-filter": "ASK {" + "FILTER(1=1) " * 10_000 + "}",
    "7-bind": "ASK {" + " ".join(f"BIND(1 AS ?x{i})" for i in range(5000)) + "}",
    "8-path": "ASK {?s " + "/".join(["<p>"] * 20_000) + " ?o}",
    "8-alternative": "ASK {?s " + "|".join(["<p>"] * 20_000) + " ?o}",
    "10-disconnected": "ASK {" + " ".join(f"?s{i} <http://zz> ?o{i} ." for i in range(500)) + "}",
    "11-list": "ASK {?s ?p " + "(" * 1000 + "1" + ")" * 1000 + "}",
    "11-blank": "ASK {?s ?p " + "[<http://p> " * 1000 + "1" + "]" * 1000 + "}",
    "13-triple-terms": "ASK {?s ?p " + "<<( <http://s> <http://p> " * 10_000 + "1" + " )>>" * 10_000 + "}",
}


@pytest.mark.parametrize("query", TOO_COMPLEX.values(), ids=TOO_COMPLEX.keys())
def test_a_text_beyond_the_guard_is_400_and_no_reader_dies(instance: Instance, query: str) -> None:
    pids = instance.health()["readers"]
    refused(instance.query(query), 400)
    assert instance.health()["readers"]["idle"] == pids["idle"]


@pytest.mark.parametrize("name", ["1-parentheses", "2-braces", "13-triple-terms"])
def test_the_same_as_an_update_is_400(instance: Instance, name: str) -> None:
    text = TOO_COMPLEX[name].replace("ASK", "INSERT {} WHERE", 1)
    refused(instance.update(text), 400)


def test_15_a_product_is_504_at_the_deadline(crowded: Instance) -> None:
    started = time.monotonic()
    refused(crowded.query(f"SELECT (COUNT(*) AS ?n) {{{CARTESIAN}}}"), 504)
    assert 2.5 < time.monotonic() - started < 6
    visitor = time.monotonic()
    refused(crowded.query(f"SELECT (COUNT(*) AS ?n) {{{CARTESIAN}}}", timeout="0.5"), 504)
    assert time.monotonic() - visitor < 2.5


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{{CARTESIAN}}} ORDER BY ?f LIMIT 10",
        f"SELECT DISTINCT * {{{CARTESIAN}}} ORDER BY ?a",
        f"SELECT (COUNT(DISTINCT CONCAT(STR(?a),STR(?f),STR(?i),STR(?l))) AS ?n) {{{CARTESIAN}}}",
    ],
    ids=["16-sort", "17-distinct", "17-count-distinct"],
)
def test_a_memory_bomb_is_503_or_504(crowded: Instance, query: str) -> None:
    refused(crowded.query(query), 503, 504)


def test_19_a_literal_that_doubles_32_times_is_503(instance: Instance) -> None:
    doubling = " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(32))
    refused(instance.query(f'SELECT * {{BIND("aaaaaaaaaaaaaaaa" AS ?x0) {doubling}}}'), 503)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {VALUES ?s {" + " ".join(f"<http://example.org/{i}>" for i in range(60_000)) + "}}",
        "ASK {FILTER(1 IN (" + ",".join(str(i) for i in range(300_000)) + "))}",
        'ASK {FILTER("' + "a" * 3_000_000 + '" = "b")}',
    ],
    ids=["21-values", "22-in", "23-literal"],
)
def test_a_query_over_the_body_limit_is_413(instance: Instance, query: str) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    refused(instance.request("POST", "/sparql", data=query.encode(), headers=headers), 413)


def test_23_an_upload_over_its_limit_is_413_before_it_is_read(instance: Instance) -> None:
    with socket.create_connection(("127.0.0.1", instance.port), timeout=10) as client:
        client.sendall(
            b"PUT /graphs?graph=http://e/big HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n"
            b"Authorization: Bearer x\r\nContent-Length: 200000000\r\n\r\n"
        )
        assert b" 413 " in client.recv(200)


def test_24_a_backtracking_regex_is_200(instance: Instance) -> None:
    subject = "a" * 50_000 + "b"
    assert instance.rows(f'SELECT (REGEX("{subject}", "^(a+)+$") AS ?x) {{}}') == [{"x": "false"}]


def test_27_a_slow_reader_of_a_large_answer_gets_its_length_and_holds_no_reader(crowded: Instance) -> None:
    query = "SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%20%3Fd%20%3Fe%20%3Ff%7D%20LIMIT%20100000"
    with socket.create_connection(("127.0.0.1", crowded.port), timeout=20) as client:
        client.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = client.recv(1000).lower()
        assert b" 200 " in head
        assert b"content-length: " in head
        assert crowded.health()["readers"]["busy"] == 0


@pytest.mark.parametrize(
    "template",
    [
        "SELECT * {{ SERVICE <{0}> {{?s ?p ?o}} }}",
        "SELECT * {{ service<{0}>{{?s ?p ?o}} }}",
        "SELECT * {{ SERVICE#<\n<{0}>{{?s ?p ?o}} }}",
        "PREFIX a: <{0}> SELECT * {{ SERVICE a:x {{?s ?p ?o}} }}",
        "SELECT * {{ SERVICE SILENT <{0}> {{?s ?p ?o}} }}",
        "SELECT * {{ SERVICE <http\\u003a//127.0.0.1:1/> {{?s ?p ?o}} }}",
        "PREFIX : <{0}> SELECT * {{ SERVICE:x {{?s ?p ?o}} }}",
        "PREFIX : <{0}> SELECT * {{ SERVICESILENT:x {{?s ?p ?o}} }}",
    ],
)
def test_28_29_service_is_403_however_it_is_written(instance: Instance, canary: str, template: str) -> None:
    refused(instance.query(template.format(canary)), 403)
    assert Canary.hits == 0


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * {BIND("SERVICE <http://x/> {" AS ?x)}',
        "SELECT ?service {?service ?p ?o} LIMIT 1",
        "SELECT * {?s ?p ?o} LIMIT 1 # SERVICE <http://x/>",
        "PREFIX service: <http://x/> SELECT * {?s service:load ?o}",
    ],
)
def test_30_the_word_service_elsewhere_is_200(instance: Instance, query: str) -> None:
    assert instance.query(query).status_code == 200


def test_34_load_and_service_in_an_update_are_403(instance: Instance, canary: str) -> None:
    refused(instance.update(f"LOAD <{canary}a.ttl>"), 403)
    refused(instance.update(f"LOAD SILENT <{canary}a.ttl> INTO GRAPH <http://g>"), 403)
    refused(
        instance.update(f"INSERT {{GRAPH <http://g> {{?s ?p ?o}}}} WHERE {{SERVICE <{canary}> {{?s ?p ?o}}}}"),
        403,
    )
    assert Canary.hits == 0


def test_36_from_a_remote_address_reads_nothing_remote(instance: Instance, canary: str) -> None:
    assert instance.rows(f"SELECT * FROM <{canary}x> {{?s ?p ?o}}") == []
    assert Canary.hits == 0


RDF_XML = "application/rdf+xml"
_LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(9))
UNREADABLE: dict[str, tuple[str, str]] = {
    "40-xxe": (RDF_XML, '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'),
    "41-laughs": (RDF_XML, f"<!DOCTYPE r [{_LAUGHS}]><r>&l8;</r>"),
    "42-turtle": ("text/turtle", "<s:s> <p:p> " + "<<( <s:s> <p:p> " * 20_000 + "1" + " )>>" * 20_000 + " ."),
    "42-ntriples": (
        "application/n-triples",
        "<s:s> <p:p> " + "<<( <s:s> <p:p> " * 20_000 + '"1"' + " )>>" * 20_000 + " .",
    ),
    "35-context": ("application/ld+json", '{"@context": "http://127.0.0.1:1/c", "@id": "http://a", "p": 1}'),
    "35-file": ("application/ld+json", '{"@context": "file:///etc/hostname", "@id": "http://a", "p": 1}'),
    "jsonld-depth": ("application/ld+json", '{"http://p":' * 5000 + "1" + "}" * 5000),
    "turtle-lists": ("text/turtle", "<s:s> <p:p> " + "(" * 5000 + ")" * 5000 + " ."),
    "62-surrogate": ("application/n-triples", '<s:s> <p:p> "\\uD800" .'),
    "62-nul": ("application/n-triples", '<s:s> <p:p> "a\\u0000b" .'),
    "broken": ("text/turtle", "<s:s> <p:p> "),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_data_is_400_and_changes_nothing(instance: Instance, name: str) -> None:
    media_type, body = UNREADABLE[name]
    version = instance.health()["version"]
    refused(instance.write("PUT", "/graphs?graph=http://e/hostile", body, Content_Type=media_type), 400)
    assert instance.health()["version"] == version


def test_the_project_context_by_its_address_is_read_from_disk(instance: Instance) -> None:
    for address in ("https://w3id.org/maillage/context.jsonld", f"{instance.base}/context.jsonld"):
        body = f'{{"@context": "{address}", "@id": "http://a", "rdfs:label": "x"}}'
        response = instance.write("PUT", "/graphs?graph=http://e/context", body, Content_Type="application/ld+json")
        assert response.status_code in (201, 204)
    assert instance.ask(
        'ASK { GRAPH <http://e/context> { <http://a> <http://www.w3.org/2000/01/rdf-schema#label> "x" } }'
    )


def test_45_a_compressed_body_is_415(instance: Instance) -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    refused(
        instance.write("PUT", "/graphs?graph=http://e/z", bomb, Content_Type="text/turtle", Content_Encoding="gzip"),
        415,
    )
    refused(instance.request("POST", "/sparql", data=bomb, headers={"Content-Encoding": "gzip"}), 415)


def test_47_a_slow_body_is_408(instance: Instance) -> None:
    with socket.create_connection(("127.0.0.1", instance.port), timeout=30) as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK"
        )
        assert b" 408 " in client.recv(200)


def test_47_slow_clients_and_slow_posters_hold_nothing(crowded: Instance) -> None:
    held = []
    for number in range(64):
        client = socket.create_connection(("127.0.0.1", crowded.port), timeout=20)
        if number % 2:
            client.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\nq")
        else:
            query = "SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%20%3Fd%20%3Fe%20%3Ff%7D%20LIMIT%2050000"
            client.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        held.append(client)
    time.sleep(1)
    started = time.monotonic()
    assert crowded.get("/health").status_code == 200
    assert time.monotonic() - started < 1.0
    for client in held:
        client.close()
    deadline = time.monotonic() + 20
    while crowded.health()["readers"]["busy"] and time.monotonic() < deadline:
        time.sleep(0.1)


def test_47_unfinished_headers_are_closed_within_30_seconds_and_block_nobody(instance: Instance) -> None:
    clients = [socket.create_connection(("127.0.0.1", instance.port), timeout=40) for _ in range(100)]
    for client in clients:
        client.sendall(b"GET /health HTTP/1.1\r\nHo")
    assert instance.get("/health").status_code == 200
    clients[0].settimeout(30)
    answer = clients[0].recv(200)
    assert answer == b"" or b" 408 " in answer
    for client in clients:
        client.close()


def test_48_a_long_address_is_414(instance: Instance) -> None:
    refused(instance.get("/sparql?query=" + "A" * 20_000), 414)
    assert instance.get("/sparql?query=" + "A" * 64_000).status_code in (400, 414, 431)


def test_48_three_hundred_headers_are_431(instance: Instance) -> None:
    headers = {f"X-{i}": "a" for i in range(300)}
    assert instance.get("/health", headers=headers).status_code in (400, 431)


def test_50_an_update_by_get_changes_nothing(instance: Instance) -> None:
    refused(instance.get("/sparql", params={"update": "DROP ALL"}), 400)
    refused(instance.get("/sparql", params={"query": "DROP ALL"}), 400)
    refused(instance.get("/update", params={"update": "DROP ALL"}), 405)


def test_51_an_update_as_a_query_is_400(instance: Instance) -> None:
    refused(instance.query("INSERT DATA { GRAPH <http://g> { <http://a> <http://b> 1 } }"), 400)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_52_a_form_from_another_site_is_403_even_with_a_token(instance: Instance, headers: dict[str, str]) -> None:
    sent = {**instance.bearer, **headers}
    refused(instance.request("POST", "/update", data={"update": "DROP ALL"}, headers=sent), 403)


def test_54_reads_may_be_made_by_any_site_without_credentials_and_writes_may_not(instance: Instance) -> None:
    evil = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    read = instance.request("OPTIONS", "/sparql", headers=evil)
    assert read.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in read.headers
    for path in ("/update", "/graphs?graph=http://g"):
        assert "Access-Control-Allow-Origin" not in instance.request("OPTIONS", path, headers=evil).headers


def test_55_a_wrong_token_is_401_and_a_token_in_the_address_too(instance: Instance) -> None:
    token = instance.bearer["Authorization"].removeprefix("Bearer ")
    wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
    for bad in (wrong, "x" + token[1:], "", "mlg_", "mlg_a_b"):
        refused(instance.request("POST", "/update", data=b"", headers={"Authorization": f"Bearer {bad}"}), 401)
    refused(
        instance.request(
            "POST", f"/update?access_token={token}", data={"update": "CLEAR ALL"}, headers=instance.bearer
        ),
        401,
    )
    refused(instance.get("/sparql", params={"query": "ASK {}", "access_token": token}), 401)
    assert token.encode() not in instance.log.read_bytes()
    secret = token.split("_", 2)[2].encode()
    assert all(secret not in path.read_bytes() for path in instance.root.glob("desk.sqlite*"))


def test_62_unicode_is_refused_or_kept_exactly(instance: Instance) -> None:
    refused(
        instance.request(
            "POST",
            "/sparql",
            data=b"query=ASK%20%7B%7D%FF",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        ),
        400,
    )
    marks = "e" + "\u0301" * 5000
    assert instance.rows(f'SELECT ("{marks}" AS ?x) {{}}') == [{"x": marks}]


@pytest.mark.parametrize(
    "path", ["/graphs?graph=../../etc/passwd", "/graphs?graph=%2e%2e%2f", "/graphs?graph=/etc/passwd"]
)
def test_68_a_path_as_a_graph_name_is_400(instance: Instance, path: str) -> None:
    refused(instance.get(path), 400)


CONTROLS: dict[str, str] = {
    "arabic": 'SELECT ("' + "جمعية " * 116 + '" AS ?x) {}',
    "30-patterns": "SELECT * {" + " ".join(f"?s <http://e/p{i}> ?o{i} ." for i in range(30)) + "}",
    "6-optional": "SELECT * {?s ?p ?o " + "OPTIONAL {?s ?p ?o " * 6 + "}" * 6 + "} LIMIT 1",
    "12-steps": "SELECT * {?s " + "/".join(["<http://e/p>"] * 12) + " ?o}",
    "5000-values": "SELECT * {VALUES ?s {"
    + " ".join(f"<http://e/{i}>" for i in range(5000))
    + "} ?s <http://e/none> ?o}",
    "depth-64": "SELECT * " + "{" * 64 + "}" * 64,
    "literals": """SELECT ("SERVICE <script> = ' 😀 \u202b\u05d0" AS ?x) {}""",
}


@pytest.mark.parametrize("query", CONTROLS.values(), ids=CONTROLS.keys())
def test_controls_are_200(instance: Instance, query: str) -> None:
    response = instance.query(query)
    assert response.status_code == 200, response.text


def test_an_insert_of_200_triples_is_204(instance: Instance) -> None:
    triples = " ".join(f"<http://e/{i}> <http://e/p> {i} ." for i in range(200))
    assert instance.update(f"INSERT DATA {{ GRAPH <http://e/200> {{ {triples} }} }}").status_code == 204


def test_a_client_that_leaves_stops_its_query(crowded: Instance) -> None:
    query = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc.%20%3Fd%20%3Fe%20%3Ff.%20%3Fg%20%3Fh%20%3Fi%7D"
    with socket.create_connection(("127.0.0.1", crowded.port), timeout=20) as client:
        client.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.5)
        assert crowded.health()["readers"]["busy"] == 1
    deadline = time.monotonic() + 2
    while crowded.health()["readers"]["busy"]:
        assert time.monotonic() < deadline, "the reader goes on for nobody"
        time.sleep(0.05)


def test_a_flood_of_bombs_is_503_or_429_and_cached_answers_and_health_stay_quick(crowded: Instance) -> None:
    cached = "/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D"
    crowded.get(cached)
    statuses: list[int] = []

    def bomb(number: int) -> None:
        query = f"SELECT (COUNT(*) AS ?n{number}) {{{CARTESIAN}}}"
        response = requests.post(crowded.base + "/sparql", data={"query": query}, timeout=60)
        statuses.append(response.status_code)
        if response.status_code in (429, 503):
            assert int(response.headers["Retry-After"]) > 0

    threads = [threading.Thread(target=bomb, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    slowest: Any = 0
    for path in ("/health", cached) * 5:
        started = time.monotonic()
        assert crowded.get(path).status_code == 200
        slowest = max(slowest, time.monotonic() - started)
    for thread in threads:
        thread.join()
    assert slowest < CEILING
    assert set(statuses) <= {429, 503, 504}
    assert 429 in statuses
