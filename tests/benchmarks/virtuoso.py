"""Virtuoso, the other peer, where Debian's package is installed: started on loopback, loaded, asked at `/sparql`."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.dataset import GRAPH
from tests.benchmarks.peer import wait
from tests.instance import free_port

PATH = "/sparql"
_SETTINGS = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {data}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxQueryMem = 1G
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000
"""


def installed() -> bool:
    """Whether Virtuoso's server and its client are on PATH."""
    return shutil.which("virtuoso-t") is not None and shutil.which("isql-vt") is not None


@contextmanager
def serving(folder: Path, triples: Path) -> Iterator[tuple[int, float]]:
    """The HTTP port of a Virtuoso that holds the triples, and the seconds that its load took."""
    folder.mkdir()
    sql, http = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, sql=sql, http=http, data=triples.parent))
    command = ["virtuoso-t", "+foreground", "+configfile", str(settings)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(http, PATH, process, 120)
        yield http, _load(sql, triples)
    finally:
        process.terminate()
        process.wait(timeout=120)


def _load(port: int, triples: Path) -> float:
    statements = f"ld_dir('{triples.parent}', '{triples.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;"
    started = time.perf_counter()
    subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={statements}"], check=True, capture_output=True
    )
    return time.perf_counter() - started
