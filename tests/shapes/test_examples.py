"""Every example, judged by the real validator in the context of a published graph."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.validation.validation import Validation
from graph_service.engine.writes import GraphWrite
from graph_service.media_types import TURTLE
from graph_service.settings import read_settings
from tests.model import CONTEXT, EXAMPLES, ROOT, SH, SHAPES, SHIPPED, graph_of, statements

_HEADER = re.compile(r"# violates: (.+)\n")
_CHECK = re.compile(r"shape:(\S+) (\S+)")


@pytest.fixture(scope="module")
def validation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validation]:
    """A validator over a store that holds what the examples point at."""
    root = tmp_path_factory.mktemp("examples")
    storage = EmbeddedStorage(read_settings(data_dir=root / "data", readers=1)).start()
    lines = [f"{quad.triple} .\n" for quad in statements(CONTEXT)]
    (root / "context.nt").write_text("".join(lines), encoding="utf-8")
    graph = "https://example.org/graph/context"
    storage.submit(
        GraphWrite(cause="test", kind="replace", graph=graph, file=str(root / "context.nt"), count=len(lines))
    )
    validating = Validation(storage.settings, storage.folder)
    yield validating
    validating.close()
    storage.close()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_ok_example_conforms_and_a_ko_one_breaks_what_its_header_states(path: Path, validation: Validation) -> None:
    text = path.read_text(encoding="utf-8")
    report = validation.validate(text.encode(), TURTLE)
    found = {(finding.shape.rpartition("/")[2], finding.path) for finding in report.findings}
    header = _HEADER.match(text)
    assert (header is None) == path.name.startswith("ok")
    stated = {(match[1], match[2]) for match in _CHECK.finditer(header[1])} if header else set()
    assert found == stated
    for finding in report.findings:
        assert finding.message.fr
        assert finding.message.en
        assert finding.message.fr != finding.message.en
    warnings = {str(s).rpartition("/")[2] for s in graph_of(*SHAPES).subjects(SH.severity, SH.Warning)}
    assert report.conforms == all(shape in warnings for shape, _ in stated)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_example_that_ships_with_the_ontology_conforms_without_a_warning(path: Path, validation: Validation) -> None:
    assert validation.validate(path.read_bytes(), TURTLE).findings == ()


def test_a_shipped_example_without_what_is_required_would_be_seen(validation: Validation) -> None:
    text = (ROOT / "ontology/examples/Equipment.ttl").read_text(encoding="utf-8")
    broken = "\n".join(line for line in text.splitlines() if "maillage:owner" not in line)
    assert [found.path for found in validation.validate(broken.encode(), TURTLE).findings] == ["maillage:owner"]
