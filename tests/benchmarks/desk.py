"""The desk: contributions judged and kept, and from an acceptance to the published page, over the full territories.

The peer's `/update` with the same statements judges nothing, decides nothing and syncs nothing: a floor, not a rival.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import requests

from tests.benchmarks import peer
from tests.benchmarks.rows import Row, quantile
from tests.benchmarks.stage import Stage
from tests.desk import ALPHA, VITRE, decide, ring
from tests.instance import Instance
from tests.loaders.network import copy_territories

_ONE_BY_ONE, _TOGETHER, _CLIENTS, _ACCEPTED = 60, 200, 8, 40
_OWNER = (
    "INSERT DATA {{ GRAPH <{base}/graph/source/bench> {{ <{alpha}> a <http://www.w3.org/ns/org#Organization> ; "
    '<http://www.w3.org/2000/01/rdf-schema#label> "Alpha"@fr }} }}'
)


def measure(stage: Stage) -> Iterator[Row]:
    """Rows of contributing and of publishing."""
    stage.tell("contributing over the full territories")
    folder = copy_territories(stage.folder / "desk")
    instance = Instance(folder, writes_hour=1_000_000, base_iri="http://localhost:8000").start().authorise()
    try:
        instance.update(_OWNER.format(base="http://localhost:8000", alpha=ALPHA))
        yield from _contributing(instance, _peer(stage))
        yield from _publishing(instance)
    finally:
        instance.stop()


def _contributing(instance: Instance, theirs: list[float]) -> Iterator[Row]:
    times = [_send(instance, number)[0] for number in range(_ONE_BY_ONE + 1)][1:]
    yield Row("contribution judged and kept, median", "ms", median(times), median(theirs))
    yield Row("contribution judged and kept, p95", "ms", quantile(times, 0.95), quantile(theirs, 0.95))
    started = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as clients:
        list(clients.map(lambda number: _send(instance, number), range(1000, 1000 + _TOGETHER)))
    yield Row("contributions, 8 clients", "requests/s", _TOGETHER / (time.perf_counter() - started))


def _send(instance: Instance, number: int) -> tuple[float, str]:
    headers = {**instance.bearer, "Content-Type": "text/turtle"}
    body = ring(f"Ring {number}").encode()
    started = time.perf_counter()
    answer = requests.post(f"{instance.base}/contributions", data=body, headers=headers, timeout=60)
    if answer.status_code != 201:
        raise ConnectionError(answer.text)
    return (time.perf_counter() - started) * 1000, answer.headers["Location"].rpartition("/")[2]


def _publishing(instance: Instance) -> Iterator[Row]:
    times = []
    for number in range(2000, 2000 + _ACCEPTED):
        path = f"/contributions/{_send(instance, number)[1]}"
        started = time.perf_counter()
        decide(instance, path, "accept")
        while not instance.get(path, headers=instance.bearer).json()["published"]:
            time.sleep(0.002)
        times.append((time.perf_counter() - started) * 1000)
    yield Row("from an acceptance to its publication, median", "ms", median(times))
    yield Row("from an acceptance to its publication, p95", "ms", quantile(times, 0.95))


def _peer(stage: Stage) -> list[float]:
    with peer.serving(stage.folder / "desk-peer") as port:
        return [_write(port, number) for number in range(_ONE_BY_ONE + 1)][1:]


def _write(port: int, number: int) -> float:
    maillage, thing = "https://w3id.org/maillage/def#", f"<http://e/{number}>"
    told = f"{thing} a <{maillage}Equipment> ; <{maillage}owner> <{ALPHA}> ; <{maillage}commune> <{VITRE}> ."
    started = time.perf_counter()
    update = f"INSERT DATA {{ GRAPH <http://g/{number}> {{ {told} }} }}"
    answer = requests.post(
        f"http://127.0.0.1:{port}/update",
        data=update.encode(),
        headers={"Content-Type": "application/sparql-update"},
        timeout=60,
    )
    answer.raise_for_status()
    return (time.perf_counter() - started) * 1000
