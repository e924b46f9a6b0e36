"""The things of a file of N-Triples: each with its parts, and those that point at each other kept together."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from graph_service.engine.formats.skolems import whole


@dataclass
class Thing:
    """A subject and its parts (`<subject>#part`): it is published or refused as one."""

    subject: str
    """The term: `<IRI>` or `_:label`."""
    lines: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    """The subjects of its lines, itself among them."""


def things(lines: Iterable[str]) -> list[Thing]:
    """The things of N-Triples lines, in the order of their first line; a line told twice counts once."""
    by_subject: dict[str, list[str]] = {}
    for line in dict.fromkeys(lines):
        by_subject.setdefault(line.split(" ", 1)[0], []).append(line)
    found: dict[str, Thing] = {}
    for subject, said in by_subject.items():
        owner = _owner(subject, by_subject)
        thing = found.setdefault(owner, Thing(owner))
        thing.lines.extend(said)
        thing.parts.add(subject)
    return list(found.values())


def _owner(subject: str, described: Container[str]) -> str:
    """What a part hangs from, directly or not, as far as it is described."""
    for above in (whole(subject), f"{subject.partition('#')[0]}>"):
        if above is not None and above != subject and above in described:
            return _owner(above, described)
    return subject


def linked(found: list[Thing]) -> Iterator[list[Thing]]:
    """Groups of things that point at each other: a rule may look from one to the other, so they are judged together."""
    owner = {part: index for index, thing in enumerate(found) for part in thing.parts}
    root = list(range(len(found)))
    for index, thing in enumerate(found):
        for line in thing.lines:
            target = owner.get(line.split(" ", 2)[2][:-3])
            if target is not None:
                _join(root, index, target)
    groups: dict[int, list[Thing]] = {}
    for index, thing in enumerate(found):
        groups.setdefault(_top(root, index), []).append(thing)
    yield from groups.values()


def _top(root: list[int], index: int) -> int:
    while root[index] != index:
        root[index] = root[root[index]]
        index = root[index]
    return index


def _join(root: list[int], one: int, other: int) -> None:
    root[_top(root, one)] = _top(root, other)
