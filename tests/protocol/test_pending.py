"""What waits at the desk is nowhere else, and what was accepted is published once, whatever dies in between."""

import fcntl
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import contribute, decide, furnish, ring, settled
from tests.instance import Instance
from tests.waiting import eventually

CANARY = "Zzyzx le canari"
DOORS = (
    "/", "/graphs", "/catalog.ttl", "/.well-known/void", "/sitemap.xml", "/sitemap-0.xml", "/queries/equipment-nearby.json?near=35360",
    "/queries/pooled-things.json", "/queries/open-calls.atom", "/queries/open-calls.ics", "/search.json?q=canari", "/suggest?q=canari",
    "/search.geojson?q=canari", "/dumps.json", "/doc/commune/35360.ttl", "/doc/commune/35360.html", "/robots.txt", "/openapi.json",
)  # fmt: skip
QUERIES = (
    "SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?g ?s ?p ?o",
    "SELECT DISTINCT ?g {{ GRAPH ?g {{ }} }} ORDER BY ?g",
    "SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{graph}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
    "SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }}",
    "SELECT * {{ GRAPH ?g {{ ?s (<http://e/a>|!<http://e/b>)* ?o }} }} ORDER BY ?g ?s ?o LIMIT 5000",
    "SELECT ?s {{ ?s ?p ?o FILTER EXISTS {{ GRAPH ?g {{ ?s ?x ?y }} }} }} ORDER BY ?s ?p",
    'SELECT * {{ ?s ?p ?o FILTER CONTAINS(STR(?o), "canari") }}',
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A small world with its search."""
    root = tmp_path_factory.mktemp("pending") / "data"
    running = Instance(root, search=True, writes_hour=10_000).start().authorise()
    furnish(running)
    # Dumps are made once a day: of what is there when they begin.
    running.stop()
    running.environment["MAILLAGE_DUMP_HOURS"] = "24"
    yield running.start()
    running.stop()


def told(desk: Instance, thing: str, graph: str) -> dict[str, tuple[int, bytes, str | None]]:
    """What every door answers: status, body, ETag."""
    answers = {path: desk.get(path) for path in DOORS}
    answers |= {text: desk.query(text.format(graph=graph)) for text in QUERIES}
    answers["describe"] = desk.query(f"DESCRIBE <{thing}>", accept="text/turtle")
    answers["default-graph-uri"] = desk.query("SELECT * { ?s ?p ?o }", **{"default-graph-uri": graph})
    answers["named-graph-uri"] = desk.query("SELECT * { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": graph})
    answers["gsp"] = desk.get("/graphs", params={"graph": graph})
    answers["id"] = desk.get(thing.removeprefix(desk.base), allow_redirects=False)
    answers["doc"] = desk.get(thing.removeprefix(desk.base).replace("/id/", "/doc/"))
    answers["revision"] = desk.get("/contributions", params={"thing": thing})
    return {
        name: (answer.status_code, _stable(answer.content), answer.headers.get("ETag"))
        for name, answer in answers.items()
    }


def _stable(body: bytes) -> bytes:
    """A body without the id of its request."""
    try:
        document = json.loads(body)
    except ValueError:
        return body
    if isinstance(document, dict):
        document.pop("instance", None)
    return json.dumps(document).encode()


def test_vectors_56_57_every_answer_is_the_same_with_and_without_what_waits(desk: Instance) -> None:
    desk.wait_for_search()
    eventually(lambda: desk.health()["dump"] == desk.health()["version"])
    key = "01M87PQJKV46GM6G1XBJJHWD4B"
    thing, graph = f"{desk.base}/id/equipment/{key}", f"{desk.base}/graph/thing/equipment/{key}"
    before = told(desk, thing, graph)
    assert any(status == 200 for status, _, _ in before.values())
    addresses = [
        contribute(desk, ring(CANARY, iri=thing if n == 0 else "", more=f'dct:description "{CANARY}"@fr')).headers[
            "Location"
        ]
        for n in range(3)
    ]
    decide(desk, addresses[1], "confirm")
    decide(desk, addresses[2], "refuse", "Un essai.")
    after = told(desk, thing, graph)
    assert {name: answer for name, answer in after.items() if answer != before[name]} == {}
    for path in (desk.root / "search.sqlite", *(desk.root / "dumps").rglob("*")):
        assert not path.is_file() or b"canari" not in path.read_bytes()
    assert "canari" not in desk.log.read_text()
    # The same doors do open once it is accepted: the test would notice a leak.
    decide(desk, addresses[0], "confirm")
    decide(desk, addresses[0], "accept")
    assert settled(desk, addresses[0])["published"]
    assert told(desk, thing, graph)["doc"] != before["doc"]


def causes(root: Path) -> list[str]:
    """The cause of every kept version."""
    return [json.loads(path.read_text())["cause"] for path in sorted((root / "versions").glob("*/version.json"))]


def test_a_kill_between_acceptance_and_publication_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    desk = furnish(Instance(tmp_path / "data").start().authorise())
    address = contribute(desk, ring("Une seule fois"), desk.bearer["Authorization"].split()[1]).headers["Location"]
    with (desk.root / "write.lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = decide(desk, address, "accept").json()
        assert (told["state"], told["published"]) == ("accepted", False)
        assert desk.process is not None
        desk.process.kill()
        desk.process.wait(30)
    cause = f"contribution {told['id']} accepted"
    assert cause not in causes(desk.root)
    desk.start()
    first = settled(desk, address)
    assert first["published"]
    assert causes(desk.root).count(cause) == 1
    # Published and not marked: the process died between the two.
    desk.stop()
    database = sqlite3.connect(desk.root / "desk.sqlite")
    database.execute("UPDATE outbox SET version = NULL")
    database.commit()
    database.close()
    desk.start()
    assert settled(desk, address)["version"] == first["version"]
    assert causes(desk.root).count(cause) == 1
    desk.stop()


def test_after_edit_edit_undo_and_a_reload_of_a_register_each_property_has_one_value(tmp_path: Path) -> None:
    desk = furnish(Instance(tmp_path / "data").start().authorise())
    token = desk.bearer["Authorization"].split()[1]
    official, label = (
        "https://w3id.org/maillage/id/association/W353001234",
        "http://www.w3.org/2000/01/rdf-schema#label",
    )
    register = f'<{official}> a <https://w3id.org/maillage/def#Association> ; <{label}> "DU REGISTRE"@fr .'
    graph = f"/graphs?graph={desk.base}/graph/source/rna"
    assert desk.write("PUT", graph, register, Content_Type="text/turtle").status_code == 201
    made = contribute(desk, ring("Un", owner=official), token).headers["Location"]
    decide(desk, made, "accept")
    thing = settled(desk, made)["things"][0]["iri"]
    for name in ("Deux", "Trois"):
        read = desk.get("/contributions", params={"thing": thing}).headers["ETag"]
        last = contribute(desk, ring(name, owner=official, iri=thing), token, If_Match=read).headers["Location"]
        decide(desk, last, "accept")
        assert settled(desk, last)["published"]
    decide(desk, last, "undo")
    eventually(lambda: [row["n"] for row in desk.rows(f"SELECT ?n {{ <{thing}> <{label}> ?n }}")] == ["Deux"])
    assert (
        desk.write(
            "PUT", graph, register.replace("DU REGISTRE", "DU REGISTRE RELU"), Content_Type="text/turtle"
        ).status_code
        == 204
    )
    assert [row["n"] for row in desk.rows(f"SELECT ?n {{ <{official}> <{label}> ?n }}")] == ["DU REGISTRE RELU"]
    twice = desk.rows(
        f"SELECT ?p (COUNT(?o) AS ?n) {{ VALUES ?s {{ <{thing}> <{official}> }} ?s ?p ?o "
        "FILTER (?p != <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>) } GROUP BY ?s ?p HAVING (COUNT(?o) > 1)"
    )
    assert twice == []
    desk.stop()
