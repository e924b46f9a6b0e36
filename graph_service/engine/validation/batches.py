"""Many things judged in few validations: each gets its own findings, and none is accepted because a report was full."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph_service.engine.validation.report import MOST, Finding, visible
from graph_service.engine.validation.things import Thing, linked, things
from graph_service.engine.validation.validation import Validation
from graph_service.errors import ValidationUnfinished
from graph_service.media_types import N_TRIPLES

_TOGETHER = 60
"""Things judged together: the cost of a validation is shared."""

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


def judge_things(validation: Validation, lines: Iterable[str], limit: int | None = None) -> Iterator[Verdict]:
    """Judge every thing of N-Triples lines, or the first ones; what points at a refused thing, without it.

    Raises:
        ReservedVocabulary: a thing speaks of shapes, classes or the project's own terms.
        ValidationUnfinished: one group of things alone passes its deadline or its memory.
    """
    for batch in _packed(linked(things(lines)[:limit])):
        yield from _settled(validation, batch)


def judge_groups(validation: Validation, groups: Sequence[Sequence[str]]) -> list[tuple[Finding, ...]]:
    """The findings of each group of lines (say, a row), in the same order; they are judged in the sight of each other.

    Done again by halves: a report that is full, a validation that does not end, a violation that no group answers for.
    """
    try:
        found = _findings(validation, groups)
    except ValidationUnfinished:
        if len(groups) == 1:
            raise
    else:
        if len(groups) == 1:
            return [found]
        shared = [tuple(_of(found, names)) for names in _names(groups)]
        told = {finding for findings in shared for finding in findings}
        if len(found) < MOST and all(f in told for f in found if f.severity == "violation"):
            return shared
    middle = len(groups) // 2
    return judge_groups(validation, groups[:middle]) + judge_groups(validation, groups[middle:])


def _findings(validation: Validation, groups: Sequence[Sequence[str]]) -> tuple[Finding, ...]:
    text = "".join(dict.fromkeys(line for group in groups for line in group))
    seconds = max(validation.settings.validation_timeout, _SECONDS_A_LINE * text.count("\n"))
    return validation.validate(text.encode(), N_TRIPLES, seconds=seconds).findings


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


def _settled(validation: Validation, batch: list[Thing]) -> Iterator[Verdict]:
    """Verdicts that hold without the refused things: a link to one of those is a fault of its own."""
    while batch:
        findings = judge_groups(validation, [thing.lines for thing in batch])
        verdicts = [Verdict(thing, found) for thing, found in zip(batch, findings, strict=True)]
        accepted = [verdict for verdict in verdicts if verdict.accepted]
        yield from (verdict for verdict in verdicts if not verdict.accepted)
        if len(accepted) in (0, len(batch)):
            yield from accepted
            return
        batch = [verdict.thing for verdict in accepted]
