"""Write path: milliseconds of a published update over HTTP, at two sizes, against the peer's own `/update`.

The peer neither syncs to disk nor keeps versions: its figure is a floor, not a rival.
"""

from collections.abc import Iterator
from statistics import median

from tests.benchmarks import peer
from tests.benchmarks.client import Connection, post
from tests.benchmarks.rows import Row, quantile
from tests.benchmarks.stage import Stage
from tests.instance import Instance

UPDATES = 60
_LAST = 15
_INSERT = 'INSERT DATA { GRAPH <http://example.org/graph/small> { <http://e/s> <http://e/p> "%d" } }'


def measure(stage: Stage) -> Iterator[Row]:
    """Rows at the small and at the large size, then what grows with size and with the number of updates."""
    ours: dict[int, list[float]] = {}
    for size in (stage.small, stage.large):
        ours[size], theirs = _ours(stage, size), _peer(stage, size)
        name = f"update at {size / 1e6:g} M quads"
        yield Row(f"{name}, median", "ms", median(ours[size]), median(theirs), "ours ≤ 300")
        yield Row(f"{name}, p95", "ms", quantile(ours[size], 0.95), quantile(theirs, 0.95))
    growth = median(ours[stage.large]) / median(ours[stage.small])
    yield Row(f"update, {stage.large / 1e6:g} M over {stage.small / 1e6:g} M quads", "×", growth, aim="about 1")
    large = ours[stage.large]
    drift = median(large[-_LAST:]) / median(large[:_LAST])
    yield Row(f"update, last {_LAST} of {UPDATES} over first {_LAST}", "×", drift, aim="about 1")


def _ours(stage: Stage, size: int) -> list[float]:
    folder = stage.ours(size).folder
    stage.tell(f"{UPDATES} updates at {size:,} quads")
    instance = Instance(folder).start().authorise()
    try:
        return _times(instance.port, **instance.bearer)
    finally:
        instance.stop()


def _peer(stage: Stage, size: int) -> list[float]:
    with peer.serving(stage.peer(size).folder) as port:
        return _times(port)


def _times(port: int, **headers: str) -> list[float]:
    """Milliseconds of each update; the first, which starts the writer, is left out."""
    with Connection(port) as connection:
        times = []
        for number in range(UPDATES + 1):
            exchange = connection.exchange(post(port, "/update", _INSERT % number, **headers))
            if exchange.status not in (200, 204):
                raise ConnectionError(f"update answered {exchange.status}")
            times.append(exchange.whole * 1000)
    return times[1:]
