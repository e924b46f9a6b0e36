"""Writing files so that they survive a power cut: content, then name, then folder."""

import json
import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk: a rename is durable only after this."""
    sync_file(folder)


def sync_file(path: Path) -> None:
    """Flush to disk what a file holds, whoever wrote it, or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file whole: readers see the old or the new one, a power cut leaves one of them."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def write_json(path: Path, value: object) -> None:
    """`write_durably` for JSON."""
    write_durably(path, json.dumps(value, ensure_ascii=False, sort_keys=True).encode())


def point(link: Path, target: str) -> None:
    """Make a symbolic link point elsewhere, atomically and durably; `target` is relative to its folder."""
    temporary = link.with_name(link.name + ".tmp")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)
    sync_folder(link.parent)
