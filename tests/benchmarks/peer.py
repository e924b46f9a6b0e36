"""The peer: the `oxigraph` command, found beside this Python's own, on the same data."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.instance import free_port

PATH = "/query"


def command() -> str:
    """Where `oxigraph` is.

    Raises:
        FileNotFoundError: not installed.
    """
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if found is None:
        raise FileNotFoundError("oxigraph: install the development dependencies")
    return found


def load(location: Path, file: Path) -> float:
    """Load a file into a new store; seconds of the whole command."""
    started = time.perf_counter()
    subprocess.run(
        [command(), "load", "--location", str(location), "--file", str(file)], check=True, capture_output=True
    )
    return time.perf_counter() - started


@contextmanager
def serving(location: Path) -> Iterator[int]:
    """The port of an `oxigraph serve` on a store."""
    port = free_port()
    process = subprocess.Popen(
        [command(), "serve", "--location", str(location), "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait(port, PATH, process, 60)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait(port: int, path: str, process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait until a peer answers.

    Raises:
        TimeoutError: it ended, or did not answer in time.
    """
    deadline = time.monotonic() + seconds
    with requests.Session() as session:
        session.trust_env = False
        while process.poll() is None and time.monotonic() < deadline:
            try:
                session.get(f"http://127.0.0.1:{port}{path}", params={"query": "ASK {}"}, timeout=10)
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return
    raise TimeoutError(f"nothing answers at {path}")
