"""Acknowledged means on disk: the writer's system calls, in order."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from pathlib import Path
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.writes import Update
from graph_service.settings import read_settings
storage = EmbeddedStorage(read_settings(data_dir=Path(sys.argv[1])))
storage.writes.prepare()
storage.submit(Update(cause="t", text="INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/p> 1 } }"))
print("acknowledged", flush=True)
storage.close()
"""


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: the order of system calls is not seen"
)
def test_every_file_of_a_version_is_synced_before_the_swap_and_the_swap_before_the_answer(
    tmp_path: Path,
) -> None:
    trace = tmp_path / "trace"
    calls = "openat,write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,symlink,symlinkat,close"
    command = ["strace", "-f", "-y", "-e", f"trace={calls}", "-s", "200", "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, "-c", SCRIPT, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
    )
    if "acknowledged" not in done.stdout:
        pytest.skip(f"strace cannot follow here: {done.stderr[-200:]}")
    lines = trace.read_text(errors="replace").splitlines()
    swap = last(lines, r'rename\w*\(.*current\.tmp".*"[^"]*/current"')
    acknowledged = last(lines, r"write\(.*receipts")
    assert swap < acknowledged
    assert synced_between(lines, swap, acknowledged, r"/data>"), (
        "the folder of `current` is not synced before the answer"
    )
    published = last(lines, r'rename\w*\(.*versions/000002\.tmp".*versions/000002"')
    assert synced_between(lines, published, swap, r"/versions>"), "the folder of versions is not synced before the swap"
    for name in ("version.json", "changes"):
        wrote = last(lines[:published], rf"write\(\d+<[^>]*{name}")
        assert synced_between(lines, wrote, published, name), f"{name} is not synced"
    for table in set(re.findall(r"write\(\d+<([^>]*/\d+\.(?:sst|log))>", "\n".join(lines[:published]))):
        wrote = last(lines[:published], rf"write\(\d+<{re.escape(table)}>")
        if table.endswith(".sst"):
            assert synced_between(lines, wrote, published, os.path.basename(table)), f"{table} is not synced"  # noqa: PTH119


def last(lines: list[str], pattern: str) -> int:
    """Number of the last line that matches."""
    found = [number for number, line in enumerate(lines) if re.search(pattern, line)]
    assert found, pattern
    return found[-1]


def synced_between(lines: list[str], start: int, end: int, name: str) -> bool:
    """Whether a file or folder is synced between two lines."""
    pattern = re.compile(rf"f(?:data)?sync\(\d+<[^>]*{name}" if not name.endswith(">") else rf"fsync\(\d+<[^>]*{name}")
    return any(pattern.search(line) for line in lines[start : end + 1])
