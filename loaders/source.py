"""What a source is: its description, and how its files become lines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_service.engine.validation.validation import Validation
from graph_service.languages import Text
from loaders.report import Report

Tick = Callable[[int], None]
"""Called with bytes read since the last call, for the progress bar."""


@dataclass(frozen=True)
class Part:
    """One named graph that a load writes: `<base>/graph/source/<slug>`."""

    slug: str
    files: tuple[Path, ...]
    lines: Callable[["Loading"], Iterator[str]]
    size: int = 0
    """Bytes that reading it will tick."""


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
    notes: list[Text] = field(default_factory=list)
    """Sentences to print when the load is done."""


@dataclass(frozen=True)
class Source:
    """A source: its name, what it says of itself, and its parts for given paths."""

    name: str
    title: Text
    licence: str
    """IRI of the licence of its data."""
    publisher: str
    homepage: str
    frequency: Text
    parts: Callable[[tuple[Path, ...], Loading], Iterable[Part]]
    needs_paths: bool = True
    usage: Text = field(default=Text("", ""))
    """One sentence on what to give."""
    validates: bool = False
    """Whether its rows are judged by the shapes, in the context of the published graph."""
    slugs: tuple[str, ...] = ()
    """Slugs of every graph it may write: what its withdrawal removes. Empty: its name."""


LICENCE_OUVERTE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
