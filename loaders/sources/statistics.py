"""A support network's counts as a data cube: EPCI × year × activity × theme × kind of appointment × level.

The W3C Data Cube vocabulary; the structure is in `ontology/observation.ttl`. A cell with fewer than three respondents
is published without its number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from graph_service.engine.formats.ntriples import LABEL, TYPE, concept, describe, iri, own, term, text, whole
from graph_service.engine.formats.sheets.catalogue import STATISTICS
from graph_service.engine.formats.sheets.concepts import concept as concept_of
from graph_service.engine.formats.sheets.reading import SheetRow, Unknown, read_sheets
from graph_service.engine.frequencies import ANNUAL
from graph_service.engine.library.question import today
from graph_service.errors import UsageError
from graph_service.languages import Text, folded
from loaders.cog import VINTAGE
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
_TOTALS = re.compile(r"(?:sous )?tota(?:l|ux)\b|(?:ensemble|tous|toutes)(?: \w+)?\Z")
_FIRST_YEAR = 1990
_TOTAL = Text("un total : il se recalcule des autres lignes", "a total: it is computed again from the other rows")
_ONE = Text("une seule valeur par case", "one value a cell")
_EPCI = Text("donnez une intercommunalité ou une commune", "give an inter-communal body or a commune")
_ALONE = Text("cette commune n’est dans aucune intercommunalité", "this commune is in no inter-communal body")
_WHO = Text(
    "dites combien d’associations distinctes (colonne Répondants) : moins de trois masquent la case",
    "tell how many distinct associations (column Répondants): fewer than three hide the cell",
)
_CARRIED = Text("commune portée à son intercommunalité", "commune carried to its inter-communal body")

Cell = tuple[str, int, tuple[str, ...]]
"""Area, year, and the concept of each dimension."""


@dataclass
class _Count:
    """What is known of one cell."""

    number: int = 0
    respondents: int = 0
    associations: set[str] = field(default_factory=set)
    """In records: who came, to count each once; never written."""
    whole: bool = False
    """Whether it was told for the inter-communal body itself, not for its communes."""


@dataclass
class _Tally:
    """What is counted so far, and the rows that said it."""

    loading: Loading
    counts: dict[Cell, _Count] = field(default_factory=dict)
    rows: dict[Cell, str] = field(default_factory=dict)
    """Cell, with the place as it was told → the row that said it."""

    def add(self, file: str, row: SheetRow) -> None:
        """Take a row, or tell why not."""
        self.loading.report.rows += 1
        try:
            if any(_TOTALS.match(folded(row.cells.get(name, ""))) for name in ("area", *_DIMENSIONS)):
                self._note(file, row, "area", "listed", _TOTAL)
                return
            place, area = _places(row)
            rest = _year(row), tuple(_value(row, name) for name in _DIMENSIONS)
            self._count(file, row, (place, *rest), (area, *rest))
        except CellError as error:
            self._note(file, row, error.column, "row", error.reason)
            return
        if place != area:
            self._note(file, row, "area", "repaired", _CARRIED)

    def _count(self, file: str, row: SheetRow, told: Cell, cell: Cell) -> None:
        if self.loading.options.get("records"):
            count = self.counts.setdefault(cell, _Count())
            count.number += 1
            count.associations.add(folded(row.cells.get("association", "")) or f"row {len(count.associations)}")
            count.respondents = len(count.associations)
            return
        number, respondents = self._numbers(row)
        before = self.counts.get(cell, _Count(whole=told == cell))
        if told in self.rows or (cell in self.counts and (before.whole or told == cell)):
            first = self.rows.get(told) or self.rows.get(cell) or "?"
            raise CellError("area", Text(f"case déjà donnée : {first}", f"cell already given: {first}"))
        self.rows[told] = f"{file}, {row.number}"
        before.number, before.respondents = before.number + number, before.respondents + respondents
        self.counts[cell] = before

    def _numbers(self, row: SheetRow) -> tuple[int, int]:
        """What a row counts, and how many answered; as many as are counted where associations are.

        Raises:
            UsageError: no column of counts, or appointments without their respondents.
        """
        if "count" not in row.headers:
            raise _without_counts(row)
        number = _natural(row, "count")
        if row.cells.get("respondents"):
            return number, min(number, _natural(row, "respondents"))
        if _unit(self.loading).endswith("/appointments"):
            raise CellError("respondents", _WHO)
        return number, number

    def _note(self, file: str, row: SheetRow, column: str, severity: Severity, why: Text) -> None:
        header = row.headers.get(column, column)
        self.loading.report.note(Remark(file, row.number, header, row.cells.get(column, ""), severity, why))


def _places(row: SheetRow) -> tuple[str, str]:
    """The place of a row, and the inter-communal body that it is counted in."""
    try:
        place = territory(row.cells.get("area", ""))
    except UnresolvedError as error:
        raise CellError("area", error.reason) from None
    if "/id/epci/" in place:
        return place, place
    if "/id/commune/" not in place:
        raise CellError("area", _EPCI)
    around = epci_of(place)
    if around is None:
        raise CellError("area", _ALONE)
    return place, around


def _without_counts(row: SheetRow) -> UsageError:
    known = ", ".join(row.headers.values())
    return UsageError(
        Text(
            f"Aucune colonne d’effectifs n’est reconnue ({known}). Nommez-la « Effectif » ; ou, si chaque ligne est un "
            "rendez-vous, ajoutez --records.",
            f"No column of counts is recognised ({known}). Name it “Effectif”; or, if each row is an appointment, add "
            "--records.",
        )
    )


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
    for cell, count in sorted(tally.counts.items(), key=lambda item: item[0]):
        yield from _observation(loading, cell, count.number, count.respondents)
    hidden = sum(count.respondents < FEWEST for count in tally.counts.values())
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
    subject = iri(f"{loading.base}/id/observation/{loading.slug}-{key}")
    loading.origins[subject] = (loading.slug, 0)
    yield from describe(
        subject,
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
    written = re.sub(r"[\s\u202f\xa0]|[.,]0+\Z", "", row.cells.get(name, ""))
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
    options=(
        Option("--unit", Text("ce qui est compté", "what is counted"), default="associations"),
        Option("--records", Text("chaque ligne est un rendez-vous", "each row is an appointment"), switch=True),
    ),
    rhythm=ANNUAL,
)
