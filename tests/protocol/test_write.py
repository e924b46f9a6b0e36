"""`/update` and `/graphs`: tokens and their scopes, idempotency, the merge default graph, preconditions."""

import socket
import threading

import pytest
import requests

from tests.instance import Instance

TURTLE = "text/turtle"


@pytest.fixture(scope="module")
def scoped(instance: Instance) -> dict[str, str]:
    """An editor's token limited to graphs under http://example.org/mine/."""
    token = instance.token("scoped", "editor", "http://example.org/mine/")
    return {"Authorization": f"Bearer {token}"}


def post_update(instance: Instance, text: str, headers: dict[str, str]) -> requests.Response:
    """Send an update under some headers."""
    sent = {**headers, "Content-Type": "application/sparql-update"}
    return instance.request("POST", "/update", data=text.encode(), headers=sent)


def test_no_token_401_and_a_contributor_403(instance: Instance) -> None:
    text = "INSERT DATA { GRAPH <http://example.org/x> { <http://e/a> <http://e/p> 1 } }"
    refused = post_update(instance, text, {})
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    contributor = {"Authorization": f"Bearer {instance.token('contributor', 'contributor')}"}
    assert post_update(instance, text, contributor).status_code == 403
    assert instance.request("PUT", "/graphs?graph=http://e/x", headers={"Content-Type": TURTLE}).status_code == 401


def test_a_revoked_token_is_401(instance: Instance) -> None:
    headers = {"Authorization": f"Bearer {instance.token('brief')}"}
    assert post_update(instance, "INSERT DATA {}", headers).status_code == 204
    instance.command("token", "revoke", "brief")
    assert post_update(instance, "INSERT DATA {}", headers).status_code == 401


WITHIN = [
    "INSERT DATA { GRAPH <http://example.org/mine/a> { <http://e/a> <http://e/p> 1 } }",
    "PREFIX m: <http://example.org/mine/> INSERT DATA { GRAPH m:a { <http://e/a> <http://e/p> 2 } }",
    "WITH <http://example.org/mine/a> DELETE { ?s ?p ?o } INSERT { ?s ?p 3 } WHERE { ?s ?p ?o }",
    "INSERT { GRAPH <http://example.org/mine/b> { ?s ?p ?o } } WHERE { GRAPH <http://example.org/g> { ?s ?p ?o } }",
    "CLEAR SILENT GRAPH <http://example.org/mine/b>",
]
OUTSIDE = [
    "INSERT DATA { GRAPH <http://example.org/g> { <http://e/a> <http://e/p> 1 } }",
    "INSERT DATA { GRAPH <http://example.org/mine/a> { <http://e/a> <http://e/p> 1 } } ; DROP GRAPH <http://example.org/g>",
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "WITH <http://example.org/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "COPY <http://example.org/mine/a> TO <http://example.org/g>",
    "DROP ALL",
    "CLEAR NAMED",
    "INSERT DATA { GRAPH <http://example.org/mine/../g> { <http://e/a> <http://e/p> 1 } }",
    "PREFIX m: <http://example.org/mine/> PREFIX m: <http://example.org/> INSERT DATA { GRAPH m:g { <http://e/a> <http://e/p> 1 } }",
    "DELETE WHERE { GRAPH <http://example.org/g> { ?s ?p ?o } }",
    "DROP SILENTALL",
    "DROP SILENTDEFAULT",
    "COPY <http://example.org/mine/a> TODEFAULT",
    "PREFIX GRAPH: <http://example.org/mine/> PREFIX : <http://example.org/> DROP GRAPH:g",
    "PREFIX : <http://example.org/> WITH <http://example.org/mine/a> DELETE {GRAPH:g {?s ?p ?o}} WHERE {GRAPH <http://example.org/g> {?s ?p ?o}}",
    'INSERT {GRAPH <http://example.org/mine/a> {<http://e/s> <http://e/p> 1}} WHERE { FILTER(1<2#>"""\n) } ; DROP GRAPH <http://example.org/g> ; INSERT {GRAPH <http://example.org/mine/a> {<http://e/s> <http://e/p> 1}} WHERE { FILTER(1=1\n#"""\n)}',
    "BASE <http://example.org//mine/x> INSERT {GRAPH <y> {<http://e/s> <http://e/p> 1}} WHERE {}",
    "INSERT {<http://e/s> <http://e/p> 1 . GRAPH ?g {<http://e/s> <http://e/p> 2}} WHERE {GRAPH ?g {}}",
    "CLEAR SILENT GRAPH <http://example.org/mine/%zz>",
]  # fmt: skip


@pytest.mark.parametrize("text", WITHIN)
def test_a_limited_token_writes_within_its_graphs_204(instance: Instance, scoped: dict[str, str], text: str) -> None:
    response = post_update(instance, text, scoped)
    assert response.status_code == 204, response.text


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_limited_token_changes_nothing_outside_its_graphs(
    instance: Instance, scoped: dict[str, str], text: str
) -> None:
    before = instance.get("/graphs?graph=http://example.org/g", headers={"Accept": "application/n-triples"}).content
    response = post_update(instance, text, scoped)
    after = instance.get("/graphs?graph=http://example.org/g", headers={"Accept": "application/n-triples"}).content
    assert sorted(after.splitlines()) == sorted(before.splitlines())
    if "/../" not in text:
        assert response.status_code in (400, 403), response.text
    instance.command("verify")


def test_an_operator_with_spaces_is_204(instance: Instance, scoped: dict[str, str]) -> None:
    text = "INSERT { GRAPH <http://example.org/mine/a> { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(?o < 2 && 3 > ?o) }"
    assert post_update(instance, text, scoped).status_code == 204


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://e/a> <http://e/p> 1 }",
        "INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR DEFAULT",
        "COPY <http://example.org/g> TO DEFAULT",
    ],
)
def test_a_write_to_the_merge_default_graph_is_403_and_says_what_to_do(instance: Instance, text: str) -> None:
    response = instance.update(text)
    assert response.status_code == 403
    assert response.json()["type"].endswith("/default-graph-is-merged")
    assert "named graph" in response.json()["detail"] or "graphe nommé" in response.json()["detail"]


def test_graphs_default_is_read_200_and_not_written_403(instance: Instance) -> None:
    assert instance.get("/graphs?default").status_code == 200
    for method in ("PUT", "POST"):
        response = instance.write(method, "/graphs?default", "<http://e/a> <http://e/p> 1 .", Content_Type=TURTLE)
        assert response.status_code == 403, method
    assert instance.write("DELETE", "/graphs?default").status_code == 403


def test_a_graph_is_created_201_replaced_204_enlarged_and_deleted(instance: Instance) -> None:
    path = "/graphs?graph=http://example.org/gsp"
    created = instance.write("PUT", path, "<http://e/a> <http://e/p> 1 .", Content_Type=TURTLE)
    assert created.status_code == 201
    assert int(created.headers["Maillage-Version"]) == instance.health()["version"]
    assert instance.write("PUT", path, "<http://e/a> <http://e/p> 2 .", Content_Type=TURTLE).status_code == 204
    assert instance.write("POST", path, "<http://e/a> <http://e/p> 3 .", Content_Type=TURTLE).status_code == 204
    assert len(instance.get(path, headers={"Accept": "application/n-triples"}).text.splitlines()) == 2
    assert instance.write("PUT", path, "", Content_Type=TURTLE, If_None_Match="*").status_code == 412
    assert instance.write("DELETE", path).status_code == 204
    assert instance.get(path).status_code == 404
    assert instance.write("DELETE", path).status_code == 404


def test_a_graph_by_its_own_address(instance: Instance) -> None:
    path = "/graph/thing/test/1"
    assert instance.write("PUT", path, "<> <http://e/p> 1 .", Content_Type=TURTLE).status_code == 201
    assert instance.ask(f"ASK {{ GRAPH <{instance.base}{path}> {{ <{instance.base}{path}> <http://e/p> 1 }} }}")
    assert instance.get(path).status_code == 200


def test_a_multipart_upload_is_one_graph(instance: Instance) -> None:
    files = {
        "a": ("a.ttl", "<http://e/a> <http://e/p> 1 .", TURTLE),
        "b": ("b.nt", "<http://e/a> <http://e/p> <http://e/b> .", "application/n-triples"),
    }
    response = instance.request("PUT", "/graphs?graph=http://example.org/multi", files=files, headers=instance.bearer)
    assert response.status_code == 201, response.text
    assert instance.rows("SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/multi> { ?s ?p ?o } }") == [{"n": "2"}]


@pytest.mark.parametrize(
    "query",
    ["graph=", "graph=relative", "graph=http://e/a%20b", "graph=http://a&default", "graph=a:b&graph=c:d"],
)
def test_a_graph_name_that_is_not_one_iri_is_400(instance: Instance, query: str) -> None:
    assert instance.get("/graphs?" + query).status_code == 400


def test_the_same_key_50_times_at_once_writes_once(instance: Instance) -> None:
    text = "INSERT DATA { GRAPH <http://example.org/key> { _:b <http://e/p> 1 } }"
    answers: list[requests.Response] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(
                requests.post(
                    instance.base + "/update",
                    data=text,
                    timeout=60,
                    headers={
                        **instance.bearer,
                        "Content-Type": "application/sparql-update",
                        "Idempotency-Key": "fifty",
                    },
                )
            )
        )  # fmt: skip
        for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {204}
    assert len({answer.headers["Maillage-Version"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 49
    assert instance.rows("SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/key> { ?s ?p ?o } }") == [{"n": "1"}]
    assert instance.update(text + " # other", Idempotency_Key="fifty").status_code == 409


def test_an_update_with_prefixes_between_operations_is_204(instance: Instance) -> None:
    text = (
        "PREFIX a: <http://example.org/> INSERT DATA { GRAPH a:late { a:s a:p 1 } } ; "
        "PREFIX b: <http://example.org/> DELETE { GRAPH b:late { ?s ?p 1 } } INSERT { GRAPH b:late { ?s ?p 2 } } "
        "WHERE { GRAPH b:late { ?s ?p 1 } }"
    )
    assert instance.update(text).status_code == 204
    assert instance.rows("SELECT ?o { GRAPH <http://example.org/late> { ?s ?p ?o } }") == [{"o": "2"}]


def test_update_with_query_or_by_the_wrong_type_is_refused(instance: Instance) -> None:
    form = {"update": "INSERT DATA {}", "query": "ASK {}"}
    assert instance.request("POST", "/update", data=form, headers=instance.bearer).status_code == 400
    assert instance.write("POST", "/update", "INSERT DATA {}", Content_Type="text/plain").status_code == 415


def test_a_template_that_writes_the_default_graph_beside_any_graph_is_403(instance: Instance) -> None:
    text = "INSERT {<http://e/s> <http://e/p> 1 . GRAPH ?g {<http://e/s> <http://e/p> 2}} WHERE {GRAPH ?g {}}"
    assert instance.update(text).status_code == 403
    instance.command("verify")


def test_a_multipart_body_that_is_cut_or_empty_is_400_and_wipes_nothing(instance: Instance) -> None:
    path = "/graphs?graph=http://example.org/whole"
    instance.write("PUT", path, "<http://e/a> <http://e/p> 1 .", Content_Type=TURTLE)
    part = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\nContent-Type: text/turtle\r\n\r\n<http://e/a> <http://e/p> 2 .'
    field = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n<http://e/a> <http://e/p> 2 .\r\n--x--\r\n'
    for body, media_type in (
        (part, "multipart/form-data; boundary=x"),
        (field, "multipart/form-data; boundary=x"),
        (part, "multipart/form-data"),
        (b"--x--", "multipart/form-data; boundary=x"),
    ):
        assert instance.write("PUT", path, body, Content_Type=media_type).status_code == 400
    assert instance.rows("SELECT ?o { GRAPH <http://example.org/whole> { ?s ?p ?o } }") == [{"o": "1"}]
    whole = part + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    assert instance.write("PUT", path, whole, Content_Type=kind, Idempotency_Key="multi").status_code == 204
    other = whole.replace(b"> 2", b"> 3")
    assert instance.write("PUT", path, other, Content_Type=kind, Idempotency_Key="multi").status_code == 409


def test_a_key_of_one_token_is_not_another_token_s(instance: Instance, scoped: dict[str, str]) -> None:
    text = "INSERT DATA { GRAPH <http://example.org/keys> { <http://e/a> <http://e/p> 1 } }"
    assert instance.update(text, Idempotency_Key="shared").status_code == 204
    assert post_update(instance, text, {**scoped, "Idempotency-Key": "shared"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/graphs?graph=http://e/%25zz",
        "/sparql?query=ASK%20%7B%7D&default-graph-uri=http://e/%25zz",
        "/sparql?query=SELECT%20*%20FROM%20%3Chttp://e/%25zz%3E%20FROM%20%3Chttp://e/b%3E%20%7B%7D",
        "/sparql?query=ASK%20FROM%20%3C%5CUFFFFFFFF%3E%20FROM%20%3Chttp://x%3E%20%7B%7D",
    ],
)
def test_a_name_that_is_no_iri_is_400_and_kills_no_reader(instance: Instance, path: str) -> None:
    assert instance.get(path).status_code == 400
    assert instance.health()["readers"]["idle"] == 2


def test_a_graph_name_that_no_header_can_carry_is_still_written(instance: Instance) -> None:
    response = instance.write(
        "PUT", "/graphs?graph=http://e:99999999/", "<http://e/a> <http://e/p> 1 .", Content_Type=TURTLE
    )
    assert response.status_code == 201


def test_a_write_without_a_token_is_401_before_its_body_is_read(instance: Instance) -> None:
    with socket.create_connection(("127.0.0.1", instance.port), timeout=10) as client:
        client.sendall(
            b"PUT /graphs?graph=http://e/x HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nContent-Length: 60000000\r\n\r\n"
        )
        assert b" 401 " in client.recv(200)
