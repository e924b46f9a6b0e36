"""The SIRENE register: associations and foundations among its thirty million legal units, and their establishments.

Kept of a unit: its numbers, name, category, activity, workforce, flags and dates. Never read: the columns of natural
persons and addresses below the commune. A unit that bears an RNA number speaks of that association, in terms of its
own, so that the two registers never give one property two values; a check lists where they contradict each other.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from graph_service.engine.formats.ntriples import LABEL, TYPE, concept, describe, iri, own, shared, term, text
from graph_service.engine.formats.sheets.concepts import concept_names
from graph_service.engine.frequencies import MONTHLY
from graph_service.engine.library.question import today
from graph_service.errors import InvalidData, UnreadableTable, UsageError
from graph_service.languages import Text
from loaders.cleaning import PLACEHOLDERS, Cleaned, clean_date, clean_siret, luhn, public_text
from loaders.cog import CommuneIndex, Found, commune_index
from loaders.report import Remark, Severity
from loaders.source import LICENCE_OUVERTE, Loading, Part, Source
from loaders.stock import Stock, Values
from loaders.tables import expand, header

_UNIT = (
    "siren",
    "statutDiffusionUniteLegale",
    "identifiantAssociationUniteLegale",
    "denominationUniteLegale",
    "categorieJuridiqueUniteLegale",
    "activitePrincipaleUniteLegale",
    "nomenclatureActivitePrincipaleUniteLegale",
    "trancheEffectifsUniteLegale",
    "anneeEffectifsUniteLegale",
    "caractereEmployeurUniteLegale",
    "economieSocialeSolidaireUniteLegale",
    "dateCreationUniteLegale",
    "etatAdministratifUniteLegale",
    "dateDebut",
    "nicSiegeUniteLegale",
)
_SITE = (
    "siret",
    "siren",
    "statutDiffusionEtablissement",
    "etablissementSiege",
    "enseigne1Etablissement",
    "denominationUsuelleEtablissement",
    "codeCommuneEtablissement",
    "codePostalEtablissement",
    "libelleCommuneEtablissement",
)
_OURS = "regexp_matches(trim(categorieJuridiqueUniteLegale), '^9[23]')"
_OPEN = "trim(statutDiffusionUniteLegale) = 'O'"
_RIVALS = """SELECT siren FROM (SELECT siren, row_number() OVER (
  PARTITION BY association ORDER BY state = 'A' DESC, since DESC, siren DESC) AS rank
  FROM kept WHERE association IS NOT NULL
) WHERE rank > 1"""
_KEPT = {
    "siren": "siren",
    "association": "identifiantAssociationUniteLegale",
    "name": "denominationUniteLegale",
    "state": "etatAdministratifUniteLegale",
    "since": "dateDebut",
}
_RNA = re.compile(r"W[0-9A-Z]{9}\Z")
_NAF = re.compile(r"[0-9]{2}\.[0-9]{2}[A-Z]\Z")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
_FLAGS = {"O": "true", "N": "false", "true": "true", "false": "false"}
_STATES = {"A": "active", "C": "ceased"}
_HIDDEN = Text("opposée à la diffusion : jamais chargée", "opposed to publication: never loaded")
_NO_RNA = Text("identifiant d’association illisible", "unreadable association number")
_CODE = Text("code hors de la nomenclature", "code outside the nomenclature")
_RIVAL = Text("numéro RNA porté par une autre unité légale", "RNA number that another legal unit bears")
_KEY = Text("clé du SIREN fausse", "wrong SIREN key")


@dataclass(frozen=True)
class Unit:
    """A legal unit being written, its columns by name."""

    reading: "Reading"
    values: dict[str, str]

    def note(self, column: str, severity: Severity, why: Text) -> None:
        """Put a remark in the report, under its SIREN: such files have no row numbers that a person could look up."""
        place = f"{self.reading.file} · {self.values.get('siret') or self.values.get('siren')}"
        self.reading.loading.report.note(Remark(place, 0, column, self.values.get(column, ""), severity, why))

    def cell(self, column: str, cleaned: Cleaned) -> str | None:
        """The value of a cleaned cell; its remark goes to the report."""
        if cleaned.remark is not None:
            self.note(column, "repaired" if cleaned.repaired else "value", cleaned.remark)
        return cleaned.value

    def code(self, column: str, scheme: str) -> str | None:
        """The concept of a code."""
        written = self.values.get(column)
        if written is None:
            return None
        found = self.reading.codes[scheme].get(written.lower())
        if found is None:
            self.note(column, "value", _CODE)
        return iri(found) if found is not None else None

    def day(self, column: str) -> str | None:
        """The day of a cell."""
        value = self.cell(column, clean_date(self.values.get(column, ""), self.reading.today, PLACEHOLDERS))
        return f'"{value}"^^{term("xsd:date")}' if value is not None else None

    def flag(self, column: str) -> str | None:
        """The boolean of a cell that holds O or N."""
        written = _FLAGS.get(self.values.get(column, ""))
        return f'"{written}"^^{term("xsd:boolean")}' if written is not None else None


@dataclass
class Reading:
    """What every row of a load shares."""

    loading: Loading
    file: str
    today: date
    codes: dict[str, dict[str, str]]
    communes: CommuneIndex
    rivals: frozenset[str]
    """Units whose RNA number another unit bears better: they keep their own address."""

    def take(self, names: tuple[str, ...], row: Values) -> Unit:
        """A row by column name, blanks left out."""
        self.loading.report.rows += 1
        return Unit(self, {name: value for name, value in zip(names, row, strict=False) if value is not None})


def _reading(loading: Loading, file: str, rivals: frozenset[str]) -> Reading:
    codes = {scheme: concept_names(scheme) for scheme in ("legal-form", "workforce-band")}
    return Reading(loading, file, today(), codes, commune_index(), rivals)


def unit_lines(paths: tuple[Path, ...], loading: Loading) -> Iterator[str]:
    """The lines of legal units."""
    with closing(Stock(loading.folder)) as stock:
        rivals = _rivals(stock, paths)
        for path in paths:
            reading = _reading(loading, path.name, rivals)
            with closing(stock.rows(path, _UNIT, _OURS, loading.tick)) as rows:
                for row in islice(rows, loading.limit):
                    yield from _unit(reading.take(_UNIT, row))
    if not loading.report.rows:
        raise InvalidData(
            Text(
                "Aucune association dans ces fichiers : rien n’est chargé.",
                "No association in these files: nothing is loaded.",
            )
        )


def _rivals(stock: Stock, units: tuple[Path, ...]) -> frozenset[str]:
    """The units that are not the first one of their RNA number: active before ceased, then the latest period."""
    stock.keep(units, _KEPT, f"{_OURS} AND {_OPEN}")
    return frozenset(siren for (siren,) in stock.ask(_RIVALS) if siren is not None)


def _unit(unit: Unit) -> Iterator[str]:
    values = unit.values
    siren = values.get("siren", "")
    if values.get("statutDiffusionUniteLegale") != "O":
        unit.note("statutDiffusionUniteLegale", "listed", _HIDDEN)
        return
    if len(siren) != 9 or not siren.isdigit() or not luhn(siren):
        unit.note("siren", "row", _KEY)
        return
    subject, rna = _subject(unit, siren)
    name = unit.cell("denominationUniteLegale", public_text(values.get("denominationUniteLegale", "")))
    yield from describe(
        subject,
        (TYPE, term("org:FormalOrganization")),
        (TYPE, term("org:Organization")),
        (TYPE, own("Association") if rna else None),
        (own("rna"), text(rna) if rna else None),
        (own("siren"), text(siren)),
        (own("registeredName"), text(name[:300]) if name else None),
        # An association is named by the RNA: two registers must not give it two names.
        (LABEL, None if rna else text((name or f"Organisation {siren}")[:300], "fr")),
        (own("legalForm"), unit.code("categorieJuridiqueUniteLegale", "legal-form")),
        (own("mainActivity"), _activity(unit)),
        (own("socialEconomy"), unit.flag("economieSocialeSolidaireUniteLegale")),
    )
    yield from _identifier(subject, siren)
    yield from _workforce(unit, subject)
    yield from _dates(unit, subject, siren)


def _subject(unit: Unit, siren: str) -> tuple[str, str | None]:
    number = unit.values.get("identifiantAssociationUniteLegale")
    if number is not None and not _RNA.match(number):
        unit.note("identifiantAssociationUniteLegale", "value", _NO_RNA)
        number = None
    if number is not None and siren in unit.reading.rivals:
        unit.note("identifiantAssociationUniteLegale", "warning", _RIVAL)
        number = None
    return (shared("association", number), number) if number else (shared("organisation", siren), None)


def _activity(unit: Unit) -> str | None:
    code = unit.values.get("activitePrincipaleUniteLegale", "")
    if not code or unit.values.get("nomenclatureActivitePrincipaleUniteLegale", "NAFRev2") != "NAFRev2":
        return None
    if not _NAF.match(code) or code.startswith("00"):
        unit.note("activitePrincipaleUniteLegale", "value", _CODE)
        return None
    return iri(f"http://id.insee.fr/codes/nafr2/sousClasse/{code}")


def _identifier(subject: str, siren: str) -> Iterator[str]:
    node = f"{subject[:-1]}#siren>"
    yield from describe(subject, (term("adms:identifier"), node))
    yield from describe(
        node,
        (TYPE, term("adms:Identifier")),
        (term("skos:notation"), text(siren)),
        (term("adms:schemaAgency"), text("Insee (SIRENE)")),
    )


def _workforce(unit: Unit, subject: str) -> Iterator[str]:
    year = unit.values.get("anneeEffectifsUniteLegale", "")
    yield from describe(
        subject,
        (own("workforceBand"), unit.code("trancheEffectifsUniteLegale", "workforce-band")),
        (own("workforceYear"), f'"{year}"^^{term("xsd:gYear")}' if _YEAR.match(year) else None),
        (own("employer"), unit.flag("caractereEmployeurUniteLegale")),
    )


def _dates(unit: Unit, subject: str, siren: str) -> Iterator[str]:
    state = _STATES.get(unit.values.get("etatAdministratifUniteLegale", ""))
    seat = siren + unit.values.get("nicSiegeUniteLegale", "")
    siret = unit.cell("nicSiegeUniteLegale", clean_siret(seat)) if len(seat) > len(siren) else None
    yield from describe(
        subject,
        (own("registeredOn"), unit.day("dateCreationUniteLegale")),
        (own("registryState"), concept("registry-state", state) if state else None),
        (own("periodSince"), unit.day("dateDebut")),
        (own("registeredSiret"), text(siret) if siret else None),
    )


def site_lines(paths: tuple[Path, ...], units: tuple[Path, ...], loading: Loading) -> Iterator[str]:
    """The lines of the active establishments of those units, each in its commune."""
    active, kept = "trim(etatAdministratifEtablissement) = 'A'", ("association", "name")
    with closing(Stock(loading.folder)) as stock:
        rivals = _rivals(stock, units)
        for path in paths:
            reading = _reading(loading, path.name, rivals)
            with closing(stock.rows(path, _SITE, active, loading.tick, kept)) as rows:
                for row in islice(rows, loading.limit):
                    yield from _site(reading.take((*_SITE, *kept), row))


def _site(unit: Unit) -> Iterator[str]:
    values = unit.values
    if values.get("statutDiffusionEtablissement") != "O":
        unit.note("statutDiffusionEtablissement", "listed", _HIDDEN)
        return
    siret = clean_siret(values.get("siret", "")).value
    if siret is None or not luhn(siret[:9]):
        unit.note("siret", "row", _KEY)
        return
    commune = _commune(unit)
    if commune is None:
        return
    number = "" if siret[:9] in unit.reading.rivals else values.get("association", "")
    owner = shared("association", number) if _RNA.match(number) else shared("organisation", siret[:9])
    site, seat = shared("site", siret), values.get("etablissementSiege", "").lower() == "true"
    yield from describe(
        owner,
        (term("org:hasSite"), site),
        (term("org:hasRegisteredSite"), site if seat else None),
        # The RNA tells the commune of an association.
        (own("commune"), commune if seat and "/id/organisation/" in owner else None),
    )
    yield from describe(
        site,
        (TYPE, term("org:Site")),
        (LABEL, text(_site_name(unit, siret), "fr")),
        (own("siret"), text(siret)),
        (own("commune"), commune),
    )


def _site_name(unit: Unit, siret: str) -> str:
    for column in ("enseigne1Etablissement", "denominationUsuelleEtablissement", "name"):
        name = unit.cell(column, public_text(unit.values.get(column, "")))
        if name:
            return name[:300]
    return f"Établissement {siret}"


def _commune(unit: Unit) -> str | None:
    names = ("codeCommuneEtablissement", "codePostalEtablissement", "libelleCommuneEtablissement")
    found = unit.reading.communes.find(*(unit.values.get(name, "") for name in names))
    if not isinstance(found, Found):
        unit.note("codeCommuneEtablissement", "row", found)
        return None
    if found.repair is not None:
        unit.note("codeCommuneEtablissement", "repaired", found.repair)
    return shared("commune", found.commune)


def _parts(paths: tuple[Path, ...], _loading: Loading) -> list[Part]:
    files = expand(paths)
    units = tuple(path for path in files if _is_units(path))
    sites = tuple(path for path in files if path not in units)
    if not units:
        raise UsageError(
            Text(
                "Donnez StockUniteLegale, avec StockEtablissement pour les lieux : il dit qui est une association.",
                "Give StockUniteLegale (with StockEtablissement for sites): it alone tells what is an association.",
            )
        )
    parts = [Part("sirene", units, partial(unit_lines, units), _size(units))]
    if sites:
        parts.append(Part("sirene-sites", (*sites, *units), partial(site_lines, sites, units), _size(sites)))
    return parts


def _size(files: tuple[Path, ...]) -> int:
    return sum(file.stat().st_size for file in files)


def _is_units(path: Path) -> bool:
    columns = set(header(path))
    if {name.lower() for name in _UNIT[:5]} <= columns:
        return True
    needed = {"siret", "siren", "codecommuneetablissement", "etatadministratifetablissement"}
    if missing := sorted(needed - columns):
        names = ", ".join(missing)
        raise UnreadableTable(
            Text(
                f"{path.name} n’est ni StockUniteLegale ni StockEtablissement ; il manque : {names}.",
                f"{path.name} is neither StockUniteLegale nor StockEtablissement; missing: {names}.",
            )
        )
    return False


SOURCE = Source(
    name="sirene",
    title=Text(
        "Associations et fondations du répertoire SIRENE", "Associations and foundations of the SIRENE register"
    ),
    licence=LICENCE_OUVERTE,
    publisher="Insee",
    homepage="https://www.data.gouv.fr/fr/datasets/base-sirene-des-entreprises-et-de-leurs-etablissements-siren-siret/",
    frequency=Text("mensuelle", "monthly"),
    parts=_parts,
    usage=Text(
        "StockUniteLegale, et StockEtablissement pour les lieux ; csv ou zip",
        "StockUniteLegale, and StockEtablissement for sites; csv or zip",
    ),
    slugs=("sirene", "sirene-sites"),
    rhythm=MONTHLY,
)
