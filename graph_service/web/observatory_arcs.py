"""Who works with whom as a diagram of arcs: a line of organisations, and an arc for each pair."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_NODES = 60
"""Organisations of one diagram; the table has every pair."""

ROW, WIDTH = 56.0, 112.0
"""Height of an organisation's row and width of the arcs, in the units of the diagram."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations and what they do together."""

    first: str
    second: str
    practice: str


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation at its place."""

    iri: str
    y: float
    partners: int
    begins: bool
    """Whether it is the first of a group that no arc leaves."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Two organisations that share practices."""

    first: str
    second: str
    path: str
    practices: int


@dataclass(frozen=True, slots=True)
class Arcs:
    """A diagram ready to be written."""

    nodes: list[Node]
    arcs: list[Arc]
    height: float
    left_out: int
    """Organisations that the table alone has."""


def arcs_of(pairs: Sequence[Pair], names: dict[str, str]) -> Arcs:
    """The diagram: groups that work together, the largest first; in each, who has most partners."""
    shared = Counter((pair.first, pair.second) for pair in set(pairs))
    partners: dict[str, set[str]] = defaultdict(set)
    for first, second in shared:
        partners[first].add(second)
        partners[second].add(first)
    groups = sorted(_groups(partners), key=lambda group: (-len(group), min(names[iri] for iri in group)))
    ordered = [(iri, not place) for group in groups for place, iri in enumerate(_ranked(group, partners, names))]
    kept = ordered[:MOST_NODES]
    nodes = [Node(iri, (n + 0.5) * ROW, len(partners[iri]), begins) for n, (iri, begins) in enumerate(kept)]
    at = {node.iri: node.y for node in nodes}
    arcs = [
        Arc(first, second, _path(at[first], at[second], ROW * len(kept)), number)
        for (first, second), number in sorted(shared.items())
        if first in at and second in at
    ]
    return Arcs(nodes, arcs, ROW * len(kept), len(ordered) - len(kept))


def _groups(partners: dict[str, set[str]]) -> Iterable[set[str]]:
    left = set(partners)
    while left:
        group, edge = set[str](), {min(left)}
        while edge:
            group |= edge
            edge = {other for iri in edge for other in partners[iri]} - group
        left -= group
        yield group


def _ranked(group: set[str], partners: dict[str, set[str]], names: dict[str, str]) -> list[str]:
    return sorted(group, key=lambda iri: (-len(partners[iri]), names[iri], iri))


def _path(first: float, second: float, height: float) -> str:
    """From one row to the other, the farther the wider."""
    reach = WIDTH - 8
    bend = reach - min(reach - 14, 26 + 1.9 * (reach - 40) * abs(first - second) / max(height, ROW * 6))
    return f"M{reach:g} {first:g}C{bend:.1f} {first:g} {bend:.1f} {second:g} {reach:g} {second:g}"
