"""Writing: batches, idempotency, failures that harm nobody else, large graphs built beside."""

import contextlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.writer.changes import read_changes
from graph_service.engine.writes import GraphWrite, Update
from graph_service.errors import Conflict, DeadlineExceeded, MaillageError, MalformedQuery, StorageUnavailable
from graph_service.settings import Settings
from tests.sparql import put, rows, triple, update

G = "http://e/graph/g"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def test_waiting_writes_are_published_together_and_fail_on_their_own(storage: EmbeddedStorage) -> None:
    first = storage.version().number
    outcomes: list[object] = []

    def write(number: int) -> None:
        text = (
            "nonsense"
            if number % 10 == 0
            else f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/{number}> <http://e/p> 1 }} }}"
        )
        try:
            outcomes.append(update(storage, text)["version"])
        except MalformedQuery as error:
            outcomes.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(outcome, MalformedQuery) for outcome in outcomes) == 10
    assert rows(storage, COUNT) == [("90",)]
    assert storage.version().number - first < 60


def test_a_key_answers_its_retry_and_refuses_another_request(storage: EmbeddedStorage) -> None:
    text = f"INSERT DATA {{ GRAPH <{G}> {{ _:b <http://e/p> 1 }} }}"
    done = update(storage, text, key="k", digest="d")
    again = update(storage, text, key="k", digest="d")
    assert again["replayed"] is True
    assert again["version"] == done["version"]
    assert rows(storage, COUNT) == [("1",)]
    with pytest.raises(Conflict):
        update(storage, text, key="k", digest="other")


def test_a_key_outlives_the_version_it_was_published_in(open_storage: Callable[..., EmbeddedStorage]) -> None:
    storage = open_storage(versions_kept=2, days_kept=0, months_kept=0)
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ _:b <http://e/p> 1 }} }}", key="old", digest="d")
    for number in range(6):
        update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/{number}> <http://e/p> 1 }} }}")
    time.sleep(0.2)
    assert 2 not in storage.folder.kept()
    assert update(storage, "INSERT DATA {}", key="old", digest="d")["replayed"] is True


def test_the_change_record_says_what_was_added_and_removed(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("s", 1), triple("s", 2)], tmp_path)
    receipt = put(storage, G, [triple("s", 2), triple("s", 3)], tmp_path)
    changes = list(read_changes(storage.folder.version_path(receipt["version"]) / "changes.nq.gz"))
    assert changes == [
        (True, f'<http://e/s> <http://e/p> "3" <{G}> .'.encode()),
        (False, f'<http://e/s> <http://e/p> "1" <{G}> .'.encode()),
    ]


def test_a_change_that_changes_nothing_publishes_nothing(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("s", 1)], tmp_path)
    before = storage.version().number
    assert put(storage, G, [triple("s", 1)], tmp_path)["changed"] is False
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ {triple('s', 1)} }} }}")
    assert storage.version().number == before


def test_literals_are_compared_as_the_engine_keeps_them(storage: EmbeddedStorage, tmp_path: Path) -> None:
    line = '<http://e/s> <http://e/n> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    put(storage, G, [line], tmp_path)
    assert put(storage, G, [line], tmp_path)["changed"] is False
    many = [*[triple(i, i) for i in range(3000)], line, '<http://e/s> <http://e/l> "x"@FR-fr .']
    put(storage, G, many, tmp_path)
    assert put(storage, G, many, tmp_path)["changed"] is False
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_a_large_graph_is_built_replaced_enlarged_and_dropped(storage: EmbeddedStorage, tmp_path: Path) -> None:
    other = "http://e/graph/other"
    update(storage, f"INSERT DATA {{ GRAPH <{other}> {{ <http://e/0> <http://e/p> _:b . _:b <http://e/p> 1 }} }}")
    large = [triple(i, i) for i in range(5000)]
    steps: list[str] = []
    file = tmp_path / "large.nt"
    file.write_text("\n".join(large) + "\n")
    write = GraphWrite(cause="test", graph=G, file=str(file), count=5000)
    assert storage.submit(write, lambda step, _size: steps.append(step))["added"] == 5000
    assert "publish" in steps
    assert rows(storage, COUNT) == [("5002",)]
    receipt = put(storage, G, [*large[2500:], triple("new", 1)], tmp_path)
    assert (receipt["added"], receipt["removed"]) == (1, 2500)
    assert rows(storage, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{other}> {{ ?s ?p ?b . ?b ?p 1 }} }}") == [("1",)]
    assert rows(storage, "SELECT (COUNT(*) AS ?n) { ?s ?p ?b . ?b ?p 1 }") == [("1",)]
    put(storage, G, [triple("more", i) for i in range(2000)], tmp_path, kind="merge")
    assert rows(storage, COUNT) == [("4503",)]
    storage.submit(GraphWrite(cause="test", kind="drop", graph=G))
    assert rows(storage, COUNT) == [("2",)]
    assert set(storage.version().graphs) == {other}
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_small_writes_do_not_wait_for_a_build_and_survive_it(storage: EmbeddedStorage, tmp_path: Path) -> None:
    file = tmp_path / "large.nt"
    file.write_text("".join(triple(i, i) + "\n" for i in range(60_000)))
    building = threading.Thread(
        target=storage.submit, args=(GraphWrite(cause="build", graph=G, file=str(file), count=60_000),)
    )
    building.start()
    written = 0
    while building.is_alive():
        update(
            storage,
            f"INSERT DATA {{ GRAPH <http://e/graph/small> {{ <http://e/{written}> <http://e/q> 1 }} }}",
        )
        written += 1
    building.join()
    assert written > 3
    assert rows(storage, COUNT) == [(str(60_000 + written),)]
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_a_free_update_on_a_large_graph_takes_the_large_path(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple(i, i % 10) for i in range(3000)], tmp_path)
    receipt = update(
        storage,
        f'WITH <{G}> DELETE {{ ?s ?p "3" }} INSERT {{ ?s ?p "thirty" }} WHERE {{ ?s ?p "3" }}',
        key="large",
        digest="d",
    )
    assert (receipt["added"], receipt["removed"]) == (300, 300)
    assert rows(storage, 'SELECT (COUNT(*) AS ?n) { ?s ?p "thirty" }') == [("300",)]
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_a_hostile_update_is_504_or_503_and_the_last_version_stays(
    open_storage: Callable[..., EmbeddedStorage], tmp_path: Path
) -> None:
    storage = open_storage(update_timeout=2, update_memory=400)
    put(storage, G, [triple(i, i) for i in range(900)], tmp_path)
    before = storage.version()
    product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
    with pytest.raises(MaillageError) as refused:
        update(storage, f"INSERT {{ GRAPH <{G}> {{ ?a ?e ?i }} }} WHERE {{ {product} }}")
    assert refused.value.status in (503, 504)
    assert storage.version() == before
    assert update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/after> <http://e/p> 1 }} }}")["changed"] is True
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_a_write_that_lasts_names_its_limit(open_storage: Callable[..., EmbeddedStorage]) -> None:
    open_storage()
    storage = open_storage(update_timeout=0.0005)
    with pytest.raises(DeadlineExceeded, match="MAILLAGE_UPDATE_TIMEOUT"):
        update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/a> <http://e/p> 1 }} }}")


def test_a_full_disk_is_a_sentence_and_the_last_version_stays(small_disk: Path, settings: Settings) -> None:
    storage = EmbeddedStorage(settings.model_copy(update={"data_dir": small_disk / "data"})).start()
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/a> <http://e/p> 1 }} }}")
    before = storage.version()
    filler = small_disk / "filler"
    with filler.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(b"0" * 65_536)
            file.flush()
    with pytest.raises(MaillageError) as refused:
        update(storage, f'INSERT DATA {{ GRAPH <{G}> {{ <http://e/b> <http://e/p> "{"x" * 200_000}" }} }}')
    assert refused.value.status == 503
    assert storage.version() == before
    assert rows(storage, COUNT) == [("1",)]
    filler.unlink()
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/b> <http://e/p> 1 }} }}")
    assert rows(storage, COUNT) == [("2",)]
    assert storage.writes.upkeep("verify", {})["problems"] == []
    storage.close()


def test_an_engine_s_own_normalisation_does_not_upset_the_digest(storage: EmbeddedStorage) -> None:
    update(
        storage,
        f'INSERT DATA {{ GRAPH <{G}> {{ <http://e/a> <http://e/p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>, "a\\u00e9\\n"@EN }} }}',
    )
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_two_processes_lose_no_write(open_storage: Callable[..., EmbeddedStorage]) -> None:
    storages = [open_storage(), open_storage()]

    def write(side: int) -> None:
        for number in range(25):
            storages[side].submit(
                Update(
                    cause="t",
                    text=f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/{side}> <http://e/p> {number} }} }}",
                )
            )

    threads = [threading.Thread(target=write, args=(side,)) for side in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(storages[0], COUNT) == [("50",)]


def test_the_record_on_disk_is_what_the_storage_says(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("s", 1)], tmp_path)
    document = json.loads((storage.folder.current / "version.json").read_text())
    assert document["number"] == storage.version().number
    assert document["graphs"][G][0] == 1
    assert document["content_hash"] == storage.version().content_hash


def test_a_large_update_answers_its_key_once(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple(i, 1) for i in range(3000)], tmp_path)
    text = f"WITH <{G}> INSERT {{ ?s <http://e/q> _:b }} WHERE {{ ?s ?p ?o FILTER(?s = <http://e/1>) }}"
    first = update(storage, text, key="once", digest="d")
    again = update(storage, text, key="once", digest="d")
    assert again["version"] == first["version"]
    assert rows(storage, "SELECT ?b { ?s <http://e/q> ?b }") != []
    assert len(rows(storage, "SELECT ?b { ?s <http://e/q> ?b }")) == 1


def test_a_graph_dropped_during_a_build_stays_dropped(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, "http://e/graph/doomed", [triple("d", 1)], tmp_path)
    file = tmp_path / "large.nt"
    file.write_text("".join(triple(i, i) + "\n" for i in range(40_000)))
    write = GraphWrite(cause="build", graph=G, file=str(file), count=40_000)
    building = threading.Thread(target=storage.submit, args=(write,))
    building.start()
    time.sleep(0.3)
    update(storage, "DROP GRAPH <http://e/graph/doomed>")
    building.join()
    assert set(storage.version().graphs) == {G}
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_a_file_cut_short_before_its_build_is_refused(storage: EmbeddedStorage, tmp_path: Path) -> None:
    file = tmp_path / "cut.nt"
    file.write_text("".join(triple(i, i) + "\n" for i in range(1500)))
    with pytest.raises(StorageUnavailable, match="1500"):
        storage.submit(GraphWrite(cause="build", graph=G, file=str(file), count=2000))


def test_clear_all_then_insert_is_published_as_it_is(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("s", 1)], tmp_path)
    update(storage, f"CLEAR ALL ; INSERT DATA {{ GRAPH <{G}> {{ {triple('s', 1)} }} }}")
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ {triple('s', 2)} }} }}")
    assert rows(storage, COUNT) == [("2",)]
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_what_a_dead_build_left_is_swept(storage: EmbeddedStorage) -> None:
    left = [storage.folder.builds / "999999", storage.folder.stores / "build-999999"]
    for place in left:
        place.mkdir()
        (place / "file").touch()
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ {triple('s', 2)} }} }}")
    deadline = time.monotonic() + 5
    while any(place.exists() for place in left):
        assert time.monotonic() < deadline
        time.sleep(0.05)
