"""The W3C suites, when `MAILLAGE_W3C` names the folder of the runner (tools/w3c); skipped and said so otherwise."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instance import Instance

FOLDER = os.environ.get("MAILLAGE_W3C", "")
pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="MAILLAGE_W3C names no folder: the W3C suites are not run"),
    pytest.mark.timeout(400),
]

LOAD_IS_OFF = {
    "sparql11/update-silent#load-silent",
    "sparql11/update-silent#load-into-silent",
    "sparql11/syntax-update-1#test_41",
    "sparql11/syntax-update-1#test_47",
    "sparql11/syntax-update-1#test_48",
    "sparql11/syntax-update-1#test_49",
}
"""LOAD is always refused (403), before its syntax is looked at."""


MEMORY, ROOM = Path("/dev/shm"), 1 << 30
"""Where files stay in memory, and the bytes that must be free there."""


@pytest.fixture(scope="module")
def own() -> Iterator[Instance]:
    """An instance whose default graph stands alone, as the suites expect."""
    # Two thousand writes of a few quads, each synced: on a disk the suites would mostly wait for it.
    place = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None
    with tempfile.TemporaryDirectory(prefix="maillage-w3c-", dir=place, ignore_cleanup_errors=True) as folder:
        running = Instance(Path(folder) / "data", default_graph="own").start().authorise()
        yield running
        running.stop()


def run(own: Instance, *arguments: str) -> tuple[int, set[str]]:
    """Run one sub-command; the number passed and the ids that failed."""
    token = own.bearer["Authorization"].removeprefix("Bearer ")
    command = [sys.executable, str(Path(FOLDER) / "run.py"), *arguments, "--token", token, "--wipe"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=380)
    last = re.search(r"(\d+) passed, (\d+) failed, (\d+) skipped", done.stdout)
    assert last, done.stdout[-2000:] + done.stderr[-2000:]
    print(arguments[0], last.group())
    return int(last.group(1)), set(re.findall(r"^FAIL(?:-ALLOWED)? (\S+)", done.stdout, re.MULTILINE))


def addresses(own: Instance) -> tuple[str, ...]:
    """The three addresses as options."""
    return (
        "--endpoint",
        own.base + "/sparql",
        "--update",
        own.base + "/update",
        "--gsp",
        own.base + "/graphs",
    )


def test_protocol_without_failure(own: Instance) -> None:
    assert run(own, "protocol", *addresses(own)) == (75, set())


def test_graph_store_protocol_without_failure(own: Instance) -> None:
    assert run(own, "gsp", "--base", own.base + "/graphs") == (43, set())


def test_service_description_without_failure(own: Instance) -> None:
    assert run(own, "sd", "--endpoint", own.base + "/sparql") == (3, set())


def test_updates_without_failure_but_load(own: Instance) -> None:
    assert run(own, "update-eval", *addresses(own)) == (151, LOAD_IS_OFF)


def test_queries_not_below_the_engine_itself(own: Instance) -> None:
    allowed = next(Path(FOLDER).glob("allow-pyoxigraph-*.txt"))
    known = {line.split()[0] for line in allowed.read_text().splitlines() if line and not line.startswith("#")}
    passed, failed = run(
        own, "query-eval", *addresses(own), "--suites", "sparql11,sparql10", "--allow-file", str(allowed)
    )
    assert failed <= known
    assert passed >= 796
