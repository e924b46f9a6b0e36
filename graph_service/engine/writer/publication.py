"""From the primary store to a published version: checkpoint, record, rename, swap; and back after a death.

Acknowledging comes after everything here is on disk: the engine does not sync on commit, its checkpoint does.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.versions.durability import point, sync_folder, write_durably, write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord

_SHARED_SUFFIX = ".sst"
"""Files that the engine never writes again: linked. The others are copied."""


@contextmanager
def write_lock(folder: DataFolder) -> Iterator[None]:
    """Hold the one write lock. Blocking: polling starved a writer for seconds."""
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def now() -> str:
    """The time of a publication, in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def copy_store(source: Path, target: Path) -> None:
    """A store's files under another name: hard links for what is immutable, copies for the rest."""
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.suffix == _SHARED_SUFFIX:
            os.link(file, target / file.name)
        elif file.name not in ("LOCK", "LOG"):
            shutil.copy2(file, target / file.name)


def open_primary(folder: DataFolder) -> ox.Store:
    """The primary store, made anew from the published version if a writer died on it. Needs the write lock."""
    clean(folder)
    if folder.dirty.exists() or not folder.primary.exists():
        replace_primary(folder, _fresh_copy(folder))
    _sweep_engine_files(folder.primary)
    mark_dirty(folder)
    return ox.Store(str(folder.primary))


def mark_dirty(folder: DataFolder) -> None:
    """Say on disk that the primary may hold what is not published."""
    write_durably(folder.dirty, b"a writer is at work on the primary store\n")


def mark_clean(folder: DataFolder) -> None:
    """The primary holds exactly the published version."""
    folder.dirty.unlink(missing_ok=True)


def replace_primary(folder: DataFolder, store: Path) -> None:
    """Make another store the primary, and remove the one before."""
    point(folder.primary, f"stores/{store.name}")
    for other in folder.stores.iterdir():
        if other.name.isdigit() and other.name != store.name:
            shutil.rmtree(other, ignore_errors=True)


def next_store(folder: DataFolder) -> Path:
    """A path for a new store."""
    numbers = [int(path.name) for path in folder.stores.iterdir() if path.name.isdigit()]
    return folder.stores / str(max(numbers, default=0) + 1)


def _fresh_copy(folder: DataFolder) -> Path:
    store = next_store(folder)
    number = folder.current_number()
    if number:
        copy_store(folder.version_path(number) / "store", store)
    else:
        ox.Store(str(store)).flush()
    return store


def clean(folder: DataFolder) -> None:
    """Remove what a killed writer left: unfinished versions, and versions that were never published."""
    current = folder.current_number()
    for path in sorted(folder.versions.iterdir()):
        number, _, suffix = path.name.partition(".")
        if (
            suffix == "tmp"
            and _is_whole(path)
            and int(number) <= current
            and not folder.version_path(int(number)).exists()
        ):
            # An erasure died between its two renames: this is the version, rebuilt.
            path.rename(folder.version_path(int(number)))
        elif suffix or int(number) > current:
            shutil.rmtree(path, ignore_errors=True)


def _is_whole(version: Path) -> bool:
    return all((version / name).exists() for name in ("store", "version.json", "changes.nq.gz"))


def _sweep_engine_files(store: Path) -> None:
    for pattern in ("LOG.old.*", "OPTIONS-*.dbtmp"):
        for leftover in store.glob(pattern):
            leftover.unlink(missing_ok=True)


def publish(folder: DataFolder, store: ox.Store, record: VersionRecord, changes: Path) -> None:
    """Publish what the store holds as `record`; `changes` is moved in. Returns once all is on disk."""
    temporary = folder.versions / f"{record.number:06d}.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    store.backup(str(temporary / "store"))
    changes.replace(temporary / "changes.nq.gz")
    write_json(temporary / "version.json", record.to_json())
    sync_folder(temporary)
    temporary.replace(folder.version_path(record.number))
    sync_folder(folder.versions)
    point(folder.current, f"versions/{record.number:06d}")
