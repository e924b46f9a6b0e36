"""`rollback` and `restore`: an earlier content published again, as a new version."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.folder import DataFolder, read_record
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.writer import publication
from graph_service.engine.writer.batch import base_record
from graph_service.engine.writer.builds import Progress
from graph_service.engine.writer.changes import write_changes
from graph_service.engine.writer.comparison import compare_versions
from graph_service.engine.writer.places import working_folder
from graph_service.engine.writer.sorting import read_lines
from graph_service.errors import StorageUnavailable
from graph_service.languages import Text


def restore(folder: DataFolder, merged: bool, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Publish the content of a version's folder (`source`), here or in a backup, as the next version."""
    source = Path(arguments["source"])
    with publication.write_lock(folder):
        progress("compare", 0)
        return republish(folder, source, arguments["cause"], merged)


def republish(folder: DataFolder, source: Path, cause: str, merged: bool) -> dict[str, Any]:
    """Make a copy of `source` the primary and publish it. Needs the write lock."""
    publication.clean(folder)
    current = base_record(folder)
    wanted = read_record(str(source / "version.json"))
    with working_folder(folder) as place:
        changes, counts, touched = _changes(folder, (source / "store", wanted), current, place, merged)
        record = replace(
            wanted,
            number=current.number + 1,
            previous=current.number,
            time=publication.now(),
            cause=cause,
            keys={},
            touched=touched,
            added=counts[0],
            removed=counts[1],
        )
        swap_primary(folder, source / "store", record, changes)
    return {"changed": True, "version": record.number, "added": counts[0], "removed": counts[1]}


def swap_primary(folder: DataFolder, source: Path, record: VersionRecord, changes: Path) -> None:
    """Publish a store that is not the primary, and make a copy of it the primary. Needs the write lock."""
    publication.mark_dirty(folder)
    path = publication.next_store(folder)
    shutil.rmtree(path, ignore_errors=True)
    publication.copy_store(source, path)
    store = ox.Store(str(path))
    publication.publish(folder, store, record, changes)
    del store
    publication.replace_primary(folder, path)
    publication.mark_clean(folder)


def _changes(
    folder: DataFolder, wanted: tuple[Path, VersionRecord], current: VersionRecord, place: Path, merged: bool
) -> tuple[Path, tuple[int, int], tuple[str, ...]]:
    here = folder.version_path(current.number) / "store"
    if not current.number:
        here = place / "empty"
        ox.Store(str(here)).flush()
    added, removed, plus, minus, touched = compare_versions((here, current), wanted, place, merged)
    changes = folder.spool_path("changes-restore")
    write_changes(changes, (line[:-1] for line in read_lines(added)), (line[:-1] for line in read_lines(removed)))
    return changes, (plus, minus), touched


def optimize(folder: DataFolder, _merged: bool, _arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Compact the primary store and publish it: reads get faster, disk needs twice the store until then.

    Raises:
        StorageUnavailable: less free disk than the store's size.
    """
    size = _check_room(folder)
    with publication.write_lock(folder):
        store = publication.open_primary(folder)
        progress("optimize", size)
        store.optimize()
        current = base_record(folder)
        changes = folder.spool_path("changes-optimize")
        write_changes(changes, (), ())
        record = replace(
            current, number=current.number + 1, previous=current.number, time=publication.now(), cause="optimize",
            touched=(), added=0, removed=0, keys={},
        )  # fmt: skip
        publication.publish(folder, store, record, changes)
        # Closed while the lock is held: the next writer opens the same folder.
        del store
        publication.mark_clean(folder)
    return {"changed": True, "version": record.number}


def _check_room(folder: DataFolder) -> int:
    size = sum(file.stat().st_size for file in folder.primary.resolve().iterdir())
    free = shutil.disk_usage(folder.root).free
    if free < size * 2:
        raise StorageUnavailable(
            Text(
                f"Compacter demande {size * 2 >> 20} Mio libres, il en reste {free >> 20}. Libérez de la place.",
                f"Compacting needs {size * 2 >> 20} MiB free, {free >> 20} are left. Free some space.",
            )
        )
    return size
