"""What a dump holds: its files with sizes and checksums, its statistics. Read by the web process."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from graph_service.engine.dumps.statistics import Statistics
from graph_service.engine.versions.folder import DataFolder

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One file of a dump: N-Quads, gzip."""

    name: str
    kind: Literal["dataset", "licence"]
    slug: str
    """Of the dataset or the licence."""
    licence: str
    graphs: tuple[str, ...]
    quads: int
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One dump."""

    version: int
    made: str
    """Time, UTC."""
    content: str
    """Content hash of the version."""
    files: tuple[DumpFile, ...]
    statistics: dict[str, Statistics]
    """Dataset → its figures."""
    unlicensed: tuple[str, ...]
    """Graphs left out for want of a licence."""
    members: tuple[str, ...] = ()
    """Names of the contents it is made of."""

    def to_json(self) -> dict[str, Any]:
        """The content of `manifest.json`."""
        figures = {slug: told.to_json() for slug, told in self.statistics.items()}
        return {
            "version": self.version,
            "made": self.made,
            "content": self.content,
            "files": [asdict(file) for file in self.files],
            "statistics": figures,
            "unlicensed": list(self.unlicensed),
            "members": list(self.members),
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(
            version=told["version"],
            made=told["made"],
            content=told["content"],
            files=tuple(DumpFile(**{**file, "graphs": tuple(file["graphs"])}) for file in told["files"]),
            statistics={slug: Statistics.from_json(figures) for slug, figures in told["statistics"].items()},
            unlicensed=tuple(told["unlicensed"]),
            members=tuple(told["members"]),
        )

    def file(self, kind: str, slug: str) -> DumpFile | None:
        """The file of a dataset or a licence."""
        return next((file for file in self.files if file.kind == kind and file.slug == slug), None)


def made(folder: DataFolder) -> list[int]:
    """Versions of which there is a dump, ascending."""
    sets = folder.dumps / "sets"
    if not sets.is_dir():
        return []
    return sorted(int(path.name) for path in sets.iterdir() if path.name.isdigit())


def latest(folder: DataFolder) -> Manifest | None:
    """The newest dump, if there is one."""
    numbers = made(folder)
    return read(folder, numbers[-1]) if numbers else None


def set_path(folder: DataFolder, version: int) -> Path:
    """Where the files of a dump lie."""
    return folder.dumps / "sets" / f"{version:06d}"


def read(folder: DataFolder, version: int) -> Manifest | None:
    """The manifest of a version's dump, or None."""
    path = set_path(folder, version) / MANIFEST
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=16)
def _read(path: Path, _written: int) -> Manifest:
    return Manifest.from_json(json.loads(path.read_bytes()))
