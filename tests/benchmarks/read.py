"""Reads over HTTP: requests a second, latencies and first byte, on a real instance and on `oxigraph serve`.

Both sides are asked in turns, so that noise touches both; queries name the graph, so that both read the same.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.context import SpawnContext
from statistics import median

from graph_service.engine.formats.ntriples import LABEL, own, shared
from tests.benchmarks import peer, virtuoso
from tests.benchmarks.client import KEY, SERIAL, Connection, Inquiry, Samples, get, header, keep_asking
from tests.benchmarks.dataset import GRAPH, Dataset
from tests.benchmarks.rows import Row, quantile
from tests.benchmarks.stage import Stage
from tests.instance import Instance

CONNECTIONS = 8
TURNS = 2
_WARM_SECONDS = 0.7
_PATH = "/sparql"


@dataclass(frozen=True)
class Question:
    """A measure: a query's text with places, how it is asked, what is aimed at."""

    name: str
    text: str
    keys: int = 1
    aim: str = ""
    connections: int = CONNECTIONS
    conditional: bool = False
    """Whether the answer is already held, so that ours is a 304."""
    first_byte: bool = False


def questions(dataset: Dataset) -> tuple[Question, ...]:
    """All measures."""
    subject = shared("association", f"W{KEY}")
    lookup = f"ASK {{ GRAPH <{GRAPH}> {{ {subject} a {own('Association')} }} }}"
    held = lookup.replace(KEY, f"{1:09}")
    one = f"SELECT ?p ?o {{ GRAPH <{GRAPH}> {{ {subject} ?p ?o }} }} #{SERIAL}"
    joined = f'?a {own("managingOffice")} "{KEY}P" ; {LABEL} ?l ; {own("commune")} ?c'
    count = f"SELECT (COUNT(?l) AS ?n) {{ GRAPH <{GRAPH}> {{ {joined} }} }} #{SERIAL}"
    many = f"SELECT ?s ?p ?o {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} LIMIT 100000 #{SERIAL}"
    return (
        Question("cheapest lookup (ASK)", f"{lookup} #{SERIAL}", dataset.associations, "ratio ≥ 0.2"),
        Question("one subject (SELECT)", one, dataset.associations),
        Question("2 ms query", count, dataset.offices, "ratio ≥ 0.9"),
        Question("cached", held, aim="ratio ≥ 0.4"),
        Question("304", held, aim="ratio ≥ 0.4", conditional=True),
        Question("100,000 rows", many, aim="ratio ≥ 1", connections=1, first_byte=True),
    )


def measure(stage: Stage) -> Iterator[Row]:
    """Rows of every question, on the large data set."""
    folder, store = stage.ours(stage.large).folder, stage.peer(stage.large).folder
    context = get_context("spawn")
    instance = Instance(folder).start()
    try:
        with peer.serving(store) as port, ProcessPoolExecutor(CONNECTIONS, mp_context=context) as clients:
            for question in questions(stage.dataset(stage.large)):
                stage.tell(f"asking: {question.name}")
                rival = port, peer.PATH
                yield from _rows(question, *_compare(question, instance.port, rival, clients, stage.seconds))
        yield from _against_virtuoso(stage, instance, context)
    finally:
        instance.stop()


def _against_virtuoso(stage: Stage, instance: Instance, context: SpawnContext) -> Iterator[Row]:
    """The same questions with Virtuoso as the peer, where it is installed."""
    if not virtuoso.installed():
        return
    dataset = stage.dataset(stage.large)
    stage.tell(f"loading {stage.large:,} quads into Virtuoso")
    with (
        virtuoso.serving(stage.folder / "virtuoso", dataset.triples) as (port, seconds),
        ProcessPoolExecutor(CONNECTIONS, mp_context=context) as clients,
    ):
        ours = stage.ours(stage.large)
        yield Row("load, merge, Virtuoso", "quads/s", dataset.count / ours.seconds, dataset.count / seconds)
        for question in questions(dataset):
            if not question.conditional:
                stage.tell(f"asking, Virtuoso: {question.name}")
                rival = port, virtuoso.PATH
                samples = _compare(question, instance.port, rival, clients, stage.seconds)
                named = replace(question, name=f"{question.name}, Virtuoso", aim="")
                yield from _rows(named, *samples)


def _compare(
    question: Question, port: int, rival: tuple[int, str], clients: ProcessPoolExecutor, seconds: float
) -> tuple[Samples, Samples, float]:
    """Samples of both sides, and the milliseconds of the peer when one client alone asks it."""
    ours, theirs = _ours(question, port), _theirs(question, *rival)
    alone = median(keep_asking(theirs, 0, 1, _WARM_SECONDS).whole) * 1000
    found = Samples(), Samples()
    for turn in range(TURNS + 1):
        for samples, inquiry in zip(found, (ours, theirs), strict=True):
            # Turn 0 warms both up, the clients' processes included.
            taken = _ask(inquiry, question, clients, turn, seconds / TURNS if turn else _WARM_SECONDS)
            if turn:
                samples.join(taken)
    return *found, alone


def _ask(
    inquiry: Inquiry, question: Question, clients: ProcessPoolExecutor, turn: int, seconds: float
) -> list[Samples]:
    number = question.connections
    # No turn's texts come again in another: nothing is answered from a cache unless it is meant to be.
    starts = range((turn + 1) * 10_000_000, (turn + 1) * 10_000_000 + number)
    return list(clients.map(keep_asking, [inquiry] * number, starts, [number] * number, [seconds] * number))


def _theirs(question: Question, port: int, path: str) -> Inquiry:
    return Inquiry(port, get(port, path, question.text), question.keys)


def _ours(question: Question, port: int) -> Inquiry:
    plain = get(port, _PATH, question.text)
    if not question.conditional:
        return Inquiry(port, plain, question.keys)
    with Connection(port) as connection:
        etag = header(connection.exchange(plain).head, b"etag")
    return Inquiry(port, get(port, _PATH, question.text, If_None_Match=str(etag)), expected=304)


def _rows(question: Question, ours: Samples, theirs: Samples, alone: float) -> Iterator[Row]:
    failed = f", refused {ours.failures} and {theirs.failures}" if ours.failures or theirs.failures else ""
    name = f"{question.name} ×{question.connections} (peer alone {alone:.2f} ms{failed})"
    rates = [len(samples.whole) / samples.seconds for samples in (ours, theirs)]
    yield Row(name, "requests/s", rates[0], rates[1], question.aim)
    for label, share in (("p50", 0.5), ("p99", 0.99)):
        yield Row(f"{question.name}, {label}", "ms", _at(ours.whole, share), _at(theirs.whole, share))
    if question.first_byte:
        yield Row(f"{question.name}, first byte p50", "ms", _at(ours.first, 0.5), _at(theirs.first, 0.5))


def _at(seconds: list[float], share: float) -> float:
    return quantile(seconds, share) * 1000 if seconds else 0.0
