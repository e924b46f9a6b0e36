"""Backups: a published version, the tags, the desk and the photos, copied to a folder of their own."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from graph_service.engine.versions.durability import sync_folder
from graph_service.engine.versions.folder import ENGINE, DataFolder
from graph_service.errors import UsageError
from graph_service.languages import Text

_BESIDE = ("desk.key", "address")
"""What goes with a desk: the secret that its private links are derived from, the address that they begin with."""

_UNFINISHED = shutil.ignore_patterns("*.tmp")


def backup(folder: DataFolder, target: Path) -> int:
    """Copy the published version and what belongs with it; returns its number.

    Hard links where the file system allows them: a version's files are never written again.

    Raises:
        UsageError: the target exists, or nothing is published.
    """
    if target.exists():
        raise UsageError(Text(f"{target} existe déjà ; donnez un nom neuf.", f"{target} exists; give a new name."))
    number = folder.current_number()
    if not number:
        raise UsageError(Text("Rien n’est publié ici.", "Nothing is published here."))
    temporary = target.with_name(target.name + ".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(folder.version_path(number), temporary / "version", copy_function=_link_or_copy)
    shutil.copy2(folder.format, temporary / "format.json")
    names = [name for name, tagged in folder.read_tags().items() if tagged == number]
    (temporary / "tags.json").write_text(json.dumps(names))
    if folder.desk.exists():
        _copy_sqlite(folder.desk, temporary / "desk.sqlite")
    for name in _BESIDE:
        if (folder.root / name).exists():
            shutil.copy2(folder.root / name, temporary / name)
    if folder.photos.exists():
        # After the desk: whatever it names is among them.
        shutil.copytree(folder.photos, temporary / "photos", copy_function=_link_or_copy, ignore=_UNFINISHED)
    sync_folder(temporary)
    temporary.replace(target)
    sync_folder(target.absolute().parent)
    return number


def tags(source: Path) -> list[str]:
    """The tags of the version that a backup holds."""
    names: list[str] = json.loads((source / "tags.json").read_text())
    return names


def check(source: Path) -> None:
    """Refuse what is not a backup that this program reads.

    Raises:
        UsageError: no backup there, or of another engine.
    """
    try:
        engine = json.loads((source / "format.json").read_text())["engine"]
        (source / "version" / "version.json").read_text()
    except (OSError, ValueError, KeyError):
        raise UsageError(
            Text(f"{source} n’est pas une sauvegarde de Maillage.", f"{source} is not a backup of Maillage.")
        ) from None
    if engine != ENGINE:
        raise UsageError(
            Text(
                f"Cette sauvegarde est du moteur {engine} ; ce programme lit {ENGINE}.",
                f"This backup is of the engine {engine}; this program reads {ENGINE}.",
            )
        )


def restore_desk(source: Path, folder: DataFolder) -> bool:
    """Take the backup's desk if there is none here."""
    if folder.desk.exists() or not (source / "desk.sqlite").exists():
        return False
    _copy_sqlite(source / "desk.sqlite", folder.desk)
    for name in _BESIDE:
        if (source / name).exists():
            shutil.copy2(source / name, folder.root / name)
    return True


def restore_photos(source: Path, folder: DataFolder) -> None:
    """Take the backup's photos; each is named after what it holds, so those that are here stay."""
    if (source / "photos").is_dir():
        shutil.copytree(source / "photos", folder.photos, copy_function=_copy_missing, dirs_exist_ok=True)
        sync_folder(folder.photos)


def _copy_missing(source: str, target: str) -> None:
    if not Path(target).exists():
        _link_or_copy(source, target)


def _link_or_copy(source: str, target: str) -> None:
    if source.endswith((".sst", ".jpg")):
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
    else:
        shutil.copy2(source, target)


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
