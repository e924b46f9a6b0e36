"""Between a judged source and its graph: what the shapes refuse is left out, told and kept aside."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from graph_service.engine.formats.ntriples import term
from graph_service.engine.profile import short
from graph_service.engine.validation.batches import Verdict, judge_things
from graph_service.engine.validation.report import Finding
from graph_service.engine.validation.things import Thing, things
from graph_service.errors import InvalidData, UsageError
from graph_service.languages import Text
from loaders.cleaning import CONTACT, holds_contact
from loaders.report import Remark, Severity
from loaders.source import Loading, Origin

_NOTHING = Text(
    "Rien de ces fichiers n’est accepté, ou ils sont vides : rien n’est chargé, l’ancien chargement reste. "
    "Pour vider une source : maillage withdraw.",
    "Nothing of these files is accepted, or they are empty: nothing is loaded, the former load stays. "
    "To empty a source: maillage withdraw.",
)
_SPOKEN = tuple(term(f"schema:{name}") for name in ("email", "telephone"))
"""Where an organisation publishes its own contact; the shapes judge those."""


def admitted(lines: Iterable[str], loading: Loading, size: int = 0) -> Iterator[str]:
    """The lines of every thing that the shapes let through; the others go to the report and to a file beside it.

    Raises:
        InvalidData: nothing of what the files hold is accepted: the graph of the last good load stays.
        UsageError: no validator.
    """
    if loading.validation is None:
        raise UsageError(Text("Cette source a besoin du validateur.", "This source needs the validator."))
    # The bar shows the judging, which takes longer than the reading.
    tick, loading.tick = loading.tick, lambda _bytes: None
    found = things(_public(lines, loading))
    accepted, refused = 0, list[Thing]()
    for verdict in judge_things(loading.validation, found):
        tick(size // max(1, len(found)))
        _tell(verdict, loading)
        if verdict.accepted:
            accepted += not verdict.thing.parts.isdisjoint(loading.origins)
            yield from verdict.thing.lines
        else:
            refused.append(verdict.thing)
    _keep(refused, loading)
    if not accepted:
        raise InvalidData(_NOTHING)


def _public(lines: Iterable[str], loading: Loading) -> Iterator[str]:
    """The lines without the texts that hold an e-mail or a telephone number: nobody looks at a load beforehand."""
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        if not value.startswith('"') or predicate in _SPOKEN or not holds_contact(value.rpartition('"')[0]):
            yield line
            continue
        file, row = loading.origins.get(subject, (subject.strip("<>"), 0))
        loading.report.note(Remark(file, row, short(predicate.strip("<>")), "", "value", CONTACT))


def _tell(verdict: Verdict, loading: Loading) -> None:
    """Put a thing's findings in the report: a refused thing counts once, whatever the number of its faults."""
    blocking: Severity = "row"
    for finding in sorted(verdict.findings, key=lambda found: found.severity != "violation"):
        severity: Severity = "warning"
        if finding.severity == "violation":
            severity, blocking = blocking, "value"
        loading.report.note(_remark(verdict.thing, finding, severity, loading))


def _remark(thing: Thing, finding: Finding, severity: Severity, loading: Loading) -> Remark:
    file, row = _origin(thing, loading)
    about = "" if finding.path == "-" else finding.path
    value = finding.value or finding.focus
    return Remark(file, row, about, value, severity, finding.message)


def _origin(thing: Thing, loading: Loading) -> Origin:
    found = (loading.origins[part] for part in (thing.subject, *sorted(thing.parts)) if part in loading.origins)
    return next(found, (thing.subject.strip("<>"), 0))


def _keep(refused: list[Thing], loading: Loading) -> None:
    if not refused or loading.report.path is None:
        return
    target: Path = loading.report.path.with_name(f"{loading.report.path.stem}-refused.nt")
    with target.open("w", encoding="utf-8") as file:
        file.writelines(line for thing in refused for line in thing.lines)
    loading.notes.append(
        Text(
            f"Choses refusées, telles qu’elles ont été lues : {target}",
            f"Refused things, as they were read: {target}",
        )
    )
