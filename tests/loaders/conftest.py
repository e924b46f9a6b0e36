"""An instance with the ontology and the territories, shared by the sources' tests of a worker."""

from collections.abc import Iterator

import pytest

from tests.instance import Instance


@pytest.fixture(scope="session")
def france(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A running instance that speaks French on its terminal; each test loads graphs of its own."""
    running = Instance(tmp_path_factory.mktemp("france") / "data").start().authorise()
    running.environment["LANG"] = "fr_FR.UTF-8"
    running.command("load", "ontology")
    running.command("load", "territories", "--no-geometry")
    yield running
    running.stop()
