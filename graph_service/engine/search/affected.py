"""Which things a change of the graph concerns, read from its change record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import pyoxigraph as ox

from graph_service.engine.search.documents import PRODUCERS, THROUGH, level_of
from graph_service.engine.search.hierarchies import DECIDING
from graph_service.engine.search.statements import Statements

MOST_CHANGES = 200_000
"""Changed quads above which the file is made anew: as for writes, that is the quicker way."""

_OWN_POINT = ("#lat", "#long")


@dataclass
class Affected:
    """The things that a change record names, and whether it moves what many others depend on."""

    things: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    """Territories and concepts whose place among the others, or on the map, changed."""
    too_many: bool = False
    """Whether more changed than is worth following."""


def affected(changes: Iterable[tuple[bool, bytes]]) -> Affected:
    """What a change record concerns."""
    found = Affected()
    iterator = iter(changes)
    for _, line in islice(iterator, MOST_CHANGES):
        if line.startswith(b"<"):
            subject, predicate = _subject_and_predicate(line)
            found.things |= {subject, subject.partition("#")[0]}
            if predicate in DECIDING and _is_level(subject, predicate):
                found.moved.add(subject)
    found.too_many = next(iterator, None) is not None
    return found


def with_dependents(things: set[str], statements: Statements) -> Iterator[str]:
    """The things, those that are where they are through a site or an authorisation, and those they answer for."""
    yield from things
    for thing in things:
        for predicate in (*THROUGH, *PRODUCERS):
            yield from (other for other in statements.subjects(predicate, thing) if other not in things)


def _is_level(subject: str, predicate: str) -> bool:
    """Whether the documents of other things hold this: a point of one's own moves nobody else."""
    return not predicate.endswith(_OWN_POINT) or bool(level_of(subject))


def _subject_and_predicate(line: bytes) -> tuple[str, str]:
    if b"\\" in line:
        quad = next(iter(ox.parse(line, format=ox.RdfFormat.N_QUADS)))
        return str(getattr(quad.subject, "value", "")), quad.predicate.value
    subject, predicate, _ = line.split(b" ", 2)
    return subject[1:-1].decode(), predicate[1:-1].decode()
