"""`/contributions`: what is sent, refused, kept, decided and published, over HTTP."""

import io
import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import openpyxl
import pytest
import requests

from graph_service.media_types import XLSX
from tests.desk import ALPHA, BETA, BLAGNAC, PREFIXES, VITRE, contribute, decide, furnish, ring, settled
from tests.instance import Instance


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A small world with a desk."""
    running = Instance(tmp_path_factory.mktemp("desk") / "data", writes_hour=10_000).start().authorise()
    yield furnish(running)
    running.stop()


@pytest.fixture(scope="module")
def token(desk: Instance) -> str:
    """A contributor's token."""
    return desk.token("contributor", "contributor")


def publish(desk: Instance, token: str, turtle: str, **headers: str) -> dict[str, str]:
    """Contribute and accept; the thing, the contribution and its address."""
    sent = contribute(desk, turtle, token, **headers)
    assert sent.status_code == 201, sent.text
    assert decide(desk, sent.headers["Location"], "accept").status_code == 200
    told = settled(desk, sent.headers["Location"])
    assert told["published"], told
    return {"thing": told["things"][0]["iri"], "id": told["id"], "address": sent.headers["Location"]}


def etag(desk: Instance, thing: str) -> str:
    """What a revision of a thing is compared with."""
    return desk.get("/contributions", params={"thing": thing}).headers["ETag"]


def values(desk: Instance, thing: str, prop: str) -> list[str]:
    """The values of a property of a thing in the merged graph."""
    return [row["v"] for row in desk.rows(f"SELECT ?v WHERE {{ <{thing}> <{prop}> ?v }} ORDER BY ?v")]


TURTLE = {"Content-Type": "text/turtle"}
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


def test_a_conforming_contribution_is_submitted_201_and_seen_by_its_author_alone_404(
    desk: Instance, token: str
) -> None:
    answer = contribute(desk, ring(), token)
    assert answer.status_code == 201
    assert answer.json()["state"] == "submitted"
    path = answer.headers["Location"].removeprefix(desk.base)
    mine = desk.get(path, headers={"Authorization": f"Bearer {token}"})
    assert mine.status_code == 200
    assert mine.json()["title"] == "Ring gonflable"
    other = desk.token("another", "contributor")
    unknown = desk.get("/contributions/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    for headers in ({}, {"Authorization": f"Bearer {other}"}):
        refused = desk.get(path, headers=headers)
        assert refused.status_code == unknown.status_code == 404
        assert refused.json()["detail"] == unknown.json()["detail"]


@pytest.mark.parametrize(
    "more",
    [
        '<http://www.w3.org/ns/prov#generated> <{thing}> ; <http://www.w3.org/ns/prov#endedAtTime> "2026-01-01T00:00:00Z"^^xsd:dateTime ; dct:description "FAUX"@fr',
        "a maillage:DemonstrationThing",
        'a maillage:Withdrawn ; <http://www.w3.org/ns/prov#invalidatedAtTime> "2026-01-01T00:00:00Z"^^xsd:dateTime',
    ],
)
def test_nothing_contributed_tells_what_the_desk_did_422(desk: Instance, token: str, more: str) -> None:
    made = publish(desk, token, ring("Son histoire"))
    refused = contribute(desk, ring("Faussaire", more=more.format(thing=made["thing"])), token)
    assert refused.status_code == 422, refused.text
    assert refused.json()["type"].endswith("not-contributable")


@pytest.mark.parametrize("path", ["equipment/x/{key}", "equipment/../contribution/{key}", "equipment/{key}#a"])
def test_an_iri_that_only_ends_like_one_of_the_service_is_refused_422(desk: Instance, token: str, path: str) -> None:
    iri = f"{desk.base}/id/{path.format(key='01ARZ3NDEKTSV4RRFFQ69G5FAV')}"
    assert contribute(desk, ring("Détournée", iri=iri), token).status_code == 422


def test_a_text_pasted_with_its_line_separators_is_published_and_undone_as_it_is(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Collée", more='dct:description "Un.\u2028Deux.\u2029Trois."@fr'))
    assert values(desk, made["thing"], "http://purl.org/dc/terms/description") == ["Un.\u2028Deux.\u2029Trois."]
    sent = contribute(desk, ring("Changée", iri=made["thing"]), token, If_Match=etag(desk, made["thing"]))
    decide(desk, sent.headers["Location"], "accept")
    assert settled(desk, sent.headers["Location"])["published"]
    decide(desk, sent.headers["Location"], "undo")
    wait(lambda: values(desk, made["thing"], "http://purl.org/dc/terms/description") == ["Un.\u2028Deux.\u2029Trois."])


def test_what_is_published_without_its_author_is_sent_apart_422(desk: Instance, token: str) -> None:
    met = """<#met> a maillage:ObstacleMention ; maillage:observedOn "2026-04-13"^^xsd:date ;
      dct:source <https://example.org/enquete> ; dct:description "Peu de temps."@fr ;
      dct:subject <https://w3id.org/maillage/scheme/obstacle/time> ."""
    assert contribute(desk, PREFIXES + met, token).status_code == 201
    assert contribute(desk, ring("Avec", iri="#ring") + met, token).status_code == 422


def test_a_token_bound_to_some_graphs_decides_on_no_contribution_404(desk: Instance, token: str) -> None:
    path = contribute(desk, ring("Hors de portée"), token).headers["Location"].removeprefix(desk.base)
    bound = desk.token("bound", "editor", f"{desk.base}/graph/source/essai")
    headers = {"Authorization": f"Bearer {bound}"}
    assert desk.request("POST", f"{path}/moves", json={"move": "accept"}, headers=headers).status_code == 404
    things = desk.token("things", "editor", f"{desk.base}/graph/thing/")
    headers = {"Authorization": f"Bearer {things}"}
    assert desk.request("POST", f"{path}/moves", json={"move": "accept"}, headers=headers).status_code == 200


def test_a_contribution_without_token_waits_for_its_confirmation_201(desk: Instance) -> None:
    answer = contribute(desk, ring())
    assert (answer.status_code, answer.json()["state"]) == (201, "to-confirm")
    assert decide(desk, answer.headers["Location"], "accept").status_code == 409
    assert decide(desk, answer.headers["Location"], "confirm").json()["state"] == "submitted"


def test_a_refused_contribution_is_422_with_each_finding_and_stores_nothing(desk: Instance, token: str) -> None:
    before = sqlite3.connect(desk.root / "desk.sqlite").execute("SELECT COUNT(*) FROM contributions").fetchone()
    answer = contribute(desk, f'{PREFIXES}<> a maillage:Equipment ; rdfs:label "Ring"@fr .', token)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    owner = next(one for one in answer.json()["findings"] if one["path"] == "maillage:owner")
    assert owner["message"]["fr"].startswith("Le responsable manque")
    assert owner["message"]["en"].startswith("The owner is missing")
    page = desk.get(owner["page"], headers={"Accept": "text/html"})
    assert (page.status_code, "responsable" in page.text) == (200, True)
    after = sqlite3.connect(desk.root / "desk.sqlite").execute("SELECT COUNT(*) FROM contributions").fetchone()
    assert before == after


def test_the_refusal_is_a_shacl_report_where_turtle_is_asked_for_422(desk: Instance, token: str) -> None:
    answer = contribute(desk, f"{PREFIXES}<> a maillage:Equipment .", token, Accept="text/turtle")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("text/turtle")
    assert "ValidationReport" in answer.text


def test_warnings_are_kept_201(desk: Instance, token: str) -> None:
    answer = contribute(desk, ring(more='dct:description "Appelez le 06 12 34 56 78."@fr'), token)
    assert answer.status_code == 201
    assert "téléphone" in answer.json()["warnings"][0]["message"]["fr"]
    shown = desk.get(answer.headers["Location"].removeprefix(desk.base), headers=desk.bearer).json()
    assert shown["warnings"] == answer.json()["warnings"]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/turtle", ring()),
        (
            "application/ld+json",
            '{"@context": {"@vocab": "https://w3id.org/maillage/def#", "label": "http://www.w3.org/2000/01/rdf-schema#label"},'
            f' "@type": "Equipment", "label": {{"@value": "Ring", "@language": "fr"}}, "owner": {{"@id": "{ALPHA}"}},'
            f' "terms": {{"@id": "https://w3id.org/maillage/scheme/pooling-terms/loan"}}, "commune": {{"@id": "{VITRE}"}}}}',
        ),
        (
            "application/n-triples",
            "_:r <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/maillage/def#Equipment> .\n"
            f'_:r <{LABEL}> "Ring"@fr .\n_:r <https://w3id.org/maillage/def#owner> <{ALPHA}> .\n'
            "_:r <https://w3id.org/maillage/def#terms> <https://w3id.org/maillage/scheme/pooling-terms/loan> .\n",
        ),
    ],
)
def test_every_format_is_read_and_what_is_new_is_named_201(
    desk: Instance, token: str, media_type: str, body: str
) -> None:
    answer = contribute(desk, body, token, Content_Type=media_type)
    assert answer.status_code == 201, answer.text
    path = answer.headers["Location"].removeprefix(desk.base)
    told = desk.get(path, headers={**desk.bearer, "Accept": "application/n-triples"}).text
    assert f"<{desk.base}/id/equipment/" in told
    assert "_:" not in told
    assert "/contributions/new" not in told


def test_blank_parts_hang_from_their_thing_201(desk: Instance, token: str) -> None:
    slot = 'maillage:openingSchedule [ a schema:Schedule ; schema:byDay schema:Saturday ; schema:startTime "14:00:00"^^xsd:time ; schema:endTime "18:00:00"^^xsd:time ]'
    answer = contribute(desk, ring(more=slot), token)
    assert answer.status_code == 201, answer.text
    path = answer.headers["Location"].removeprefix(desk.base)
    shown = desk.get(path, headers=desk.bearer).json()
    assert len(shown["things"]) == 1
    told = desk.get(path, headers={**desk.bearer, "Accept": "application/n-triples"}).text
    assert f"<{shown['things'][0]['iri']}#openingSchedule-1>" in told


@pytest.mark.parametrize("body", ["<a> <b", "{", '{"@context": "file:///etc/hostname", "@id": "x"}', ""])
def test_what_cannot_be_read_is_422(desk: Instance, token: str, body: str) -> None:
    media_type = "application/ld+json" if body.startswith("{") else "text/turtle"
    answer = contribute(desk, body, token, Content_Type=media_type)
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"].endswith(("unreadable-contribution", "not-contributable"))


def test_another_format_is_415(desk: Instance, token: str) -> None:
    assert contribute(desk, "x", token, Content_Type="text/html").status_code == 415


@pytest.mark.parametrize(
    "turtle",
    [
        '<https://example.org/id/organisation/alpha> a <http://www.w3.org/ns/org#Organization> ; rdfs:label "Alpha"@fr .',
        '<https://elsewhere.example/thing> a maillage:Tool ; rdfs:label "Outil"@fr .',
        '<> rdfs:label "Sans type"@fr .',
        "<> a maillage:Decision .",
    ],
)
def test_what_is_not_contributed_that_way_is_422(desk: Instance, token: str, turtle: str) -> None:
    answer = contribute(desk, PREFIXES + turtle, token)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("not-contributable")


def test_a_key_sent_50_times_at_once_makes_one_contribution_201_and_another_body_409(
    desk: Instance, token: str
) -> None:
    answers: list[requests.Response] = []

    def send() -> None:
        with requests.Session() as session:
            session.trust_env = False
            headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {token}", "Idempotency-Key": "k50"}
            answers.append(
                session.post(f"{desk.base}/contributions", ring("Une fois").encode(), headers=headers, timeout=120)
            )

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 50
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    count = "SELECT COUNT(*) FROM contributions WHERE title = 'Une fois'"
    assert sqlite3.connect(desk.root / "desk.sqlite").execute(count).fetchone() == (1,)
    assert contribute(desk, ring("Autre"), token, Idempotency_Key="k50").status_code == 409


def test_a_revision_carries_if_match_428_412_and_replaces_the_whole(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Barnum", more='dct:description "Un"@fr'))
    revised = ring("Barnum", iri=made["thing"], more='dct:description "Deux"@fr')
    assert contribute(desk, revised, token).status_code == 428
    assert contribute(desk, revised, token, If_Match='"stale"').status_code == 412
    publish(desk, token, revised, If_Match=etag(desk, made["thing"]))
    assert values(desk, made["thing"], "http://purl.org/dc/terms/description") == ["Deux"]


def test_a_put_corrects_what_waits_200_428_412(desk: Instance, token: str) -> None:
    sent = contribute(desk, ring("À corriger"), token)
    path, bearer = sent.headers["Location"].removeprefix(desk.base), {"Authorization": f"Bearer {token}"}
    headers = {**bearer, "Content-Type": "text/turtle"}
    iri = desk.get(path, headers=bearer).json()["things"][0]["iri"]
    body = ring("Corrigé", iri=iri).encode()
    assert desk.request("PUT", path, data=body, headers=headers).status_code == 428
    assert desk.request("PUT", path, data=body, headers={**headers, "If-Match": '"x"'}).status_code == 412
    done = desk.request("PUT", path, data=body, headers={**headers, "If-Match": sent.headers["ETag"]})
    assert (done.status_code, desk.get(path, headers=bearer).json()["title"]) == (200, "Corrigé")
    again = desk.request("PUT", path, data=body, headers={**headers, "If-Match": sent.headers["ETag"]})
    assert again.status_code == 412


def test_two_revisions_of_one_state_publish_one_and_give_the_other_back(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Sono"))
    read = etag(desk, made["thing"])
    first, second = (
        contribute(desk, ring(name, iri=made["thing"]), token, If_Match=read).headers["Location"] for name in ("A", "B")
    )
    for address in (first, second):
        assert decide(desk, address, "accept").status_code == 200
    assert settled(desk, first)["published"]
    given_back = settled(desk, second)
    assert given_back["state"] == "returned"
    assert "Une autre révision" in given_back["moves"][-1]["reason"]
    assert values(desk, made["thing"], LABEL) == ["A"]


def test_edit_edit_undo_leaves_one_value_a_property_and_the_chain_can_be_asked(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Un"))
    second = publish(desk, token, ring("Deux", iri=made["thing"]), If_Match=etag(desk, made["thing"]))
    third = publish(desk, token, ring("Trois", iri=made["thing"]), If_Match=etag(desk, made["thing"]))
    assert values(desk, made["thing"], LABEL) == ["Trois"]
    assert decide(desk, second["address"], "undo").status_code == 409
    assert decide(desk, third["address"], "undo").status_code == 200
    wait(lambda: values(desk, made["thing"], LABEL) == ["Deux"])
    assert decide(desk, second["address"], "undo").status_code == 200
    wait(lambda: values(desk, made["thing"], LABEL) == ["Un"])
    chain = desk.rows(
        f"SELECT ?r WHERE {{ <{desk.base}/id/contribution/{third['id']}#revision>"
        " (<http://www.w3.org/ns/prov#wasRevisionOf>)+ ?r }"
    )
    assert {row["r"] for row in chain} == {
        f"{desk.base}/id/contribution/{one['id']}#revision" for one in (made, second)
    }
    assert decide(desk, made["address"], "undo").status_code == 200
    wait(lambda: values(desk, made["thing"], LABEL) == [])


def wait(look: object) -> None:
    """Wait for something published."""
    from tests.waiting import eventually

    eventually(look)  # type: ignore[arg-type]


def test_an_author_forgets_what_waits_204_and_it_is_gone_404(desk: Instance, token: str) -> None:
    sent = contribute(desk, ring("À oublier"), token)
    path, bearer = sent.headers["Location"].removeprefix(desk.base), {"Authorization": f"Bearer {token}"}
    assert desk.request("DELETE", path, headers=bearer).status_code == 204
    assert desk.get(path, headers=bearer).status_code == 404


def test_a_thing_withdrawn_is_not_contributed_again_410(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Retirée"))
    desk.command("withdraw", made["thing"])
    assert contribute(desk, ring("Retirée", iri=made["thing"]), token).status_code == 410


class Canary(BaseHTTPRequestHandler):
    """Counts who comes."""

    hits = 0

    def do_GET(self) -> None:
        """Note a visit."""
        type(self).hits += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    """An address that nobody may visit."""
    server = HTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/c"
    server.shutdown()
    server.server_close()


def test_vector_35_a_context_from_elsewhere_is_never_read_422(desk: Instance, token: str, canary: str) -> None:
    for context in (canary, "file:///etc/hostname"):
        body = f'{{"@context": "{context}", "@id": "http://e/x", "name": "x"}}'
        assert contribute(desk, body, token, Content_Type="application/ld+json").status_code == 422
    assert Canary.hits == 0


def test_vector_37_an_import_is_never_followed(desk: Instance, token: str, canary: str) -> None:
    body = ring() + f"\n<> <http://www.w3.org/2002/07/owl#imports> <{canary}> ."
    assert contribute(desk, body, token).status_code in (201, 422)
    assert Canary.hits == 0


@pytest.mark.parametrize(
    "shapes",
    [
        "<#s> a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#targetClass> maillage:Equipment .",
        '<#s> <http://www.w3.org/ns/shacl#sparql> [ <http://www.w3.org/ns/shacl#select> "SELECT * {}" ] .',
        '<#s> <http://www.w3.org/ns/shacl#js> "x" .',
        "<#s> <http://www.w3.org/ns/shacl#rule> [] .",
        "<https://w3id.org/maillage/shape/Equipment> <http://www.w3.org/ns/shacl#deactivated> true .",
        "maillage:Equipment rdfs:subClassOf maillage:Premises .",
    ],
)
def test_vector_38_shapes_in_the_data_are_refused_422(desk: Instance, token: str, shapes: str) -> None:
    answer = contribute(desk, f"{ring()}\n{shapes}", token)
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"].rpartition("/")[2] in ("reserved-vocabulary", "not-contributable")


def test_vector_44_a_clique_of_blank_nodes_is_refused_422(desk: Instance, token: str) -> None:
    clique = "\n".join(f"_:b{i} <http://e/p> _:b{j} ." for i in range(10) for j in range(10) if i != j)
    assert contribute(desk, clique, token, Content_Type="application/n-triples").status_code == 422


@pytest.mark.parametrize("link", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "vbscript:x"])
def test_vector_64_an_address_that_runs_is_refused_422(desk: Instance, token: str, link: str) -> None:
    assert contribute(desk, ring(more=f"schema:url <{link}>"), token).status_code == 422


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_vector_52_a_form_from_another_site_changes_nothing_403(
    desk: Instance, token: str, headers: dict[str, str]
) -> None:
    sent = {"Content-Type": "text/turtle", "Authorization": f"Bearer {token}", **headers}
    assert desk.request("POST", "/contributions", data=ring().encode(), headers=sent).status_code == 403


def test_one_client_may_write_so_often_429(tmp_path: Path) -> None:
    running = Instance(tmp_path / "data", writes_hour=2).start().authorise()
    try:
        furnish(running)
        statuses = [contribute(running, ring()).status_code for _ in range(3)]
        assert statuses == [201, 201, 429]
    finally:
        running.stop()


HEADER = "Nom;Responsable;Numéro du responsable;Conditions;Nature;Code INSEE"


def test_the_rows_of_a_template_are_one_contribution_201_with_the_organisation_they_name(
    desk: Instance, token: str
) -> None:
    rows = f"{HEADER}\nBarnum;Les Essais;;prêt gratuit;tente ou barnum;35360\nSono;Les Essais;;prêt gratuit;;35360\n"
    answer = contribute(desk, rows, token, Content_Type="text/csv")
    assert answer.status_code == 201, answer.text
    decide(desk, answer.headers["Location"], "accept")
    told = settled(desk, answer.headers["Location"])
    assert told["published"], told
    assert sorted(one["kind"] for one in told["things"]) == ["equipment", "equipment", "organisation"]
    again = f"{HEADER}\nTables;Les Essais;;prêt gratuit;;35360\n"
    second = contribute(desk, again, token, Content_Type="text/csv")
    assert second.status_code == 201, second.text


def test_a_row_is_refused_by_its_number_and_column_422(desk: Instance, token: str) -> None:
    rows = f"{HEADER}\nTables;Les Tests;;prêt gratuit;;99999\n"
    answer = contribute(desk, rows, token, Content_Type="text/csv")
    assert answer.status_code == 422
    (found,) = answer.json()["findings"]
    assert (found["row"], found["column"]) == (2, "Code INSEE")
    twice = contribute(desk, f"{HEADER}\nBarnum;Les Essais;;prêt gratuit;;35360\n", token, Content_Type="text/csv")
    assert "déjà publiée" in twice.json()["findings"][0]["message"]["fr"]
    bare = contribute(desk, "Nom;Responsable;Code INSEE\nAutre;Les Essais;35360\n", token, Content_Type="text/csv")
    assert bare.status_code == 422
    assert any(one.get("row") == 2 and "conditions" in one["message"]["fr"] for one in bare.json()["findings"])


def test_a_table_of_something_else_is_422(desk: Instance, token: str) -> None:
    assert contribute(desk, "a;b\n1;2\n", token, Content_Type="text/csv").status_code == 422


def test_what_is_published_is_withdrawn_at_its_authors_wish_202_and_a_tombstone_stays_410(
    desk: Instance, token: str
) -> None:
    made = publish(desk, token, ring("À retirer"))
    path, bearer = made["address"].removeprefix(desk.base), {"Authorization": f"Bearer {token}"}
    assert desk.request("DELETE", path, headers=bearer).status_code == 409
    asked = desk.request("DELETE", path, params={"reason": "Vendu."}, headers=bearer)
    assert (asked.status_code, asked.json()["act"]) == (202, "withdraw")
    document = made["thing"].removeprefix(desk.base).replace("/id/", "/doc/")
    assert desk.get(document).status_code == 200
    assert decide(desk, asked.headers["Location"], "accept").status_code == 200
    assert settled(desk, asked.headers["Location"])["published"]
    assert desk.get(document).status_code == 410
    assert decide(desk, asked.headers["Location"], "undo").status_code == 409


def test_a_workbook_is_opened_in_the_sealed_process_and_one_that_is_none_is_422(desk: Instance, token: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(";"))
    sheet.append(["Estrade", "Les Ateliers", "", "prêt gratuit", "", "35360"])
    file = io.BytesIO()
    book.save(file)
    headers = {"Content-Type": XLSX.media_type, "Authorization": f"Bearer {token}"}
    sent = desk.request("POST", "/contributions", data=file.getvalue(), headers=headers)
    assert sent.status_code == 201, sent.text
    broken = desk.request("POST", "/contributions", data=file.getvalue()[:400], headers=headers)
    assert (broken.status_code, broken.json()["type"].rpartition("/")[2]) == (422, "unreadable-contribution")


def test_many_contributions_at_once_leave_the_rest_of_the_service_alive(tmp_path: Path) -> None:
    small = furnish(Instance(tmp_path / "data", threads=4).start().authorise())
    things = (ring(f"Ring {n}", iri=f"#r{n}").removeprefix(PREFIXES) for n in range(200))
    body, answers = PREFIXES + "\n".join(things), []

    def send() -> None:
        answers.append(requests.post(f"{small.base}/contributions", body.encode(), headers=TURTLE, timeout=60))

    senders = [threading.Thread(target=send) for _ in range(6)]
    for sender in senders:
        sender.start()
    seconds = [small.query("ASK {}").elapsed.total_seconds() for _ in range(40)]
    for sender in senders:
        sender.join()
    small.stop()
    assert [one.status_code for one in answers] == [201] * 6
    assert max(seconds) < 1


def test_what_cannot_be_read_is_counted_as_what_can_429(tmp_path: Path) -> None:
    small = Instance(tmp_path / "data", writes_hour=2).start()
    for body, media_type in (("<", "text/turtle"), ("a;b\n", "text/csv")):
        assert contribute(small, body, Content_Type=media_type).status_code == 422
    assert [contribute(small, "<").status_code, contribute(small, "a", Content_Type="text/csv").status_code] == [
        429
    ] * 2
    assert small.request("POST", "/contribute/equipment", data={"label": ""}).status_code == 429
    photo = {"photo": ("a.png", b"x")}
    assert small.request("POST", "/contribute/equipment", data={"more": "1"}, files=photo).status_code == 429
    small.stop()


def test_what_was_met_is_published_without_a_word_of_who_met_it_nor_their_name(desk: Instance, token: str) -> None:
    told = f"""{PREFIXES}<> a maillage:ObstacleMention ; dct:subject <https://w3id.org/maillage/scheme/obstacle/time> ;
  dct:spatial <{VITRE}> ; maillage:observedOn "2026-03-02"^^xsd:date ; dct:source <https://example.org/compte-rendu> ;
  dct:description "La présidente de l’amicale n’a pas voulu."@fr ; rdfs:label "Une querelle"@fr ."""
    made = publish(desk, token, told)
    rows = desk.rows(f"SELECT ?p ?o {{ <{made['thing']}> ?p ?o }}")
    assert not any("présidente" in row["o"] or "querelle" in row["o"] for row in rows)
    assert any(row["o"].startswith("Rencontré : ") for row in rows)
    assert desk.rows(f"SELECT ?s {{ ?s ?p <{made['thing']}> }}") == []
    history = f"{desk.base}/graph/thing/contribution/{made['id']}"
    assert not desk.ask(f"ASK {{ GRAPH <{history}> {{ ?s ?p ?o }} }}")


def test_a_returned_revision_is_corrected_on_what_is_published_meanwhile_200(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Tréteaux"))
    read, bearer = etag(desk, made["thing"]), {"Authorization": f"Bearer {token}"}
    first, second = (
        contribute(desk, ring(name, iri=made["thing"]), token, If_Match=read).headers["Location"] for name in ("A", "B")
    )
    for address in (first, second):
        decide(desk, address, "accept")
    assert settled(desk, second)["state"] == "returned"
    path = second.removeprefix(desk.base)
    shown = desk.get(path, headers=bearer)
    assert "Une autre révision" in shown.json()["failure"]
    headers = {**bearer, "Content-Type": "text/turtle", "If-Match": shown.headers["ETag"]}
    body = ring("C", iri=made["thing"]).encode()
    assert desk.request("PUT", path, data=body, headers=headers).status_code == 200
    decide(desk, second, "accept")
    assert settled(desk, second)["published"]
    assert values(desk, made["thing"], LABEL) == ["C"]


def test_a_put_on_what_was_accepted_revises_what_is_published_now_412_201(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Scène"))
    path, bearer = made["address"].removeprefix(desk.base), {"Authorization": f"Bearer {token}"}
    old = desk.get(path, headers=bearer).headers["ETag"]
    publish(desk, token, ring("Scène d’un autre", iri=made["thing"]), If_Match=etag(desk, made["thing"]))
    body, headers = ring("Scène bis", iri=made["thing"]).encode(), {**bearer, "Content-Type": "text/turtle"}
    assert desk.request("PUT", path, data=body, headers={**headers, "If-Match": old}).status_code == 412
    current = {**headers, "If-Match": etag(desk, made["thing"]), "Idempotency-Key": "scene-bis"}
    sent = [desk.request("PUT", path, data=body, headers=current) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]


def test_an_undo_that_would_undo_what_was_done_since_is_409(desk: Instance, token: str) -> None:
    made = publish(desk, token, ring("Retirée depuis"))
    desk.command("withdraw", made["thing"])
    assert decide(desk, made["address"], "undo").status_code == 409
    assert desk.get(made["thing"].removeprefix(desk.base).replace("/id/", "/doc/")).status_code == 410


def test_what_lies_in_two_territories_is_of_none_of_their_animators(desk: Instance, token: str) -> None:
    two = ring("Ici") + "\n" + ring("Là-bas", owner=BETA, commune=BLAGNAC).replace("<> a", "[] a")
    told = contribute(desk, two, token)
    assert told.status_code == 201, told.text
    shown = desk.get(told.headers["Location"].removeprefix(desk.base), headers=desk.bearer).json()
    assert len(shown["things"]) == 2
    territories = [iri for iri in shown["areas"] if iri.startswith("https://w3id.org/")]
    assert territories == ["https://w3id.org/maillage/id/several/territories"]
