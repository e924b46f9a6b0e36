"""Many things judged in few validations: each gets its own findings, and none is accepted because a report was full."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_service.engine.validation.report import MOST, Finding, visible
from graph_service.engine.validation.things import Thing, linked
from graph_service.engine.validation.validation import Validation
from graph_service.errors import ValidationUnfinished
from graph_service.media_types import N_TRIPLES

_TOGETHER = 60
"""Things judged together: the cost of a validation is shared."""

_LARGEST = 2_000
"""Things of one validation, whatever points at what."""

_SECONDS_A_LINE = 0.05
"""Deadline allowed for a line of a file: ten times what was measured for the slowest shape."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A thing, and what the shapes say of it."""

    thing: Thing
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing blocks its publication."""
        return all(finding.severity != "violation" for finding in self.findings)


def judge_things(validation: Validation, found: list[Thing]) -> Iterator[Verdict]:
    """Judge every thing; what points at a refused thing, without it.

    Things that point at each other are judged together, up to some thousands; beyond, each with what it points at.

    Raises:
        ReservedVocabulary: a thing speaks of shapes, classes or the project's own terms.
        ValidationUnfinished: one thing alone passes its deadline or its memory.
    """
    left = {part: thing for thing in found for part in thing.parts}
    for group in _packed(linked(found)):
        yield from _settled(validation, group, left)


def judge_groups(
    validation: Validation, groups: Sequence[Sequence[str]], beside: Sequence[str] = ()
) -> list[tuple[Finding, ...]]:
    """The findings of each group of lines (say, a row), in the same order; they are judged in the sight of each other.

    `beside` are lines that are only looked at. Done again by halves: a report that is full, a validation that does
    not end, a violation that no group answers for.
    """
    try:
        found, full = _findings(validation, groups, beside)
    except ValidationUnfinished:
        if len(groups) == 1:
            raise
    else:
        if len(groups) == 1:
            return [found]
        shared = [tuple(_of(found, names)) for names in _names(groups)]
        told = {finding for findings in shared for finding in findings}
        if not full and all(f in told for f in found if f.severity == "violation"):
            return shared
    middle = len(groups) // 2
    halves = groups[:middle], groups[middle:]
    others = [line for half in reversed(halves) for group in half for line in group]
    size = sum(map(len, halves[1]))
    one = judge_groups(validation, halves[0], [*beside, *_pointed(halves[0], others[:size])])
    return one + judge_groups(validation, halves[1], [*beside, *_pointed(halves[1], others[size:])])


def _findings(
    validation: Validation, groups: Sequence[Sequence[str]], beside: Sequence[str]
) -> tuple[tuple[Finding, ...], bool]:
    """The findings about the groups, not about what lies beside them; and whether there may be more violations."""
    own = {line.split(" ", 1)[0] for group in groups for line in group}
    looked_at = [line for line in beside if line.split(" ", 1)[0] not in own]
    every = dict.fromkeys([*(line for group in groups for line in group), *looked_at])
    seconds = max(validation.settings.validation_timeout, _SECONDS_A_LINE * len(every))
    report = validation.validate("".join(every).encode(), N_TRIPLES, seconds=seconds)
    # The most severe come first: one that does not block is the sign that all those that do are there.
    full = len(report.findings) >= MOST and report.findings[-1].severity == "violation"
    ignored = {_name(line.split(" ", 1)[0]) for line in looked_at} - {_name(subject) for subject in own}
    found = tuple(finding for finding in report.findings if finding.focus not in ignored)
    return (found if found or not full else report.findings), full


def _pointed(groups: Sequence[Sequence[str]], others: Sequence[str]) -> list[str]:
    """Of other lines, those about what the groups point at."""
    objects = {line.split(" ", 2)[2][:-3] for group in groups for line in group}
    return [line for line in others if line.split(" ", 1)[0] in objects]


def _names(groups: Sequence[Sequence[str]]) -> Iterator[set[str]]:
    """What a finding of each group may be about: its subjects, and what it alone points at."""
    subjects = [{_name(line.split(" ", 1)[0]) for line in group} for group in groups]
    every = set().union(*subjects)
    for own, group in zip(subjects, groups, strict=True):
        yield own | {_name(line.split(" ", 2)[2][:-3]) for line in group} - (every - own)


def _name(term: str) -> str:
    return visible(term.strip("<>"))


def _of(found: Iterable[Finding], names: set[str]) -> Iterator[Finding]:
    return (finding for finding in found if finding.focus in names)


def _packed(groups: Iterable[list[Thing]]) -> Iterator[list[Thing]]:
    batch: list[Thing] = []
    for group in groups:
        if batch and len(batch) + len(group) > _TOGETHER:
            yield batch
            batch = []
        batch.extend(group)
    if batch:
        yield batch


def _settled(validation: Validation, group: list[Thing], left: dict[str, Thing]) -> Iterator[Verdict]:
    """Verdicts that hold without the refused things: a link to one of those is a fault of its own."""
    accepted: dict[str, Verdict] = {}
    asked = group
    while asked:
        refused = list[Thing]()
        for verdict in _judged(validation, asked, left):
            accepted.pop(verdict.thing.subject, None)
            if verdict.accepted:
                accepted[verdict.thing.subject] = verdict
            else:
                refused.append(verdict.thing)
                yield verdict
        gone = {part for thing in refused for part in thing.parts}
        for part in gone:
            left.pop(part, None)
        asked = [verdict.thing for verdict in accepted.values() if _points_at(verdict.thing, gone)]
    yield from accepted.values()


def _judged(validation: Validation, asked: list[Thing], left: Mapping[str, Thing]) -> Iterator[Verdict]:
    for start in range(0, len(asked), _LARGEST):
        batch = asked[start : start + _LARGEST]
        beside = list(dict.fromkeys(line for thing in _outside(batch, left) for line in thing.lines))
        findings = judge_groups(validation, [thing.lines for thing in batch], beside)
        yield from (Verdict(thing, found) for thing, found in zip(batch, findings, strict=True))


def _points_at(thing: Thing, gone: set[str]) -> bool:
    return any(line.split(" ", 2)[2][:-3] in gone for line in thing.lines)


def _outside(batch: list[Thing], left: Mapping[str, Thing]) -> Iterator[Thing]:
    """The things that a batch points at and that are in another: the rest of a group that was too large."""
    inside = {part for thing in batch for part in thing.parts}
    pointed = dict.fromkeys(line.split(" ", 2)[2][:-3] for thing in batch for line in thing.lines)
    return (left[term] for term in pointed if term in left and term not in inside)
