"""Linked data, search and the library: a thing's document, words, places, a question that the cache keeps.

Search is also timed inside the process, over the whole data set, with words, facets and places taken from it.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from urllib.parse import quote

from graph_service.engine.formats.ntriples import LABEL, TYPE, own, shared, term, text
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.indexing import bring_up
from graph_service.engine.search.request import Circle, Search
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import GraphWrite
from graph_service.settings import read_settings
from graph_service.vocabulary import ONTOLOGY, SHARED
from loaders.cog import table
from tests.benchmarks import peer
from tests.benchmarks.client import KEY, SERIAL, Inquiry, Samples, get, keep_asking
from tests.benchmarks.dataset import GRAPH, Dataset
from tests.benchmarks.read import CONNECTIONS, TURNS
from tests.benchmarks.rows import Row, quantile
from tests.benchmarks.stage import Stage
from tests.benchmarks.words import vocabulary
from tests.instance import Instance

COMMUNES = "http://example.org/graph/communes"
_SEARCHES = 300
_AIM_MS = 50
"""Milliseconds within which a search of 500,000 associations is to answer in the process."""


def measure(stage: Stage) -> Iterator[Row]:
    """Rows of the documents, the search and the library, on the large data set."""
    folder, dataset = stage.ours(stage.large).folder, stage.dataset(stage.large)
    stage.tell("adding communes with points")
    add_communes(folder, stage.folder / "communes.nt")
    yield from _build(stage, folder)
    yield from _inside(stage, folder, dataset)
    yield from _over_http(stage, folder, dataset)


def add_communes(folder: Path, file: Path) -> None:
    """The present communes, at invented but lasting points, within their départements."""
    random, count = Random(1789), 0
    with file.open("w", encoding="utf-8") as target:
        for row in table("communes"):
            if row["type"] != "commune-actuelle":
                continue
            lat, long = round(random.uniform(42.5, 51.0), 5), round(random.uniform(-4.5, 8.0), 5)
            lines = (
                (TYPE, own("Commune")),
                (LABEL, text(row["nom"], "fr")),
                (own("within"), shared("departement", row["departement"] or "00")),
                (term("wgs84:lat"), f'"{lat}"^^{term("xsd:decimal")}'),
                (term("wgs84:long"), f'"{long}"^^{term("xsd:decimal")}'),
            )
            target.writelines(f"{shared('commune', row['code'])} {predicate} {value} .\n" for predicate, value in lines)
            count += len(lines)
    storage = EmbeddedStorage(read_settings(data_dir=folder)).start()
    storage.submit(GraphWrite(cause="benchmark", kind="replace", graph=COMMUNES, file=str(file), count=count))
    storage.close()


def _build(stage: Stage, folder: Path) -> Iterator[Row]:
    stage.tell("building the search file")
    started = time.perf_counter()
    bring_up(DataFolder(folder), merged=True, memory=4 << 30)
    yield Row("search: building the file", "s", time.perf_counter() - started)
    size = (folder / "search.sqlite").stat().st_size
    yield Row("search: size of the file", "MiB", size / 2**20)


def _inside(stage: Stage, folder: Path, dataset: Dataset) -> Iterator[Row]:
    """Milliseconds of searches in this process, by kind; the first of each kind are not counted."""
    index, random = SearchIndex(DataFolder(folder), 30.0), Random(1871)
    for name, search in searches(random, dataset).items():
        stage.tell(f"searching: {name}")
        for _ in range(10):
            index.find(search())
        taken = [_timed(index, search()) for _ in range(_SEARCHES)]
        aim = f"≤ {_AIM_MS} ms at 500,000"
        yield Row(f"search inside, {name}: p50", "ms", quantile(taken, 0.5) * 1000, aim=aim)
        yield Row(f"search inside, {name}: p99", "ms", quantile(taken, 0.99) * 1000, aim=aim)
    index.connections.close()


def searches(random: Random, dataset: Dataset) -> dict[str, Callable[[], Search]]:
    """Kinds of searches, each new every time."""
    # The data set's words are drawn by Zipf's law: most searches are of rare words, some of the commonest.
    words, codes = vocabulary(Random(1901)), [row["code"] for row in table("departements")]
    association = (("kind", ONTOLOGY + "Association"),)

    def word() -> str:
        return words[min(int(random.paretovariate(0.6)) - 1, len(words) - 1)]

    def circle(kilometres: float) -> Circle:
        return Circle(random.uniform(43, 50), random.uniform(-4, 7), kilometres)

    def departement() -> tuple[tuple[str, str], ...]:
        return (("territory", f"{SHARED}id/departement/{random.choice(codes)}"),)

    return {
        "one word": lambda: Search(word()),
        "two words, the last unfinished": lambda: Search(f"{word()} {word()[:4]}"),
        "a number": lambda: Search(f"W{random.randrange(dataset.associations):09}"),
        "a département": lambda: Search("", departement()),
        "a word in a département": lambda: Search(word(), departement()),
        "near, 20 km": lambda: Search("", association, near=circle(20)),
        "a word near, 50 km": lambda: Search(word(), association, near=circle(50)),
    }


def _timed(index: SearchIndex, search: Search) -> float:
    started = time.perf_counter()
    index.find(search)
    return time.perf_counter() - started


def _over_http(stage: Stage, folder: Path, dataset: Dataset) -> Iterator[Row]:
    instance = Instance(folder, search=True).start()
    context = get_context("spawn")
    try:
        instance.wait_for_search()
        with (
            peer.serving(stage.peer(stage.large).folder) as port,
            ProcessPoolExecutor(CONNECTIONS, mp_context=context) as clients,
        ):
            for name, ours, theirs in _pairs(instance.port, port, dataset):
                stage.tell(f"asking: {name}")
                yield from _compared(name, ours, theirs, clients, stage.seconds)
    finally:
        instance.stop()


def _pairs(ours: int, port: int, dataset: Dataset) -> Iterator[tuple[str, Inquiry, Inquiry]]:
    """Name, our request, and what asks the peer for the same."""
    subject = f"<{SHARED}id/association/W{KEY}>"
    construct = f"CONSTRUCT {{ {subject} ?p ?o }} WHERE {{ GRAPH <{GRAPH}> {{ {subject} ?p ?o }} }} #{SERIAL}"
    numbered = f'SELECT ?s ?l {{ GRAPH <{GRAPH}> {{ ?s {own("rna")} "W{KEY}" ; {LABEL} ?l }} }} LIMIT 20 #{SERIAL}'
    filtered = (
        f"SELECT ?s ?l {{ GRAPH <{GRAPH}> {{ ?s {LABEL} ?l FILTER (CONTAINS(?l, 'W{KEY}')) }} }} LIMIT 20 #{SERIAL}"
    )
    count = dataset.associations
    yield (
        "document of a thing (Turtle)",
        Inquiry(ours, fetch(ours, f"/doc/association/W{KEY}.ttl?limit={SERIAL}"), count),
        Inquiry(port, triples(get(port, peer.PATH, construct)), count),
    )
    number = fetch(ours, f"/search.json?q=W{KEY}")
    yield "search of a number", Inquiry(ours, number, count), Inquiry(port, get(port, peer.PATH, numbered), count)
    yield (
        "search of a number; the peer scans labels",
        Inquiry(ours, number, count),
        Inquiry(port, get(port, peer.PATH, filtered), count),
    )
    # The peer has no points: its side is the same lookup as above, for scale.
    near = fetch(ours, f"/search.json?near=46.{KEY},2.3&radius=20")
    yield "things near a point", Inquiry(ours, near, 1_000_000), Inquiry(port, get(port, peer.PATH, numbered), count)
    question = fetch(ours, "/queries/open-needs.json")
    yield (
        "question of the library, cached",
        Inquiry(ours, question),
        Inquiry(port, get(port, peer.PATH, f"ASK {{}} #{SERIAL}")),
    )


def fetch(port: int, target: str) -> bytes:
    """A GET of an address."""
    path = quote(target, safe="/?&=.,%+-")
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode()


def triples(request: bytes) -> bytes:
    """A query's request whose answer is a graph."""
    return request.replace(b"application/sparql-results+json", b"text/turtle")


def _compared(name: str, ours: Inquiry, theirs: Inquiry, clients: ProcessPoolExecutor, seconds: float) -> Iterator[Row]:
    found = Samples(), Samples()
    for turn in range(TURNS + 1):
        for samples, inquiry in zip(found, (ours, theirs), strict=True):
            starts = range((turn + 1) * 10_000_000, (turn + 1) * 10_000_000 + CONNECTIONS)
            length = seconds / TURNS if turn else 0.7
            taken = list(
                clients.map(
                    keep_asking, [inquiry] * CONNECTIONS, starts, [CONNECTIONS] * CONNECTIONS, [length] * CONNECTIONS
                )
            )
            if turn:
                samples.join(taken)
    failed = f" (refused {found[0].failures} and {found[1].failures})" if found[0].failures or found[1].failures else ""
    rates = [len(samples.whole) / samples.seconds for samples in found]
    yield Row(f"{name} ×{CONNECTIONS}{failed}", "requests/s", rates[0], rates[1])
    late = [quantile(samples.whole, 0.99) * 1000 if samples.whole else 0.0 for samples in found]
    yield Row(f"{name}, p99", "ms", late[0], late[1])
