"""The data-quality checks: each catches what its example says, and lets the near misses of the same file go."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph_service.engine.library.shelf import questions
from tests.loaders.network import network
from tests.sparql import rows

CHECKS = {name: question for name, question in questions().items() if question.theme == "checks"}
DATA = Path(__file__).parent / "checks"
EXAMPLE = "https://example.org/id/"


def merged(path: Path) -> ox.Store:
    """The example's named graphs, and their merge as default graph, as in the service."""
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TRIG)
    store.extend([ox.Quad(q.subject, q.predicate, q.object) for q in list(store)])
    return store


def test_every_check_has_its_example() -> None:
    assert {path.stem for path in DATA.glob("*.trig")} == set(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_catches_what_its_example_says_and_nothing_else(name: str) -> None:
    path = DATA / f"{name}.trig"
    header = re.match(r"# caught: (.+)\n", path.read_text())
    assert header is not None
    question = CHECKS[name]
    text = question.bound({"asOf": "2026-03-01"} if "asOf" in question.parameters else {})
    answer = merged(path).query(text)
    assert isinstance(answer, ox.QuerySolutions)
    caught = {str(row[0]).strip("<>").removeprefix(EXAMPLE) for row in answer}
    assert caught == {thing.removeprefix("ex:") for thing in header[1].split()}


@pytest.mark.parametrize("name", [n for n in CHECKS if n != "graphs-without-licence"])
def test_the_sample_network_passes_every_check(name: str) -> None:
    question = CHECKS[name]
    text = question.bound({"asOf": "2026-03-01"} if "asOf" in question.parameters else {})
    found = rows(network(), text)
    if name == "names-without-french":
        found = [row for row in found if not row[0].startswith("https://w3id.org/maillage/structure/")]
    assert found == []
