"""kill -9 on the writer, on readers and on the web process: nothing acknowledged is lost, nothing else appears."""

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
import requests

from tests.instance import Instance

G = "http://example.org/kill"


def children(pid: int) -> list[int]:
    """Every descendant of a process."""
    done = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = {int(line.split()[0]): int(line.split()[1]) for line in done.stdout.splitlines()}
    found = [pid]
    # Generation by generation: a child's number may be smaller than its parent's, once numbers have wrapped.
    for parent in found:
        found.extend(child for child, its_parent in parents.items() if its_parent == parent)
    return found[1:]


def role_of(pid: int) -> str:
    """`reader`, `writer` or `web`, from a process's command line."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"graph_service.engine.processes.sealed" in words:
            return words[words.index(b"graph_service.engine.processes.sealed") + 1].decode()
    return "web"


def write_until(stop: threading.Event, instance: Instance, side: int, acknowledged: set[str], sent: set[str]) -> None:
    """Insert numbered triples with idempotency keys, retrying each until it is acknowledged."""
    number = 0
    while not stop.is_set():
        number += 1
        name = f"{side}-{number}"
        sent.add(name)
        text = f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/{name}> <http://e/p> _:b }} }}"
        while not stop.is_set():
            with contextlib.suppress(requests.RequestException):
                headers = {
                    **instance.bearer,
                    "Content-Type": "application/sparql-update",
                    "Idempotency-Key": name,
                }
                response = requests.post(instance.base + "/update", data=text, headers=headers, timeout=30)
                if response.status_code == 204:
                    acknowledged.add(name)
                    break
            time.sleep(0.01)


def campaign(root: Path, kills: int, roles: tuple[str, ...], pause: float = 0.25) -> None:
    """Write from two sides under random kills, then hold the graph against what was acknowledged."""
    instance = Instance(root).start().authorise()
    stop, acknowledged, sent = threading.Event(), set[str](), set[str]()
    writers = [
        threading.Thread(target=write_until, args=(stop, instance, side, acknowledged, sent)) for side in range(2)
    ]
    for writer in writers:
        writer.start()
    chance = random.Random(7)
    killed = 0
    # On a busy machine the kills go on until enough was acknowledged between them to be lost.
    while killed < kills or len(acknowledged) <= kills // 4:
        time.sleep(chance.uniform(0.02, pause))
        assert instance.process is not None
        if instance.process.poll() is not None:
            instance.start()
        victims = [pid for pid in children(instance.process.pid) if role_of(pid) in roles]
        if victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
                killed += 1
        assert os.readlink(root / "current").startswith("versions/")  # noqa: PTH115
        assert (root / "current" / "version.json").exists()
    stop.set()
    for writer in writers:
        writer.join()
    assert instance.process is not None
    instance.process.kill()
    instance.process.wait()
    instance.start()
    rows = instance.rows(f"SELECT ?s (COUNT(?b) AS ?n) {{ GRAPH <{G}> {{ ?s ?p ?b }} }} GROUP BY ?s")
    present = {row["s"].removeprefix("http://e/") for row in rows}
    assert acknowledged <= present, f"lost: {sorted(acknowledged - present)[:5]}"
    assert present <= sent
    assert all(row["n"] == "1" for row in rows), "a retried write was applied twice"
    instance.stop()
    instance.command("verify")
    assert len(acknowledged) > kills // 4


@pytest.mark.timeout(170)
def test_twelve_kills_of_writers_and_readers_lose_nothing(tmp_path: Path) -> None:
    campaign(tmp_path / "data", 12, ("writer", "reader"))


@pytest.mark.timeout(170)
def test_four_kills_of_the_web_process_lose_nothing(tmp_path: Path) -> None:
    campaign(tmp_path / "data", 4, ("web",), pause=2.0)


@pytest.mark.campaign
def test_a_hundred_kills_of_any_process_lose_nothing(tmp_path: Path) -> None:
    campaign(tmp_path / "data", 100, ("writer", "reader", "web"))
