"""What is asked of the search, and the expression that the words and facets of it make."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph_service.engine.contours import LEVELS
from graph_service.engine.search.schema import EVERY
from graph_service.engine.search.words import asked, stems_of

LABEL = "label"
"""Facet of the labels in force, which no file can keep: they end by themselves. Whoever searches tells them."""

MONTH = "month"
"""Facet of the months in which an event takes place or a call is open, such as 2026-11."""

REGISTER = "register"
"""Facet of what has a number in a register: the property that tells it. Never shown: it narrows figures."""

FACETS = (
    "kind", "pooling", "type", "theme", "activity", "terms", "accessibility", "skill", "family", "scale", "reach",
    LABEL, "circle", "size", "region", "departement", "epci", "commune", "territory", MONTH,
)  # fmt: skip
"""Facets, in the order in which people narrow; territories at every level."""

TERRITORIES = (*LEVELS, "territory")
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Circle:
    """A distance around a point."""

    lat: float
    long: float
    kilometres: float


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float


Labels = tuple[tuple[str, tuple[str, ...]], ...]
"""A label's brand → the IRIs of what bears it on the day of the search."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search."""

    words: str = ""
    facets: tuple[tuple[str, str], ...] = ()
    """Facet and value; several values of one facet widen, several facets narrow."""
    near: Circle | None = None
    box: Box | None = None
    demonstration: bool = False
    """Whether fictitious things are among the results."""
    labels: Labels = ()
    """What bears each label, where labels are a facet of this search."""
    version: int | None = None
    page: int = 1
    size: int = 20

    def values(self) -> dict[str, list[str]]:
        """Facet → values."""
        found: dict[str, list[str]] = {}
        for facet, value in self.facets:
            found.setdefault(facet, []).append(value)
        return found


@dataclass(frozen=True, slots=True)
class Expression:
    """An FTS5 expression, in the making."""

    parts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def and_any(self, tokens: Iterable[str]) -> "Expression":
        """The same, narrowed to rows with one of the tokens."""
        return Expression((*self.parts, f"terms : ({' OR '.join(tokens)})"), self.without)

    def but(self, token: str) -> "Expression":
        """The same, without the rows that have the token."""
        return Expression(self.parts, (*self.without, f"terms : {token}"))

    @property
    def text(self) -> str:
        """The expression as FTS5 reads it: every token is ours, quoted, so nothing that is typed can be syntax."""
        whole = " AND ".join(f"({part})" for part in self.parts or (f"terms : {EVERY}",))
        return " NOT ".join([f"({whole})", *self.without])


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question: all must be found; the last may be unfinished."""

    written: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, text: str) -> "Words":
        """The words that count in what was typed."""
        return cls(tuple(asked(text)[:MOST_WORDS]))

    def expression(self) -> Expression:
        """Each word in a name or a text, or its stem; the last one as a beginning too."""
        last = len(self.written) - 1
        return Expression(tuple(_one(word, unfinished=number == last) for number, word in enumerate(self.written)))


def _one(word: str, *, unfinished: bool) -> str:
    star = " *" if unfinished else ""
    same = " OR ".join(f'stems : "{stem}"' for stem in sorted(stems_of(word)) if stem)
    return f'{{label body}} : "{word}"{star}' + (f" OR {same}" if same else "")
