"""Between a judged source and its graph: what the shapes refuse is left out, told and kept aside."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from graph_service.engine.validation.batches import Verdict, judge_things
from graph_service.engine.validation.report import Finding
from graph_service.engine.validation.things import Thing
from graph_service.errors import InvalidData, UsageError
from graph_service.languages import Text
from loaders.report import Remark, Severity
from loaders.source import Loading, Origin


def admitted(lines: Iterable[str], loading: Loading) -> Iterator[str]:
    """The lines of every thing that the shapes let through; the others go to the report and to a file beside it.

    Raises:
        InvalidData: there are things, and none is accepted.
        UsageError: no validator.
    """
    if loading.validation is None:
        raise UsageError(Text("Cette source a besoin du validateur.", "This source needs the validator."))
    accepted, refused = 0, list[Thing]()
    for verdict in judge_things(loading.validation, lines, loading.limit):
        _tell(verdict, loading)
        if verdict.accepted:
            accepted += 1
            yield from verdict.thing.lines
        else:
            refused.append(verdict.thing)
    _keep(refused, loading)
    if refused and not accepted:
        # An empty answer would replace the graph of the last good load.
        raise InvalidData(
            Text("Aucune chose n’est acceptée : rien n’est chargé.", "No thing is accepted: nothing is loaded.")
        )


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
