"""What a search answers: things, counts, facets."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    iri: str
    names: dict[str, str]
    """Language tag → name."""
    summary: str
    kinds: tuple[str, ...]
    point: tuple[float, float] | None
    """Latitude and longitude in degrees."""
    nearby: bool
    """Whether the point is that of its commune."""
    kilometres: float | None
    fictitious: bool
    around: tuple[str, ...] = ()
    """The territories that it is in, at every level, itself included if it is one."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search."""

    version: int
    """The version that it holds for."""
    total: int
    exact: bool
    """Whether `total` and the facets are counted, or estimated."""
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]]
    """Facet → values and their counts, the most frequent first."""
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """IRI of a facet's value → its names, for those that are things."""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many things lie in each territory of a level."""

    version: int
    total: int
    exact: bool
    """Whether the counts are counted, or estimated."""
    counts: dict[str, int]
    """IRI of the territory → count; one that is not there has none."""
