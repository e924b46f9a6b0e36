"""The real territories and the ontology, loaded once a test worker and copied; and a storage with the sample network."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.writes import GraphWrite
from graph_service.settings import read_settings
from loaders import pipeline
from loaders.registry import find_source
from loaders.report import Report
from loaders.source import Loading

MADE: list[Path] = []
"""Every folder made here: the end of the session removes them."""


def load(storage: EmbeddedStorage, name: str, *paths: Path, **options: object) -> Report:
    """Load a source's parts as the command does; returns the report."""
    source, settings = find_source(name), storage.settings
    report = Report(None)
    loading = Loading(storage.folder.root, settings.base_iri, report, None, dict(options))
    for part in source.parts(paths, loading):
        target = storage.folder.spool_path(f"load-{part.slug}.nt")
        count = pipeline.write_part(source, part, loading, target, "0" * 64, frozenset())
        graph = pipeline.graph_name(settings.base_iri, part.slug)
        storage.submit(GraphWrite(cause=f"load {name}", kind="replace", graph=graph, file=str(target), count=count))
        target.unlink()
    return report


def _new_folder() -> Path:
    MADE.append(Path(tempfile.mkdtemp(prefix="maillage-")))
    return MADE[-1] / "data"


@cache
def _loaded() -> Path:
    folder = _new_folder()
    storage = EmbeddedStorage(read_settings(data_dir=folder, readers=1)).start()
    load(storage, "ontology")
    load(storage, "territories", no_geometry=True)
    storage.close()
    return folder


def copy_territories(target: Path) -> Path:
    """Make `target` a data folder with the ontology and the territories, loaded under the default public address."""
    # The links to the current version and store are relative.
    return Path(shutil.copytree(_loaded(), target, symlinks=True))


@cache
def network() -> EmbeddedStorage:
    """A storage with the sample network too; its processes end with the test worker."""
    storage = EmbeddedStorage(read_settings(data_dir=copy_territories(_new_folder()), readers=1)).start()
    load(storage, "demo")
    return storage
