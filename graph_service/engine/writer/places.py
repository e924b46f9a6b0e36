"""Working folders of long tasks: held by a lock while their process lives, swept when it died."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_service.engine.versions.folder import DataFolder

_STORE = "build-"


def store_in_progress(folder: DataFolder, place: Path) -> Path:
    """Where the build of a working folder makes its store."""
    return folder.stores / f"{_STORE}{place.name}"


@contextmanager
def working_folder(folder: DataFolder) -> Iterator[Path]:
    """A folder for this process's build, locked while it lives: process numbers come again, locks do not lie."""
    sweep(folder)
    place = folder.builds / str(os.getpid())
    place.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(store_in_progress(folder, place), ignore_errors=True)
        os.close(descriptor)


def under_way(folder: DataFolder) -> bool:
    """Whether a build lives."""
    return any(_is_held(place) for place in _places(folder))


def sweep(folder: DataFolder) -> None:
    """Remove what builds left whose process died."""
    for place in _places(folder):
        if not _is_held(place):
            shutil.rmtree(place, ignore_errors=True)
    for store in folder.stores.glob(f"{_STORE}*"):
        if not _is_held(folder.builds / store.name.removeprefix(_STORE)):
            shutil.rmtree(store, ignore_errors=True)


def _places(folder: DataFolder) -> list[Path]:
    return [place for place in folder.builds.iterdir() if place.is_dir()]


def _is_held(place: Path) -> bool:
    try:
        descriptor = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
