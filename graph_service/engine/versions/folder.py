"""The data folder: its names, its layout version, the current version and the kept ones."""

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from graph_service import __version__
from graph_service.engine.versions.durability import write_json
from graph_service.engine.versions.record import VersionRecord
from graph_service.errors import Gone, NotFound, StorageUnavailable
from graph_service.languages import Text

LAYOUT = 2
"""Layout of the folder: an older one is brought up to date at the first start, a newer one refused."""
ENGINE = "oxigraph-0.5"
"""Storage format of the engine; another one is refused."""


class DataFolder:
    """Paths below `MAILLAGE_DATA_DIR`, and what can be known without opening a store."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.format = self.root / "format.json"
        self.stores = self.root / "stores"
        self.versions = self.root / "versions"
        self._versions_name = str(self.versions)
        self._current_name = str(self.root / "current")
        self.primary = self.root / "primary"
        self.current = self.root / "current"
        self.dirty = self.root / "dirty"
        self.lock = self.root / "write.lock"
        self.tags = self.root / "tags.json"
        self.keys = self.root / "keys.jsonl"
        self.spool = self.root / "spool"
        self.builds = self.root / "builds"
        self.desk = self.root / "desk.sqlite"
        self.contours = self.root / "contours"
        self.sources = self.root / "sources"
        self.search = self.root / "search"
        self.dumps = self.root / "dumps"
        self.photos = self.root / "photos"
        self.search_link = self.root / "search.sqlite"

    def prepare(self, default_graph: str = "merge") -> None:
        """Create the folder, bring an older layout up to date, or check that this program may use it.

        Raises:
            StorageUnavailable: written by a newer program, with another kind of default graph, or not writable.
        """
        try:
            for folder in (self.root, self.stores, self.versions, self.spool, self.builds, self.sources):
                folder.mkdir(parents=True, exist_ok=True)
            if not self.format.exists():
                self._write_format(default_graph)
            (self.spool / ".probe").touch()
        except OSError as error:
            raise StorageUnavailable(
                Text(
                    f"Le dossier de données {self.root} ne peut être écrit : {error.strerror}. "
                    "Choisissez-en un autre par MAILLAGE_DATA_DIR.",
                    f"The data folder {self.root} cannot be written: {error.strerror}. "
                    "Choose another with MAILLAGE_DATA_DIR.",
                )
            ) from error
        self._check_format(default_graph)

    def _write_format(self, default_graph: str) -> None:
        write_json(
            self.format,
            {"layout": LAYOUT, "engine": ENGINE, "program": __version__, "default_graph": default_graph},
        )

    def _check_format(self, default_graph: str) -> None:
        try:
            found = json.loads(self.format.read_text())
        except ValueError:
            found = {}
        if found.get("layout") == 1 and found.get("engine") == ENGINE:
            # Layout 1 did not say which kind of default graph its versions hold: the one it is opened with.
            self._write_format(default_graph)
            return
        if found.get("layout") != LAYOUT or found.get("engine") != ENGINE:
            raise self._other_layout(found)
        if found.get("default_graph") != default_graph:
            kept = found.get("default_graph")
            raise StorageUnavailable(
                Text(
                    f"Ce dossier tient un graphe par défaut « {kept} », MAILLAGE_DEFAULT_GRAPH vaut "
                    f"« {default_graph} ». "
                    "Rendez au réglage sa valeur, ou chargez les données dans un dossier neuf.",
                    f"This folder holds a “{kept}” default graph; MAILLAGE_DEFAULT_GRAPH is “{default_graph}”. "
                    "Set it back, or load the data into a new folder.",
                )
            )

    def _other_layout(self, found: dict[str, object]) -> StorageUnavailable:
        layout, engine, program = found.get("layout"), found.get("engine"), found.get("program")
        return StorageUnavailable(
            Text(
                f"Ce dossier de données a la disposition {layout} (moteur {engine}) ; ce programme lit la disposition "
                f"{LAYOUT} ({ENGINE}). Installez le programme qui l’a écrit ({program}) ou un plus récent, ou "
                "restaurez une sauvegarde.",
                f"This data folder has layout {layout} (engine {engine}); this program reads layout {LAYOUT} "
                f"({ENGINE}). Install the program that wrote it ({program}) or a newer one, or restore a backup.",
            )
        )

    def spool_path(self, name: str) -> Path:
        """A path in the spool, named after this process: what a dead one left is removed at the next start."""
        return self.spool / f"{os.getpid()}-{name}"

    def version_path(self, number: int) -> Path:
        """The folder of a version."""
        return self.versions / f"{number:06d}"

    def version_name(self, number: int) -> str:
        """The same as text: a read makes no Path (each costs as much as the guard)."""
        return f"{self._versions_name}/{number:06d}"

    def current_number(self) -> int:
        """Number of the published version; 0 before the first. Costs one readlink."""
        try:
            return int(os.readlink(self._current_name)[-6:])  # noqa: PTH115 - see `version_name`
        except FileNotFoundError:
            return 0

    def current_record(self) -> VersionRecord:
        """The record of the published version."""
        return self.record(self.current_number())

    def record(self, number: int) -> VersionRecord:
        """A version's record.

        Raises:
            Gone: the version was pruned; the detail names the nearest kept ones.
            NotFound: no such version yet.
        """
        try:
            return read_record(self.version_name(number) + "/version.json")
        except FileNotFoundError:
            raise self._missing(number) from None

    def kept(self) -> list[int]:
        """Numbers of the kept versions, ascending."""
        return sorted(self._kept())

    def _kept(self) -> Iterator[int]:
        current = self.current_number()
        for entry in os.scandir(self.versions):
            if entry.name.isdigit() and int(entry.name) <= current:
                yield int(entry.name)

    def _missing(self, number: int) -> Gone | NotFound:
        kept = self.kept()
        if number < 1 or number > self.current_number():
            newest = kept[-1] if kept else 0
            return NotFound(
                Text(
                    f"La version {number} n’existe pas ; la plus récente est {newest}.",
                    f"Version {number} does not exist; the newest is {newest}.",
                )
            )
        near = [n for n in (max((k for k in kept if k < number), default=0), min(k for k in kept if k > number)) if n]
        names = ", ".join(map(str, near))
        return Gone(
            Text(
                f"La version {number} n’est plus gardée. Les plus proches : {names}.",
                f"Version {number} is no longer kept. The nearest: {names}.",
            ),
            members={"nearest": near},
        )

    def read_tags(self) -> dict[str, int]:
        """Tag → version number."""
        try:
            tags: dict[str, int] = json.loads(self.tags.read_text())
        except FileNotFoundError:
            return {}
        return tags


def read_record(path: str) -> VersionRecord:
    """The record in a `version.json`, read once for each time it was written (`erase` rewrites some).

    Raises:
        FileNotFoundError: no such version.
    """
    return _read_record(path, os.stat(path).st_mtime_ns)  # noqa: PTH116 - see `version_name`


@lru_cache(maxsize=256)
def _read_record(path: str, _written: int) -> VersionRecord:
    return VersionRecord.from_json(json.loads(Path(path).read_bytes()))
