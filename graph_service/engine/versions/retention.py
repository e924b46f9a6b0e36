"""Which versions are kept, and the removal of the others."""

import contextlib
import fcntl
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph_service.engine.versions.durability import sync_folder, write_durably
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.errors import Gone

INTERNAL = "~"
"""First character of the keys that the service gives to writes that came without one."""

_LARGE_FILE = 4 << 20
KEY_DAYS = 30
"""Days for which an idempotency key answers its retry."""


def kept_numbers(
    records: list[VersionRecord], tags: dict[str, int], recent: int, days: int, months: int, now: datetime
) -> set[int]:
    """The versions to keep: the last `recent`, the last of each day and month within reach, every tag."""
    keep = {record.number for record in sorted(records, key=lambda r: r.number)[-recent:]} | set(tags.values())
    last_of_day: dict[str, int] = {}
    last_of_month: dict[str, int] = {}
    for record in records:
        age = now - datetime.fromisoformat(record.time)
        if age <= timedelta(days=days):
            day = record.time[:10]
            last_of_day[day] = max(record.number, last_of_day.get(day, 0))
        if age <= timedelta(days=months * 31):
            month = record.time[:7]
            last_of_month[month] = max(record.number, last_of_month.get(month, 0))
    return keep | set(last_of_day.values()) | set(last_of_month.values())


def prune(folder: DataFolder, recent: int, days: int, months: int) -> list[int]:
    """Remove the versions that need not be kept and that no reader holds; return their numbers."""
    numbers = folder.kept()
    if len(numbers) <= recent:
        return []
    records = [folder.record(number) for number in numbers]
    keep = kept_numbers(records, folder.read_tags(), recent, days, months, datetime.now(UTC))
    keep.add(folder.current_number())
    return [record.number for record in records if record.number not in keep and _remove(folder, record)]


def _remove(folder: DataFolder, record: VersionRecord) -> bool:
    path = folder.version_path(record.number)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        # A pruned folder makes a reader's aggregates hang, so a held version is skipped until next time.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        _keep_keys(folder, record)
        doomed = path.with_name(path.name + ".gone")
        path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
        return True
    finally:
        os.close(descriptor)


def _keep_keys(folder: DataFolder, record: VersionRecord) -> None:
    # Keys of our own making only serve while the write they stand for is under way.
    keys = {key: digest for key, digest in record.keys.items() if not key.startswith(INTERNAL)}
    if not keys:
        return
    with folder.keys.open("a") as file:
        # A line of its own even after one that a death cut short.
        file.write("\n" + json.dumps({"number": record.number, "time": record.time, "keys": keys}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder.root)
    _forget_old_keys(folder.keys)


def find_key(folder: DataFolder, key: str) -> tuple[int, str] | None:
    """The version that an idempotency key was published in and the digest of its request, or None."""
    for number in reversed(folder.kept()):
        with contextlib.suppress(Gone):  # pruned since it was listed
            record = folder.record(number)
            if key in record.keys:
                return number, record.keys[key]
    if not folder.keys.exists():
        return None
    return _old_keys(folder.keys, folder.keys.stat().st_mtime_ns).get(key)


@lru_cache(maxsize=1)
def _old_keys(path: Path, _written: int) -> dict[str, tuple[int, str]]:
    """The keys of pruned versions, read once for each time the file was written."""
    entries = filter(None, map(_entry, path.read_text().splitlines()))
    return {key: (int(entry["number"]), digest) for entry in entries for key, digest in entry["keys"].items()}


def _forget_old_keys(path: Path) -> None:
    """Rewrite the file without what is older than `KEY_DAYS`, when it has grown."""
    if path.stat().st_size < _LARGE_FILE:
        return
    oldest = (datetime.now(UTC) - timedelta(days=KEY_DAYS)).isoformat()
    entries = filter(None, map(_entry, path.read_text().splitlines()))
    write_durably(path, "".join(json.dumps(e) + "\n" for e in entries if e["time"] >= oldest).encode())


def _entry(line: str) -> dict[str, Any] | None:
    """One entry, or None for a blank line and for one that a death cut short."""
    try:
        entry: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return entry
