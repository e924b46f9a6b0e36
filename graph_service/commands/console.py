"""What the commands share: the console, the language, the storage, errors as sentences, progress bars."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import OnProgress, Writes
from graph_service.errors import MaillageError
from graph_service.languages import Language, Text
from graph_service.settings import Settings, read_settings, remember_address

STEPS = {
    "compare": Text("compare avec la version publiée", "comparing with the published version"),
    "normalise": Text("normalise les valeurs", "normalising values"),
    "load": Text("charge le graphe", "loading the graph"),
    "publish": Text("publie", "publishing"),
    "update": Text("applique la mise à jour", "applying the update"),
    "verify": Text("recompte un graphe", "recounting a graph"),
    "verify-merge": Text("recompte la fusion", "recounting the merge"),
    "optimize": Text("compacte le magasin", "compacting the store"),
    "erase": Text("reconstruit les versions gardées", "rebuilding the kept versions"),
}

errors = Console(stderr=True, highlight=False, soft_wrap=True)
# A pipe has no width: tables are then as wide as they need.
output = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 400)


def language() -> Language:
    """The language of the terminal (`LANGUAGE`, `LC_ALL`, `LANG`): French unless it says English."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "fr"


def say(text: Text) -> None:
    """Print a sentence on standard error, in the terminal's language."""
    errors.print(text.to(language()), markup=False)


@contextmanager
def sentences() -> Iterator[None]:
    """Turn the project's errors into a sentence and exit code 1."""
    try:
        yield
    except MaillageError as error:
        errors.print(f"[bold red]✗[/] {error.title.to(language())}")
        errors.print(error.detail.to(language()), markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@contextmanager
def writing() -> Iterator[tuple[Settings, Writes]]:
    """The settings and the writer of the data folder, made if it is new."""
    settings = read_settings()
    folder = DataFolder(settings.data_dir)
    folder.prepare(settings.default_graph)
    remember_address(settings)
    writes = Writes(settings, folder)
    try:
        writes.prepare()
        yield settings, writes
    finally:
        writes.close()


@contextmanager
def reading() -> Iterator[EmbeddedStorage]:
    """The whole storage, readers included."""
    storage = EmbeddedStorage(read_settings()).start()
    try:
        yield storage
    finally:
        storage.close()


@contextmanager
def progress() -> Iterator[OnProgress]:
    """A bar that shows the writer's steps as they come."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(pulse_style="green"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("…", total=None)

        def show(step: str, _size: int) -> None:
            bar.update(task, description=STEPS.get(step, Text(step, step)).to(language()))

        yield show


def help_text(fr: str, en: str) -> str:
    """A help text in the terminal's language."""
    return Text(fr, en).to(language())


class Group(click.Group):
    """A group whose errors are sentences."""

    def invoke(self, context: click.Context) -> object:
        """Run a command, and tell its errors."""
        with sentences():
            return super().invoke(context)
