"""The stage: data sets and stores of each size, made in a temporary folder once a measure needs them."""

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.writes import GraphWrite
from graph_service.settings import read_settings
from tests.benchmarks import peer
from tests.benchmarks.dataset import GRAPH, Dataset, make_dataset


@dataclass(frozen=True)
class Loaded:
    """A store with a data set in it, and the seconds that its load took."""

    folder: Path
    seconds: float


@dataclass
class Stage:
    """Everything that measures share."""

    folder: Path
    console: Console
    small: int
    large: int
    rows: int
    seconds: float
    _datasets: dict[int, Dataset] = field(default_factory=dict)
    _loaded: dict[tuple[str, int], Loaded] = field(default_factory=dict)

    def dataset(self, size: int) -> Dataset:
        """The data set of a size."""
        if size not in self._datasets:
            self.tell(f"writing {size:,} quads")
            self._datasets[size] = make_dataset(self.folder, size)
        return self._datasets[size]

    def ours(self, size: int, default_graph: str = "merge") -> Loaded:
        """Our data folder with a data set."""
        key = (default_graph, size)
        if key not in self._loaded:
            dataset = self.dataset(size)
            self.tell(f"loading {size:,} quads, default_graph={default_graph}")
            folder = self.folder / f"{default_graph}-{size}"
            self._loaded[key] = Loaded(folder, load(folder, dataset, default_graph))
        return self._loaded[key]

    def peer(self, size: int) -> Loaded:
        """The peer's store with the same data set."""
        key = ("peer", size)
        if key not in self._loaded:
            dataset = self.dataset(size)
            self.tell(f"oxigraph load, {size:,} quads")
            folder = self.folder / f"peer-{size}"
            self._loaded[key] = Loaded(folder, peer.load(folder, dataset.quads))
        return self._loaded[key]

    def peer_again(self, size: int) -> float:
        """Seconds of another load by the peer, whose store is thrown away."""
        folder = self.folder / "peer-again"
        self.tell(f"oxigraph load again, {size:,} quads")
        seconds = peer.load(folder, self.dataset(size).quads)
        shutil.rmtree(folder)
        return seconds

    def drop(self, size: int, default_graph: str) -> None:
        """Forget a data folder that no other measure needs: it takes disk and page cache."""
        shutil.rmtree(self._loaded.pop((default_graph, size)).folder)

    def tell(self, step: str) -> None:
        """Say what is being done."""
        self.console.print(f"[dim]{time.strftime('%H:%M:%S')}[/] {step}")


def load(folder: Path, dataset: Dataset, default_graph: str) -> float:
    """Load a whole data set through the storage; seconds until it is published."""
    storage = EmbeddedStorage(read_settings(data_dir=folder, default_graph=default_graph)).start()
    write = GraphWrite(cause="benchmark", kind="replace", graph=GRAPH, file=str(dataset.triples), count=dataset.count)
    try:
        started = time.perf_counter()
        storage.submit(write)
        return time.perf_counter() - started
    finally:
        storage.close()
