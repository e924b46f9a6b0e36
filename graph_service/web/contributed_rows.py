"""The rows of a template as one contribution: every fault is told by its row and its column, or nothing is stored."""

from collections.abc import Iterable, Iterator
from typing import Any

from graph_service.desk.intake import described
from graph_service.desk.payload import Payload, payload
from graph_service.desk.submission import Received, already, submit
from graph_service.engine.formats.sheets.contribution import RowThing, read_rows
from graph_service.errors import InvalidContribution, UnreadableContribution, UnreadableTable
from graph_service.languages import Text
from graph_service.web.contributing import Sent, request_of
from graph_service.web.service import service


def receive_rows(sent: Sent) -> Received:
    """Submit the rows of a csv or xlsx in the name of who makes this request.

    Raises:
        UnreadableContribution: no table that a template fits.
        InvalidContribution: cells that cannot be read, or that the shapes refuse, each with its row and column.
        MaillageError: it is refused for another reason.
    """
    office, request = service().office, request_of(sent)
    if request.key and (again := already(office, request)) is not None:
        return again
    try:
        rows = read_rows(sent.data, sent.syntax.media_type, office.base, office.places, office.validation.tables)
    except UnreadableTable as error:
        raise UnreadableContribution(error.detail, members=error.members) from None
    if not rows:
        raise UnreadableContribution(
            Text(
                "Ce tableau n’a pas de ligne remplie, hors l’exemple.", "This table has no filled row but the example."
            )
        )
    _note_published(rows)
    _refuse_faults(rows)
    try:
        return submit(office, _payload(rows, office.base), request)
    except InvalidContribution as error:
        error.members["findings"] = [{**described(one), **_cell(rows, one)} for one in error.findings]
        raise


def _payload(rows: list[RowThing], base: str) -> Payload:
    """The things of the rows, and the organisations that they name and that nobody published yet."""
    told = dict.fromkeys(line for row in rows for line in row.lines)
    named = {row.organisation: row.organisation_lines for row in rows if row.organisation_lines}
    known = service().office.published.graphs(named)
    told |= dict.fromkeys(line for iri, lines in named.items() if iri not in known for line in lines)
    subjects = frozenset((*(row.subject for row in rows), *named))
    return payload("".join(line if line.endswith("\n") else line + "\n" for line in told), base, subjects)


def _note_published(rows: Iterable[RowThing]) -> None:
    """A fault on each row whose thing is published: a revision is made on what was read, one at a time."""
    known = service().office.published.graphs(row.subject for row in rows)
    for row in rows:
        if row.subject in known:
            row.faults.setdefault(
                "name",
                Text(
                    f"déjà publiée ({row.subject}) : modifiez-la depuis sa page, ou retirez cette ligne",
                    f"published already ({row.subject}): change it from its page, or take this row away",
                ),
            )


def _refuse_faults(rows: Iterable[RowThing]) -> None:
    found = list(_faults(rows))
    if not found:
        return
    raise InvalidContribution(
        Text(
            f"{len(found)} cellule(s) à corriger ; rien n’est enregistré.",
            f"{len(found)} cell(s) to correct; nothing is recorded.",
        ),
        members={"findings": found},
    )


def _faults(rows: Iterable[RowThing]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for column, message in row.faults.items():
            told = {"severity": "violation", "focus": row.subject, "message": message._asdict(), "page": None}
            yield {**told, "row": row.number, "column": row.header(column), "path": "-"}


def _cell(rows: Iterable[RowThing], finding: Any) -> dict[str, Any]:  # noqa: ANN401 - a Finding
    """The row and the column that a finding is about."""
    for row in rows:
        if finding.focus.partition("#")[0] in (row.subject, row.organisation):
            column = row.column(finding.path)
            return {"row": row.number, "column": row.header(column) if column else None}
    return {}
