"""Fixtures: one real instance a test worker, a storage of its own for each test that writes deep."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask

from graph_service.app import create_app
from graph_service.engine.store import EmbeddedStorage
from graph_service.settings import Settings, read_settings
from tests.atlas import lay_places
from tests.instance import STARTED, Instance
from tests.loaders.network import MADE
from tests.scheduling import Scheduling, rank

# A first example reads tables that the next ones find in memory; and no test is a claim of speed.
hypothesis.settings.register_profile("maillage", deadline=None)
hypothesis.settings.load_profile("maillage")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Share the tests out by what they set up."""
    # The order is ours, not that of the number of tests.
    config.option.loadscopereorder = False
    return Scheduling(config, log)


def pytest_sessionfinish() -> None:
    """Leave no service and no folder behind, whatever line a test ended at (a worker of xdist runs no `atexit`)."""
    for process in STARTED:
        if process.poll() is None:
            process.kill()
            process.wait(10)
    for folder in MADE:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with short deadlines and the default (merge) default graph."""
    root = tmp_path_factory.mktemp("instance") / "data"
    running = Instance(root, query_timeout=3, query_memory=400, body_timeout=4, small_write=20_000).start().authorise()
    running.update(
        "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/a> <http://example.org/p> 1, 2, 3 } }"
    )
    yield running
    running.stop()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings on a folder of the test's own."""
    return read_settings(data_dir=tmp_path / "data", small_write=1000, query_timeout=5, query_memory=300, readers=1)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application over a storage that is never started: enough for the pages that read no graph."""
    settings = read_settings(data_dir=tmp_path_factory.mktemp("pages") / "data")
    return create_app(settings, EmbeddedStorage(settings))


@pytest.fixture
def open_storage(settings: Settings) -> Iterator[Callable[..., EmbeddedStorage]]:
    """A way to start storages, all ended after the test."""
    opened: list[EmbeddedStorage] = []

    def start(**changes: object) -> EmbeddedStorage:
        storage = EmbeddedStorage(settings.model_copy(update=changes)).start()
        opened.append(storage)
        return storage

    yield start
    for storage in opened:
        storage.close()


@pytest.fixture
def storage(open_storage: Callable[..., EmbeddedStorage]) -> EmbeddedStorage:
    """A started storage with one reader."""
    return open_storage()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 48 MB that a test may fill; skipped where mounting is not permitted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not permitted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(scope="session")
def france(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A running instance that speaks French on its terminal; each test loads graphs of its own."""
    running = Instance(tmp_path_factory.mktemp("france") / "data", search=True).start().authorise()
    running.environment["LANG"] = "fr_FR.UTF-8"
    running.inside = True
    running.command("load", "ontology")
    running.command("load", "territories", "--no-geometry")
    lay_places(running)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(france: Instance) -> Instance:
    """The sample network on that instance, read by the search."""
    france.command("load", "demo")
    france.wait_for_search()
    return france
