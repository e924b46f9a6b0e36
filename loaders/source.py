"""What a source is: its description, and how its files become lines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_service.engine.frequencies import Frequency
from graph_service.engine.validation.validation import Validation
from graph_service.languages import Text
from graph_service.vocabulary import LICENCE_OUVERTE as LICENCE_OUVERTE  # noqa: PLC0414 - sources take it from here
from loaders.report import Report

Tick = Callable[[int], None]
"""Called with bytes read since the last call, for the progress bar."""


@dataclass(frozen=True)
class Option:
    """An option of a source's own command."""

    flag: str
    """As it is typed: `--territory`."""
    help: Text
    switch: bool = False
    """Takes no value."""
    multiple: bool = False
    required: bool = False
    default: str | None = None

    @property
    def name(self) -> str:
        """The key in `Loading.options`."""
        return self.flag.removeprefix("--").replace("-", "_")


@dataclass(frozen=True)
class Part:
    """One named graph that a load writes: `<base>/graph/source/<slug>`."""

    slug: str
    files: tuple[Path, ...]
    lines: Callable[["Loading"], Iterator[str]]
    size: int = 0
    """Bytes that reading it will tick."""


ADD = Option("--add", Text("ajoute au graphe au lieu de le remplacer", "add to the graph"), switch=True)
TERRITORY = Option(
    "--territory",
    Text("territoire : code, ou nom s’il est seul à le porter", "territory: code, or name if it alone bears it"),
)
NAMING = (
    Option(
        "--name",
        Text(
            "nom de ce chargement, pour son graphe (défaut : celui du fichier)",
            "name of this load, for its graph (default: the file's)",
        ),
    ),
    Option("--title", Text("titre du jeu de données", "title of the dataset")),
    Option("--publisher", Text("qui publie ces données", "who publishes this data")),
    Option(
        "--licence",
        Text(
            "licence : « licence ouverte », « cc by sa », ou son adresse",
            "licence: “licence ouverte”, “cc by sa”, or its address",
        ),
    ),
)
"""What every load of a named source may tell."""

Origin = tuple[str, int]
"""File and row (or number of the item) that a thing comes from."""


@dataclass
class Loading:
    """One run of one source: where it works, what it was asked, what it notes."""

    folder: Path
    """The data folder (for files that lie beside the store)."""
    base: str
    report: Report
    limit: int | None = None
    options: dict[str, Any] = field(default_factory=dict)
    tick: Tick = lambda _bytes: None
    validation: Validation | None = None
    """The validator, for sources whose rows the shapes judge."""
    graph: str = ""
    """Name of the graph of the part that is being written."""
    slug: str = ""
    """Slug of a named source's load: `<source>-<name>`."""
    notes: list[Text] = field(default_factory=list)
    """Sentences to print when the load is done."""
    origins: dict[str, Origin] = field(default_factory=dict)
    """Subject as a term → where it was read, for what the shapes say of it."""


@dataclass(frozen=True)
class Source:
    """A source: its name, what it says of itself, and its parts for given paths."""

    name: str
    title: Text
    licence: str
    """IRI of the licence of its data; empty: whoever loads it tells it."""
    publisher: str
    homepage: str
    frequency: Text
    parts: Callable[[tuple[Path, ...], Loading], Iterable[Part]]
    needs_paths: bool = True
    usage: Text = field(default=Text("", ""))
    """One sentence on what to give."""
    validates: bool = False
    """Whether it asks the validator itself, row by row."""
    judged: bool = False
    """Whether the shapes judge each thing of its lines before they are published (`loaders.admission`)."""
    slugs: tuple[str, ...] = ()
    """Slugs of every graph it may write: what its withdrawal removes. Empty: its name."""
    named: bool = False
    """Whether each load has a name, and a graph `<source>-<name>`: for what exists many times, such as calendars."""
    options: tuple[Option, ...] = ()
    rhythm: Frequency | None = None
    """How often what it loads changes: a load that is older is called old; None: it does not age."""
