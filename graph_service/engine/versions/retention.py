"""Which versions are kept, and the removal of the others."""

import fcntl
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph_service.engine.versions.durability import sync_folder
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord

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
    if len(numbers) <= recent or _build_under_way(folder):
        return []
    records = [folder.record(number) for number in numbers]
    keep = kept_numbers(records, folder.read_tags(), recent, days, months, datetime.now(UTC))
    keep.add(folder.current_number())
    return [record.number for record in records if record.number not in keep and _remove(folder, record)]


def _build_under_way(folder: DataFolder) -> bool:
    # A build replays every version published since its base.
    return any(path.name.isdigit() and Path("/proc", path.name).exists() for path in folder.builds.iterdir())


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
        doomed = path.with_name(path.name + ".tmp")
        path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
        return True
    finally:
        os.close(descriptor)


def _keep_keys(folder: DataFolder, record: VersionRecord) -> None:
    if not record.keys:
        return
    with folder.keys.open("a") as file:
        file.write(json.dumps({"number": record.number, "time": record.time, "keys": record.keys}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder.root)


def find_key(folder: DataFolder, key: str) -> tuple[int, str] | None:
    """The version that an idempotency key was published in and the digest of its request, or None."""
    for number in reversed(folder.kept()):
        record = folder.record(number)
        if key in record.keys:
            return number, record.keys[key]
    return _find_old_key(folder.keys, key)


def _find_old_key(path: Path, key: str) -> tuple[int, str] | None:
    if not path.exists():
        return None
    oldest = (datetime.now(UTC) - timedelta(days=KEY_DAYS)).isoformat()
    for line in reversed(path.read_text().splitlines()):
        entry = json.loads(line)
        if entry["time"] < oldest:
            return None
        if key in entry["keys"]:
            return int(entry["number"]), str(entry["keys"][key])
    return None
