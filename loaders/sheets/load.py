"""Sheets as a source: rows read, judged by the shapes in batches, accepted or put aside with the reason in French."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from graph_service.engine.formats.cells import plain_cell
from graph_service.engine.formats.ntriples import TYPE, day, describe, iri, own, term
from graph_service.engine.formats.sheets.catalogue import TEMPLATES
from graph_service.engine.formats.sheets.paths import column_of, header_of
from graph_service.engine.formats.sheets.reading import REASON, SheetRow, Unknown, read_sheets
from graph_service.engine.formats.sheets.template import Template
from graph_service.engine.formats.sheets.things import Thing, already, thing
from graph_service.engine.validation.batches import judge_groups
from graph_service.errors import InvalidData, UsageError
from graph_service.languages import Text
from loaders.places import UnresolvedError, gazetteer, territory
from loaders.report import Remark, Severity
from loaders.sheets.cells import CellError, parse_day
from loaders.source import ADD, LICENCE_OUVERTE, Loading, Option, Part, Source

_BATCH = 60
"""Rows judged together: the cost of a validation is shared."""


@dataclass
class Refusals:
    """Rows put aside, written as a sheet that can be corrected and loaded again."""

    path: Path | None
    rows: list[tuple[SheetRow, str]] = field(default_factory=list)

    def write(self) -> list[Path]:
        """One csv a sheet, with the file's own headers and the reason last."""
        if self.path is None:
            return []
        written = []
        for sheet in dict.fromkeys(row.sheet for row, _ in self.rows):
            mine = [(row, reason) for row, reason in self.rows if row.sheet == sheet]
            target = self.path.with_name(f"{self.path.stem}-{sheet.replace('/', '-')}-refused.csv")
            headers = mine[0][0].headers
            with target.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, delimiter=";")
                writer.writerow([*headers.values(), REASON])
                writer.writerows(
                    [[*(plain_cell(row.cells.get(k, "")) for k in headers), reason] for row, reason in mine]
                )
            written.append(target)
        return written


_AGAIN = Text("à corriger puis à recharger avec --add", "to correct and load again with --add")

FileRow = tuple[str, SheetRow | Unknown]
"""Name of a file, and a row of it."""

DIRECTORY = (
    Option("--territory", Text("territoire que l’annuaire couvre", "territory that the directory covers")),
    Option("--date", Text("jour de l’annuaire (2026-11-01)", "day of the directory (2026-11-01)")),
    Option(
        "--complete",
        Text("rien n’y manque : l’absence compte", "nothing is missing in it: absence counts"),
        switch=True,
    ),
)
"""What a directory says of itself."""


@dataclass
class Built:
    """A row and its thing."""

    file: str
    row: SheetRow
    thing: Thing


def file_rows(paths: tuple[Path, ...], templates: tuple[Template, ...], loading: Loading) -> Iterator[FileRow]:
    """The rows of filled sheets, each with the name of its file."""
    for path in paths:
        yield from ((path.name, row) for row in read_sheets(path, templates))
        loading.tick(path.stat().st_size)


def lines(
    rows: Iterable[FileRow], templates: tuple[Template, ...], loading: Loading, again: Text = _AGAIN
) -> Iterator[str]:
    """The lines of every row that the shapes let through.

    Raises:
        InvalidData: no row is accepted.
        UsageError: no validator, no territories yet, or a directory said complete without its territory and date.
    """
    _refuse_without_territories(loading)
    refusals = Refusals(loading.report.path)
    yield from directory(loading, templates)
    seen: dict[str, int] = {}
    built = _build(rows, loading, refusals, seen)
    accepted = 0
    while batch := list(islice(built, _BATCH)):
        before = len(refusals.rows)
        yield from _judged(batch, loading, refusals)
        accepted += len(batch) - (len(refusals.rows) - before)
    for path in refusals.write():
        loading.notes.append(
            Text(
                f"Lignes refusées, {again.fr} : {path}",
                f"Refused rows, {again.en}: {path}",
            )
        )
    if not accepted:
        # An empty answer would replace the graph of the last good load.
        raise InvalidData(
            Text("Aucune ligne n’est acceptée : rien n’est chargé.", "No row is accepted: nothing is loaded.")
        )


def _sheet_lines(paths: tuple[Path, ...], templates: tuple[Template, ...], loading: Loading) -> Iterator[str]:
    return lines(file_rows(paths, templates, loading), templates, loading)


def sheet_source(name: str, title: Text, page: str) -> Source:
    """A source whose files are filled templates: one graph for all the files given."""

    def parts(paths: tuple[Path, ...], _loading: Loading) -> list[Part]:
        size = sum(path.stat().st_size for path in paths if path.exists())
        return [Part(name, paths, partial(_sheet_lines, paths, TEMPLATES[name]), size)]

    return Source(
        name=name,
        title=title,
        licence=LICENCE_OUVERTE,
        publisher="le réseau qui charge le fichier",
        homepage=f"https://w3id.org/maillage/def/{page}",
        frequency=Text("à chaque mise à jour du réseau", "with each update of the network"),
        parts=parts,
        usage=Text(f"fichiers csv ou xlsx (maillage template {name})", f"csv or xlsx files (maillage template {name})"),
        validates=True,
        options=(*DIRECTORY, ADD),
    )


def _refuse_without_territories(loading: Loading) -> None:
    """Every row names a territory: without them each would be refused, with a sentence that says nothing useful."""
    folder = loading.validation.folder if loading.validation is not None else None
    graphs = folder.current_record().graphs if folder is not None else {}
    if not any("/territories" in name for name in graphs):
        raise UsageError(
            Text(
                "Chargez d’abord les territoires : maillage load territories",
                "Load the territories first: maillage load territories",
            )
        )


def _build(rows: Iterable[FileRow], loading: Loading, refusals: Refusals, seen: dict[str, int]) -> Iterator[Built]:
    for file, row in rows:
        if isinstance(row, Unknown):
            reason = Text("colonne inconnue, laissée de côté", "unknown column, left aside")
            loading.report.note(Remark(f"{file} · {row.sheet}", 1, row.header, "", "warning", reason))
            continue
        if loading.limit is not None and loading.report.rows >= loading.limit:
            return
        loading.report.rows += 1
        made = _made(file, row, loading, refusals, seen)
        if made is not None:
            yield made


def _made(file: str, row: SheetRow, loading: Loading, refusals: Refusals, seen: dict[str, int]) -> Built | None:
    found = thing(row, loading.base, loading.slug, gazetteer())
    if found.subject in seen:
        _refuse(file, row, [("name", already(seen[found.subject]))], loading, refusals)
        return None
    seen[found.subject] = row.number
    for column, how in found.repairs.items():
        loading.report.note(_remark(file, row, column, "repaired", how))
    return Built(file, row, found)


def _judged(batch: list[Built], loading: Loading, refusals: Refusals) -> Iterator[str]:
    if loading.validation is None:
        raise UsageError(Text("Cette source a besoin du validateur.", "This source needs the validator."))
    findings = judge_groups(loading.validation, [built.thing.every_line for built in batch])
    for built, found in zip(batch, findings, strict=True):
        faults = dict(built.thing.faults)
        for finding in found:
            if finding.severity == "violation":
                faults.setdefault(column_of(built.row, finding.path), finding.message)
        for finding in found:
            if finding.severity != "violation":
                column = column_of(built.row, finding.path)
                loading.report.note(_remark(built.file, built.row, column, "warning", finding.message))
        if faults:
            _refuse(built.file, built.row, faults.items(), loading, refusals)
        else:
            yield from built.thing.every_line


def _refuse(
    file: str, row: SheetRow, reasons: Iterable[tuple[str, Text]], loading: Loading, refusals: Refusals
) -> None:
    # The row is refused once, whatever the number of its faults; each fault has its line in the report.
    severity: Severity = "row"
    sentences = []
    for column, reason in dict.fromkeys(reasons):
        loading.report.note(_remark(file, row, column, severity, reason))
        severity = "value"
        sentences.append(f"{header_of(row, column)} : {reason.fr}" if column else reason.fr)
    refusals.rows.append((row, " / ".join(sentences)))


def _remark(file: str, row: SheetRow, column: str, severity: Severity, reason: Text) -> Remark:
    place = f"{file} · {row.sheet}" if row.sheet != Path(file).stem else file
    return Remark(place, row.number, header_of(row, column), row.cells.get(column, ""), severity, reason)


def directory(loading: Loading, templates: tuple[Template, ...]) -> Iterator[str]:
    """What the directory says of itself: its territory, its date, whether it is complete there.

    Raises:
        UsageError: complete without a territory and a date, or a territory that is not known.
    """
    place, when = loading.options.get("territory"), loading.options.get("date")
    if not (place and when):
        if loading.options.get("complete") or place or when:
            raise UsageError(
                Text(
                    "Un annuaire dit ensemble son territoire et sa date : --territory 35 --date 2026-11-01.",
                    "A directory tells its territory and its date together: --territory 35 --date 2026-11-01.",
                )
            )
        return
    try:
        area, observed = territory(place), parse_day("date", when)
    except UnresolvedError as error:
        raise UsageError(error.reason) from None
    except CellError as error:
        raise UsageError(error.reason) from None
    subject = iri(loading.graph)
    complete = "true" if loading.options.get("complete") else "false"
    yield from describe(
        subject,
        (TYPE, own("Directory")),
        (term("dct:spatial"), area),
        (own("observedOn"), day(observed)),
        (own("complete"), f'"{complete}"^^{term("xsd:boolean")}'),
        *((own("lists"), term(template.kinds[-1])) for template in templates),
    )
