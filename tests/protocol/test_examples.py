"""Every example of a kind that people contribute, pushed through HTTP: what holds is 201, what does not is 422."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from graph_service.desk.kinds import KINDS
from graph_service.vocabulary import prefixes
from tests.desk import contribute, furnish
from tests.instance import Instance
from tests.model import EXAMPLES, SH, SHAPES, graph_of

SUBJECT = "<https://example.org/id/example>"
OTHERS = re.compile(r"^<https://example\.org/id/(?!example>)", re.MULTILINE)
CHECK = re.compile(r"shape:(\S+) ")
LEFT_ASIDE = frozenset(
    {"Resource-status", "Resource-statusSince", "Resource-decision", "Resource-state-decided", "Resource-everywhere"}
)
"""What the desk decides itself and does not take from a contribution."""


def contributed(path: Path) -> bool:
    """Whether an example is of one thing of a contributed kind."""
    text = path.read_text(encoding="utf-8")
    kind = re.search(rf"{SUBJECT} a (\w+):(\w+)", text)
    return bool(kind and prefixes()[kind[1]] + kind[2] in KINDS and not OTHERS.search(text))


SENT = [path for path in EXAMPLES if contributed(path)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The world that the examples point at."""
    running = Instance(tmp_path_factory.mktemp("desk") / "data", writes_hour=100_000).start().authorise()
    yield furnish(running)
    running.stop()


@pytest.fixture(scope="module")
def warnings() -> frozenset[str]:
    """The shapes whose faults are kept and told."""
    return frozenset(str(s).rpartition("/")[2] for s in graph_of(*SHAPES).subjects(SH.severity, SH.Warning))


def test_there_are_examples_of_most_kinds_that_people_contribute() -> None:
    assert len({path.parent.name for path in SENT}) > 15
    assert sum(path.name.startswith("ko") for path in SENT) > 100


def _parameters() -> list[ParameterSet]:
    """Every conforming example and one of three of the others; the campaign sends them all."""
    found = []
    for number, path in enumerate(SENT):
        later = path.name.startswith("ko") and number % 3
        marks = [pytest.mark.campaign] if later else []
        found.append(pytest.param(path, id=f"{path.parent.name}-{path.stem}", marks=marks))
    return found


@pytest.mark.parametrize("path", _parameters())
def test_an_ok_example_is_201_and_a_ko_one_422_with_the_shape_it_breaks(
    desk: Instance, warnings: frozenset[str], path: Path
) -> None:
    text = path.read_text(encoding="utf-8")
    token = desk.bearer["Authorization"].split()[1]
    # That number's association is of a register here: nobody contributes it.
    answer = contribute(
        desk, text.replace(SUBJECT, "<>").replace('maillage:rna "W353001234"', 'maillage:rna "W999000001"'), token
    )
    broken = set(CHECK.findall(text.splitlines()[0])) if text.startswith("# violates") else set()
    blocking = broken - warnings - LEFT_ASIDE
    assert answer.status_code == (422 if blocking else 201), answer.text
    if blocking:
        assert blocking <= {found["shape"].rpartition("/")[2] for found in answer.json()["findings"]}
