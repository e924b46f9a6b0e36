"""Load: named-graph quads a second of a whole load, until it is published, against `oxigraph load`."""

from collections.abc import Iterator
from statistics import mean

from tests.benchmarks.rows import Row
from tests.benchmarks.stage import Stage

AIMS = {"own": "ratio ≥ 0.9", "merge": "ratio ≥ 0.55"}


def measure(stage: Stage) -> Iterator[Row]:
    """One row for each meaning of the default graph."""
    size = stage.large
    before = stage.peer(size).seconds
    for default_graph, aim in AIMS.items():
        ours = stage.ours(size, default_graph)
        # A minute of noise spoils a single load: the peer's is the mean of one before and one after.
        after = stage.peer_again(size)
        name = f"load {size / 1e6:g} M quads, default_graph={default_graph}"
        yield Row(name, "quads/s", size / ours.seconds, size / mean((before, after)), aim)
        before = after
    stage.drop(size, "own")
