"""Readers: sealed, capped, killed at the deadline, replaced, told apart when they die."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service.engine.processes.worker import Worker, cause_of_death
from graph_service.engine.readers.pool import Ticket
from graph_service.engine.readers.spool import CapReachedError, Spool
from graph_service.engine.reads import Query, Reading
from graph_service.engine.store import EmbeddedStorage
from graph_service.errors import (
    Busy,
    ClientLeft,
    DeadlineExceeded,
    MemoryLimit,
    TooManyRequests,
    WorkerCrashed,
)
from graph_service.media_types import JSON
from tests.sparql import answer, put, rows, triple, update

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture
def crowded(storage: EmbeddedStorage, tmp_path: Path) -> EmbeddedStorage:
    """A storage whose products explode."""
    put(storage, "http://e/g", [triple(number, number) for number in range(900)], tmp_path)
    return storage


def test_a_sealed_child_has_no_socket_no_program_and_no_flask() -> None:
    script = """
import os, socket, sys
from graph_service.engine.processes.sandbox import seal
assert seal()
import graph_service.engine.readers.service
for act in (lambda: socket.socket(), lambda: socket.create_connection(("127.0.0.1", 1)), lambda: os.execv("/bin/true", ["true"])):
    try:
        act()
    except PermissionError:
        continue
    raise SystemExit("not refused")
loaded = [name for name in sys.modules if name.split(".")[0] in ("flask", "werkzeug", "sqlalchemy", "pydantic")]
if loaded:
    raise SystemExit(", ".join(loaded))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_deadline_kills_and_the_next_query_answers(crowded: EmbeddedStorage) -> None:
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="MAILLAGE_QUERY_TIMEOUT"):
        answer(crowded, PRODUCT, seconds=1.0)
    assert 0.9 < time.monotonic() - started < 3
    assert rows(crowded, "SELECT (1 AS ?x) {}") == [("1",)]


def test_a_memory_limit_is_told_from_a_crash(crowded: EmbeddedStorage) -> None:
    doubling = " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(32))
    with pytest.raises(MemoryLimit, match="MAILLAGE_QUERY_MEMORY"):
        answer(crowded, f'SELECT * {{ BIND("aaaaaaaaaaaaaaaa" AS ?x0) {doubling} }}')
    wait_for_reader(crowded)
    pid = crowded.reads.pool.pids()[0]
    caught: list[Exception] = []

    def ask() -> None:
        try:
            answer(crowded, PRODUCT)
        except WorkerCrashed as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.3)
    os.kill(pid, signal.SIGSEGV)
    thread.join()
    assert "goes on" in str(caught[0])
    assert rows(crowded, "SELECT (1 AS ?x) {}") == [("1",)]


def test_a_reader_killed_while_idle_fails_nobody_s_query(storage: EmbeddedStorage) -> None:
    os.kill(storage.reads.pool.pids()[0], signal.SIGKILL)
    time.sleep(0.1)
    assert rows(storage, "SELECT (1 AS ?x) {}") == [("1",)]


def test_deaths_are_told_apart() -> None:
    assert isinstance(cause_of_death(DeadlineExceeded, -9, ""), DeadlineExceeded)
    assert isinstance(cause_of_death(None, -6, "memory allocation of 3 bytes failed"), MemoryLimit)
    assert isinstance(cause_of_death(None, -6, "std::bad_alloc"), MemoryLimit)
    assert isinstance(cause_of_death(None, -11, ""), WorkerCrashed)
    assert "out of memory" in str(cause_of_death(None, -9, ""))
    assert isinstance(cause_of_death(None, -14, ""), DeadlineExceeded)


def test_a_reader_ends_with_its_parent() -> None:
    worker = Worker("reader", {"memory": 1 << 28})
    worker.greet()
    worker._socket.close()  # as the end of the parent does
    assert worker._process.wait(timeout=5) == 0
    worker.close()


def test_a_client_that_leaves_stops_its_query(crowded: EmbeddedStorage) -> None:
    ticket = Ticket(client="c")
    threading.Timer(0.3, ticket.leave).start()
    started = time.monotonic()
    with pytest.raises(ClientLeft):
        crowded.query(Query(PRODUCT, JSON, None), Reading(ticket=ticket))
    assert time.monotonic() - started < 3


def test_waiting_places_are_bounded_and_shared(open_storage: Callable[..., EmbeddedStorage], tmp_path: Path) -> None:
    storage = open_storage(threads=7, query_timeout=2)
    put(storage, "http://e/g", [triple(number, number) for number in range(900)], tmp_path)
    outcomes: list[type[Exception]] = []

    def ask(client: str) -> None:
        try:
            storage.query(Query(PRODUCT + f"#{client}", JSON, None), Reading(ticket=Ticket(client=client)))
        except Exception as error:  # noqa: BLE001 - the kind is what is tested
            outcomes.append(type(error))

    threads = [threading.Thread(target=ask, args=(client,)) for client in "aaaaaabbbbbb"]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert TooManyRequests in outcomes
    assert Busy in outcomes
    assert DeadlineExceeded in outcomes


def test_memory_comes_back_after_a_large_answer(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, "http://e/g", [triple(number, "x" * 200) for number in range(900)], tmp_path)
    rows(storage, "SELECT (1 AS ?x) {}")
    before = resident(storage.reads.pool.pids()[0])
    assert len(answer(storage, "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000")) > 10_000_000
    deadline = time.monotonic() + 5
    wait_for_reader(storage)
    while time.monotonic() < deadline and resident(storage.reads.pool.pids()[0]) > before + 50_000:
        time.sleep(0.1)
    assert resident(storage.reads.pool.pids()[0]) <= before + 50_000


def wait_for_reader(storage: EmbeddedStorage) -> None:
    """Wait until a reader is idle: one that died is replaced aside."""
    deadline = time.monotonic() + 10
    while not storage.reads.pool.state()["idle"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def resident(pid: int) -> int:
    """Resident kilobytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def test_a_version_in_use_is_not_pruned(open_storage: Callable[..., EmbeddedStorage]) -> None:
    storage = open_storage(versions_kept=1, days_kept=0, months_kept=0)
    update(storage, "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/p> 1 } }")
    assert rows(storage, "SELECT ?o { ?s ?p ?o }") == [("1",)]
    for number in range(4):
        update(storage, f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/b> <http://e/p> {number} }} }}")
    assert 2 in storage.folder.kept()


@pytest.mark.parametrize("syntax", ["csv", "tsv", "json", "xml"])
@pytest.mark.parametrize("chunk", [1, 7, 8192])
def test_a_spool_cuts_between_rows_wherever_chunks_fall(tmp_path: Path, syntax: str, chunk: int) -> None:
    documents = {
        "csv": (b'x\r\n"a\nb"\r\n"c""d"\r\ne\r\n', b'x\r\n"a\nb"\r\n"c""d"\r\n'),
        "tsv": (b'?x\n"a\\nb"\n"c"\n"e"\n', b'?x\n"a\\nb"\n"c"\n'),
        "json": (
            b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"},{\\""}},{"x":{"v":"2"}},{"x":{"v":"3"}}]}}',
            b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"},{\\""}},{"x":{"v":"2"}}]},"meta":{"truncated":true}}',
        ),
        "xml": (
            b"<sparql><results><result>a</result><result>b</result><result>c</result></results></sparql>",
            b"<sparql><results><result>a</result><result>b</result></results><!-- truncated --></sparql>",
        ),
    }
    whole, cut = documents[syntax]
    spool = Spool(tmp_path / "spool", syntax, 2, 10_000)
    with pytest.raises(CapReachedError):
        for start in range(0, len(whole), chunk):
            spool.write(whole[start : start + chunk])
    assert spool.finish() == cut
    assert spool.size == len(cut)
    exact = Spool(tmp_path / "exact", syntax, 3, 10_000)
    for start in range(0, len(whole), chunk):
        exact.write(whole[start : start + chunk])
    assert exact.finish() == whole
    assert exact.truncated is False


def test_a_byte_cap_cuts_at_a_row_too_and_in_a_file(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", "tsv", 10**9, 400_000)
    with pytest.raises(CapReachedError):
        for _ in range(100):
            spool.write(b"x" * 8000 + b"\n" + b"y" * 191)
    assert spool.finish() is None
    content = (tmp_path / "spool").read_bytes()
    assert content.endswith(b"\n")
    assert len(content) == spool.size <= 400_000
