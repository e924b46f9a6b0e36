"""A support network's counts as a data cube: EPCI × year × activity × theme × kind of appointment × level.

The W3C Data Cube vocabulary; the structure is in `ontology/observation.ttl`. A cell with fewer than three respondents
is published without its number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from graph_service.engine.formats.sheets.catalogue import STATISTICS
from graph_service.engine.formats.sheets.concepts import concept as concept_of
from graph_service.engine.formats.sheets.reading import SheetRow, Unknown, read_sheets
from graph_service.engine.library.question import today
from graph_service.errors import UsageError
from graph_service.languages import Text, folded
from loaders.cog import VINTAGE
from loaders.ntriples import LABEL, TYPE, concept, describe, iri, own, term, text, whole
from loaders.places import UnresolvedError, epci_of, territory
from loaders.report import Remark, Severity
from loaders.sheets.cells import CellError, terms
from loaders.source import Loading, Option, Part, Source
from loaders.tables import expand

FEWEST = 3
"""Respondents below which a cell's number is hidden."""

_STRUCTURE = "https://w3id.org/maillage/structure/support-questions"
_UNKNOWN = concept("dimension-value", "unknown")
_DIMENSIONS = ("activity", "theme", "kind", "level")
_OTHER = concept("dimension-value", "other")
_UNTOLD = frozenset({"", "non renseigne", "inconnu", "nsp", "ne sait pas"})
_OUTSIDE = frozenset({"autre", "autres", "divers"})
_TOTALS = frozenset({"total", "totaux", "ensemble", "tous", "toutes", "tous types", "tous themes"})
_FIRST_YEAR = 1990
_TOTAL = Text("un total : il se recalcule des autres lignes", "a total: it is computed again from the other rows")
_ONE = Text("une seule valeur par case", "one value a cell")
_EPCI = Text("donnez une intercommunalité ou une commune", "give an inter-communal body or a commune")
_ALONE = Text("cette commune n’est dans aucune intercommunalité", "this commune is in no inter-communal body")
_CARRIED = Text("commune portée à son intercommunalité", "commune carried to its inter-communal body")

Cell = tuple[str, int, tuple[str, ...]]
"""Area, year, and the concept of each dimension."""


@dataclass
class _Tally:
    """What is counted so far, and the rows that said it."""

    loading: Loading
    counts: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    """Cell → number counted, respondents."""
    rows: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Cells of the row as written → its number, where each row is a count."""

    def add(self, file: str, row: SheetRow) -> None:
        """Take a row, or tell why not."""
        self.loading.report.rows += 1
        try:
            if any(folded(row.cells.get(name, "")) in _TOTALS for name in ("area", *_DIMENSIONS)):
                self._note(file, row, "area", "listed", _TOTAL)
                return
            cell = self._area(file, row), _year(row), tuple(_value(row, name) for name in _DIMENSIONS)
            number, respondents = self._numbers(row)
        except CellError as error:
            self._note(file, row, error.column, "row", error.reason)
            return
        before = self.counts.get(cell, (0, 0))
        self.counts[cell] = before[0] + number, before[1] + respondents

    def _area(self, file: str, row: SheetRow) -> str:
        try:
            place = territory(row.cells.get("area", ""))
        except UnresolvedError as error:
            raise CellError("area", error.reason) from None
        if "/id/epci/" in place:
            return place
        if "/id/commune/" not in place:
            raise CellError("area", _EPCI)
        around = epci_of(place)
        if around is None:
            raise CellError("area", _ALONE)
        self._note(file, row, "area", "repaired", _CARRIED)
        return around

    def _numbers(self, row: SheetRow) -> tuple[int, int]:
        """What the row counts: one where the table has no column of counts, for it then lists records."""
        if "count" not in row.headers:
            return 1, 1
        written = tuple(row.cells.get(name, "") for name in ("area", "year", *_DIMENSIONS))
        if written in self.rows:
            first = self.rows[written]
            raise CellError("count", Text(f"déjà donnée à la ligne {first}", f"already given on row {first}"))
        number = _natural(row, "count")
        respondents = _natural(row, "respondents") if row.cells.get("respondents") else number
        self.rows[written] = row.number
        return number, min(number, respondents)

    def _note(self, file: str, row: SheetRow, column: str, severity: Severity, why: Text) -> None:
        header = row.headers.get(column, column)
        self.loading.report.note(Remark(file, row.number, header, row.cells.get(column, ""), severity, why))


def lines(paths: tuple[Path, ...], loading: Loading) -> Iterator[str]:
    """The cube: its data set, and one observation a cell."""
    tally = _Tally(loading)
    for path in paths:
        for row in read_sheets(path, (STATISTICS,)):
            if isinstance(row, Unknown):
                why = Text("colonne inconnue, laissée de côté", "unknown column, left aside")
                loading.report.note(Remark(path.name, 1, row.header, "", "warning", why))
            elif loading.limit is None or loading.report.rows < loading.limit:
                tally.add(path.name, row)
        loading.tick(path.stat().st_size)
    if tally.counts:
        yield from _data_set(loading)
    for cell, (number, respondents) in sorted(tally.counts.items()):
        yield from _observation(loading, cell, number, respondents)
    hidden = sum(respondents < FEWEST for _, respondents in tally.counts.values())
    loading.notes.append(
        Text(
            f"{len(tally.counts)} cases, dont {hidden} masquées (moins de {FEWEST} répondants).",
            f"{len(tally.counts)} cells, {hidden} of them suppressed (fewer than {FEWEST} respondents).",
        )
    )


def _data_set(loading: Loading) -> Iterator[str]:
    subject, activity = _named(loading, "data-set"), _named(loading, "activity")
    title = str(loading.options.get("title") or SOURCE.title.fr)
    yield from describe(
        subject,
        (TYPE, term("qb:DataSet")),
        (LABEL, text(title, "fr")),
        (term("qb:structure"), iri(_STRUCTURE)),
        (term("dct:license"), iri(str(loading.options["licence"]))),
        (own("unit"), iri(_unit(loading))),
        (term("prov:wasGeneratedBy"), activity),
    )
    yield from describe(
        activity, (TYPE, term("prov:Activity")), (LABEL, text(f"Décompte transmis par le réseau : {title}", "fr"))
    )


def _observation(loading: Loading, cell: Cell, number: int, respondents: int) -> Iterator[str]:
    area, year, values = cell
    hidden = respondents < FEWEST
    key = "-".join(part.strip("<>").rpartition("/")[2] for part in (area, str(year), *values))
    yield from describe(
        iri(f"{loading.base}/id/observation/{loading.slug}-{key}"),
        (TYPE, term("qb:Observation")),
        (term("qb:dataSet"), _named(loading, "data-set")),
        (term("sdmx-dimension:refArea"), area),
        (own("areaVintage"), f'"{VINTAGE[:4]}"^^{term("xsd:gYear")}'),
        (term("sdmx-dimension:refPeriod"), f'"{year}"^^{term("xsd:gYear")}'),
        (own("activityDimension"), values[0]),
        (own("questionTheme"), values[1]),
        (own("appointmentKind"), values[2]),
        (own("levelDimension"), values[3]),
        (own("count"), None if hidden else whole(number)),
        (own("observationStatus"), concept("observation-status", "suppressed" if hidden else "normal")),
    )


def _named(loading: Loading, kind: str) -> str:
    return iri(f"{loading.base}/id/{kind}/{loading.slug}")


def _value(row: SheetRow, name: str) -> str:
    written = row.cells.get(name, "")
    if folded(written) in _UNTOLD:
        return _UNKNOWN
    if folded(written) in _OUTSIDE:
        return _OTHER
    column = next(column for column in STATISTICS.columns if column.key == name)
    found = terms(column, written)
    if len(found) != 1:
        raise CellError(name, _ONE)
    return found[0]


def _year(row: SheetRow) -> int:
    year = _natural(row, "year")
    if not _FIRST_YEAR <= year <= today().year:
        why = Text(f"donnez une année de {_FIRST_YEAR} à aujourd’hui", f"give a year from {_FIRST_YEAR} to now")
        raise CellError("year", why)
    return year


def _natural(row: SheetRow, name: str) -> int:
    written = row.cells.get(name, "").replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if not (written.isascii() and written.isdigit() and len(written) <= len("999999999")):
        raise CellError(name, Text("donnez un nombre entier", "give a whole number"))
    return int(written)


def _unit(loading: Loading) -> str:
    written = str(loading.options["unit"])
    found = concept_of("count-unit", written)
    if found is None:
        raise UsageError(
            Text(f"--unit : « {written} » ; donnez rendez-vous, associations ou personnes.",
                 f"--unit: “{written}”; give appointments, associations or people.")
        )  # fmt: skip
    return found


def _parts(paths: tuple[Path, ...], loading: Loading) -> list[Part]:
    _unit(loading)
    files = expand(paths, (".csv", ".xlsx"))
    return [Part(loading.slug, files, partial(lines, files), sum(file.stat().st_size for file in files))]


SOURCE = Source(
    name="statistics",
    title=Text("Appui donné aux associations", "Support given to associations"),
    licence="",
    publisher="",
    homepage="https://w3id.org/maillage/def/observation",
    frequency=Text("annuelle", "yearly"),
    parts=_parts,
    usage=Text(
        "csv ou xlsx, comptes ou un rendez-vous par ligne (maillage template statistics)",
        "csv or xlsx, counts or one appointment a row (maillage template statistics)",
    ),
    judged=True,
    named=True,
    options=(Option("--unit", Text("ce qui est compté", "what is counted"), default="rendez-vous"),),
    refresh_days=400,
)
