"""The Répertoire national des associations: waldec (39 columns) and import (24), of any vintage.

Kept: what the register says of the association. Never read: addresses below the commune, civilities, declarants,
free observations (but for the new number that a row R gives there). A website only where its publication is allowed.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from graph_service.engine.formats.ntriples import LABEL, TYPE, concept, describe, iri, moment, own, shared, term, text
from graph_service.engine.frequencies import MONTHLY
from graph_service.errors import UnreadableTable
from graph_service.languages import Text
from loaders.cleaning import (
    PLACEHOLDERS,
    Cleaned,
    clean_activity,
    clean_date,
    clean_siret,
    clean_text,
    clean_website,
    public_text,
)
from loaders.cog import Found, commune_index
from loaders.nomenclature import labels
from loaders.report import Remark, Severity
from loaders.source import LICENCE_OUVERTE, Loading, Part, Source
from loaders.tables import Row, expand, header, rows

WALDEC_ID = re.compile(r"W[0-9A-Z]{9}\Z")
IMPORT_ID = re.compile(r"[0-9A-Z][0-9A-Z\-]{3,24}\Z")
_NEW_NUMBER = re.compile(r"\bW[0-9A-Z]{9}\b")
_PUBLIC_UTILITY = re.compile(r"[0-9][0-9.\-/A-Z ]*\Z")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(\d{2}:\d{2}:\d{2})\Z")

_DECLARED_BEFORE = Text(
    "déclarée avant sa création : gardée telle quelle", "declared before its creation: kept as it is"
)

POSITIONS = {"A": "active", "D": "dissolved", "S": "removed", "R": "transferred"}
NATURES = frozenset("ABDGIMRSU")
GROUPINGS = {"S": "simple", "U": "union", "F": "federation"}
_NEEDED = {"id", "titre", "position", "adrs_codeinsee", "adrs_codepostal", "objet_social1"}
_SCHEME_STATUS, _SCHEME_NATURE, _SCHEME_GROUPING = (
    "association-status",
    "association-nature",
    "association-grouping",
)


class Reading:
    """One file's reading: where its remarks go, and what every row shares."""

    def __init__(self, loading: Loading) -> None:
        self.loading = loading
        self.communes = commune_index()
        self.activities = labels()
        self.today = date.today()

    def note(self, row: Row, column: str, severity: Severity, reason: Text) -> None:
        """Put a remark in the report."""
        value = row.values.get(column, "")
        self.loading.report.note(Remark(row.file, row.number, column, value, severity, reason))

    def cell(self, row: Row, column: str, cleaned: Cleaned) -> str | None:
        """The value of a cleaned cell; its remark goes to the report."""
        if cleaned.remark is not None:
            self.note(row, column, "repaired" if cleaned.repaired else "value", cleaned.remark)
        return cleaned.value


def read_rows(reading: Reading, paths: tuple[Path, ...]) -> Iterator[Row]:
    """The rows of all files, up to the limit of the loading."""
    count = 0
    for path in paths:
        for row in rows(path, reading.loading.tick):
            if reading.loading.limit is not None and count >= reading.loading.limit:
                return
            count += 1
            reading.loading.report.rows += 1
            yield row


def waldec_lines(paths: tuple[Path, ...], loading: Loading) -> Iterator[str]:
    """The lines of waldec files."""
    reading = Reading(loading)
    for row in read_rows(reading, paths):
        key = row.values.get("id", "").strip()
        if _refused(reading, row, key, WALDEC_ID):
            continue
        subject = shared("association", key)
        yield from describe(subject, (TYPE, own("Association")), (own("rna"), text(key)))
        yield from _identifier(subject, key, "rna")
        yield from _association(reading, row, subject)


def import_lines(paths: tuple[Path, ...], loading: Loading) -> Iterator[str]:
    """The lines of import files: a row R only says which W number took over."""
    reading = Reading(loading)
    for row in read_rows(reading, paths):
        key = row.values.get("id", "").strip()
        if _refused(reading, row, key, IMPORT_ID):
            continue
        subject = shared("association-import", key)
        new = _NEW_NUMBER.search(row.values.get("observation", "")) if row.values.get("position") == "R" else None
        yield from describe(subject, (own("importNumber"), text(key)))
        if new is not None:
            replaced = (
                (TYPE, own("TransferredRecord")),
                (term("dct:isReplacedBy"), shared("association", new.group())),
            )
            yield from describe(subject, *replaced)
            continue
        yield from describe(subject, (TYPE, own("Association")))
        yield from _identifier(subject, key, "rna-import")
        yield from _association(reading, row, subject)


def _refused(reading: Reading, row: Row, key: str, pattern: re.Pattern[str]) -> bool:
    if "" in row.values:
        cells = row.values[""]
        reading.note(row, "", "row", Text(f"{cells} cellules : ce n’est pas une ligne", f"{cells} cells: not a row"))
        return True
    if not pattern.match(key):
        reading.note(row, "id", "row", Text("numéro d’association illisible", "unreadable association number"))
        return True
    return False


def _identifier(subject: str, key: str, scheme: str) -> Iterator[str]:
    node = f"{subject[:-1]}#{scheme}>"
    yield from describe(subject, (term("adms:identifier"), node))
    yield from describe(
        node,
        (TYPE, term("adms:Identifier")),
        (term("skos:notation"), text(key)),
        (term("adms:schemaAgency"), text("Ministère de l’Intérieur (RNA)")),
    )


def _association(reading: Reading, row: Row, subject: str) -> Iterator[str]:
    """What both kinds of file say of an association."""
    get, cell = row.values.get, partial(reading.cell, row)
    title = cell("titre", public_text(get("titre", "")))
    if title is None:
        reading.note(row, "titre", "value", Text("sans titre : le numéro en tient lieu", "no title: the number serves"))
        title = row.values["id"]
    purpose = cell("objet", public_text(get("objet", "")))
    former = cell("id_ex", clean_text(get("id_ex", "")))
    siret = cell("siret", clean_siret(get("siret", "")))
    short = cell("titre_court", public_text(get("titre_court", "")))
    yield from describe(
        subject,
        (LABEL, text(title, "fr")),
        (own("shortTitle"), text(short, "fr") if short and short != title else None),
        # One letter stands where nothing was entered.
        (term("dct:description"), text(purpose, "fr") if purpose and len(purpose) > 1 else None),
        (own("formerNumber"), text(former) if former else None),
        (own("siret"), text(siret) if siret else None),
    )
    yield from _dates(reading, row, subject)
    yield from _classification(reading, row, subject)
    yield from _place(reading, row, subject)
    yield from _contact(reading, row, subject)


def _dates(reading: Reading, row: Row, subject: str) -> Iterator[str]:
    found: dict[str, str] = {}
    for column, name, placeholders in (
        ("date_creat", "creationDate", frozenset[date]()),
        ("date_decla", "declarationDate", PLACEHOLDERS),
        ("date_publi", "publicationDate", PLACEHOLDERS),
        ("date_disso", "dissolutionDate", PLACEHOLDERS),
    ):
        value = reading.cell(row, column, clean_date(row.values.get(column, ""), reading.today, placeholders))
        if value is not None:
            found[name] = value
            yield f'{subject} {own(name)} "{value}"^^{term("xsd:date")} .\n'
    if found.get("declarationDate", "9") < found.get("creationDate", "0"):
        reading.note(row, "date_decla", "repaired", _DECLARED_BEFORE)
    modified = _MOMENT.match(row.values.get("maj_time", "").strip())
    if modified and not modified.group(1).startswith("0001"):
        yield from describe(subject, (term("dct:modified"), moment(f"{modified.group(1)}T{modified.group(2)}Z")))


def _classification(reading: Reading, row: Row, subject: str) -> Iterator[str]:
    codes = [
        reading.cell(row, column, clean_activity(row.values.get(column, ""), reading.activities))
        for column in ("objet_social1", "objet_social2")
    ]
    for code in dict.fromkeys(filter(None, codes)):
        yield from describe(subject, (own("activity"), concept("waldec", code)))
    position = row.values.get("position", "").strip()
    if position not in POSITIONS:
        reading.note(row, "position", "value", Text("position non documentée", "undocumented position"))
    nature, grouping = row.values.get("nature", "").strip(), row.values.get("groupement", "").strip()
    yield from describe(
        subject,
        (own("status"), concept(_SCHEME_STATUS, POSITIONS[position]) if position in POSITIONS else None),
        (own("nature"), concept(_SCHEME_NATURE, nature) if nature in NATURES else None),
        (own("grouping"), concept(_SCHEME_GROUPING, GROUPINGS[grouping]) if grouping in GROUPINGS else None),
    )


def _place(reading: Reading, row: Row, subject: str) -> Iterator[str]:
    get = row.values.get
    code, postcode = get("adrs_codeinsee", "").strip(), get("adrs_codepostal", "").strip()
    name = get("adrs_libcommune", get("libcom", ""))
    found = reading.communes.find(code, postcode, name)
    if isinstance(found, Found):
        if found.repair is not None:
            reading.note(row, "adrs_codeinsee", "repaired", found.repair)
        yield from describe(
            subject,
            (own("commune"), shared("commune", found.commune)),
            (
                own("municipalDistrict"),
                shared("arrondissement-municipal", found.district) if found.district else None,
            ),
        )
    else:
        reading.note(row, "adrs_codeinsee", "value", found)
    if re.fullmatch(r"\d{5}", postcode) and postcode != "00000":
        yield from describe(subject, (own("postcode"), text(postcode)))


def _contact(reading: Reading, row: Row, subject: str) -> Iterator[str]:
    get = row.values.get
    utility = get("rup_mi", "").strip()
    if utility and not _PUBLIC_UTILITY.match(utility):
        reading.note(
            row,
            "rup_mi",
            "value",
            Text("numéro d’utilité publique illisible", "unreadable public-utility number"),
        )
        utility = ""
    site = None
    if get("publiweb", "").strip() == "1":
        site = reading.cell(row, "siteweb", clean_website(get("siteweb", "")))
    office = get("gestion", "").strip()
    yield from describe(
        subject,
        (own("publicUtilityNumber"), text(utility) if utility else None),
        (own("managingOffice"), text(office) if office else None),
        (term("foaf:homepage"), iri(site) if site else None),
    )


def _parts(paths: tuple[Path, ...], _loading: Loading) -> list[Part]:
    kinds: dict[str, list[Path]] = {"rna-waldec": [], "rna-import": []}
    for path in expand(paths):
        kinds[_kind(path)].append(path)
    builders = {"rna-waldec": waldec_lines, "rna-import": import_lines}
    return [
        Part(
            slug,
            tuple(files),
            partial(builders[slug], tuple(files)),
            sum(file.stat().st_size for file in files),
        )
        for slug, files in kinds.items()
        if files
    ]


def _kind(path: Path) -> str:
    columns = set(header(path))
    missing = sorted(_NEEDED - columns)
    if missing:
        names = ", ".join(missing)
        raise UnreadableTable(
            Text(
                f"{path.name} n’a pas les colonnes du RNA ; il manque : {names}.",
                f"{path.name} has not the columns of the RNA; missing: {names}.",
            )
        )
    # Only waldec files know the last declaration.
    return "rna-waldec" if "date_decla" in columns else "rna-import"


SOURCE = Source(
    name="rna",
    title=Text("Répertoire national des associations", "National register of associations"),
    licence=LICENCE_OUVERTE,
    publisher="Ministère de l’Intérieur",
    homepage="https://www.data.gouv.fr/fr/datasets/repertoire-national-des-associations/",
    frequency=Text("mensuelle", "monthly"),
    parts=_parts,
    usage=Text(
        "fichiers ou dossiers, csv ou zip ; waldec et import font deux graphes, chacun remplacé en entier",
        "files or folders, csv or zip; waldec and import make two graphs, each replaced whole",
    ),
    slugs=("rna-waldec", "rna-import"),
    rhythm=MONTHLY,
)
