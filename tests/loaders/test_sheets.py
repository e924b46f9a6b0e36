"""Sheets that networks fill: template, synonyms, ten ways to fill wrongly, re-load, correct, withdraw."""

import csv
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.engine.formats.sheets.catalogue import EQUIPMENT, TEMPLATES
from graph_service.engine.formats.sheets.concepts import concept, french_labels
from graph_service.engine.formats.sheets.reading import MAX_BYTES, SheetRow, Unknown, read_sheets
from graph_service.engine.formats.sheets.template import Column, Kind
from graph_service.errors import UnreadableTable
from graph_service.languages import Text, folded
from graph_service.vocabulary import SHARED
from loaders.places import UnresolvedError, commune, territory
from loaders.sheets.cells import CellError, terms
from loaders.sheets.organisations import key
from tests.instance import Instance
from tests.loaders.network import copy_territories

NOWHERE = Text("", "")
GOOD = {
    "Désignation": "Barnum", "Association": "Harmonie", "RNA": "W353000009", "Modalités": "prêt", "Type": "barnum",
    "Qté": "2", "Tarif": "0", "Ville": "Châteaubourg", "CP": "35220", "Écologique": "oui",
}  # fmt: skip
WRONG: dict[str, tuple[dict[str, str], str, str]] = {
    # name: (what is changed, column told, words of the sentence)
    "no-name": ({"Désignation": ""}, "Désignation", "« nom » manque"),
    "no-owner": ({"Association": "", "RNA": ""}, "Association", "responsable manque"),
    "no-terms": ({"Modalités": ""}, "Modalités", "Les conditions manquent"),
    "unknown-concept": ({"Type": "barnun"}, "Type", "le plus proche : tente ou barnum"),
    "not-a-number": ({"Qté": "dix"}, "Qté", "nombre entier"),
    "negative-price": ({"Tarif": "-5"}, "Tarif", "au moins 0"),
    "not-yes-or-no": ({"Écologique": "peut-être"}, "Écologique", "oui ou non"),
    "several-communes": ({"Ville": "Montlaur", "CP": ""}, "Ville", "plusieurs territoires"),
    "commune-not-at-postcode": ({"Ville": "Rennes", "CP": "35500"}, "Ville", "à ce code postal"),
    "bad-number": ({"RNA": "12345"}, "RNA", "ni un numéro RNA"),
    "two-faults": ({"Qté": "dix", "Écologique": "bof"}, "Qté", "nombre entier"),
}


def write_csv(path: Path, *rows: dict[str, str], delimiter: str = ";", encoding: str = "utf-8-sig") -> Path:
    """A csv as a person saves it."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the vocabularies and the territories."""
    folder = copy_territories(tmp_path_factory.mktemp("sheets") / "data")
    instance = Instance(folder, base_iri="http://localhost:8000").start().authorise()
    instance.environment["LANG"] = "fr_FR.UTF-8"
    instance.inside = True
    yield instance
    instance.stop()


def labels(instance: Instance, kind: str) -> set[str]:
    """Names of the things of a class."""
    rows = instance.rows(
        f"PREFIX m: <{SHARED}def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"SELECT ?label WHERE {{ ?x a m:{kind} ; rdfs:label ?label }}"
    )
    return {row["label"] for row in rows}


# --- the template


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_help_lists_and_an_example_that_is_not_loaded(tmp_path: Path, name: str) -> None:
    instance = Instance(tmp_path / "data")
    target = tmp_path / "modele.xlsx"
    instance.command("template", name, "--output", str(target))
    book = openpyxl.load_workbook(target)
    for template in TEMPLATES[name]:
        sheet = book[template.name]
        assert [cell.value for cell in sheet[1]] == [column.header for column in template.columns]
        assert all(cell.comment for cell in sheet[1])
        assert sheet["A2"].value == "exemple"
        choices = sum(column.kind in ("concepts", "boolean") for column in template.columns)
        assert len(sheet.data_validations.dataValidation) == choices
    assert book["Listes"].sheet_state == "hidden"
    assert list(read_sheets(target, TEMPLATES[name])) == []


def test_a_template_is_never_written_over(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    target = tmp_path / "modele.xlsx"
    instance.command("template", "resources", "--output", str(target))
    assert "exists already" in instance.command("template", "resources", "--output", str(target), code=1)


@pytest.mark.parametrize("template", [t for ts in TEMPLATES.values() for t in ts], ids=lambda t: t.name)
def test_no_two_columns_of_a_template_answer_to_one_name(template: object) -> None:
    names = [name for column in template.columns for name in column.names]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)


# --- reading


def test_columns_come_in_any_order_under_any_of_their_names(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        {"CP": "35220", "objet": "Barnum", "Propriétaire": "H", "Modalités": "prêt", "Couleur": "bleu"},
    )
    unknown, row = list(read_sheets(path, TEMPLATES["resources"]))
    assert isinstance(unknown, Unknown)
    assert unknown.header == "Couleur"
    assert isinstance(row, SheetRow)
    assert row.template is EQUIPMENT
    assert row.cells == {"postcode": "35220", "name": "Barnum", "owner": "H", "terms": "prêt"}
    assert row.number == 2


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "cp1252")])
def test_any_separator_and_encoding_of_a_csv(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = write_csv(
        tmp_path / "a.csv", {"Désignation": "Été", "Association": "É"}, delimiter=delimiter, encoding=encoding
    )
    (row,) = read_sheets(path, TEMPLATES["resources"])
    assert isinstance(row, SheetRow)
    assert row.cells["name"] == "Été"


def test_a_workbook_with_a_title_above_and_numbers_as_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "matériel"
    for line in (["Notre matériel"], [], ["Nom", "Responsable", "Conditions", "Code INSEE", "Quantité"],
                 ["Barnum", "Harmonie", "prêt", 1001, 2.0], [None, None, None, None, None]):  # fmt: skip
        sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    (row,) = read_sheets(tmp_path / "a.xlsx", TEMPLATES["resources"])
    assert isinstance(row, SheetRow)
    assert (row.number, row.cells["insee"], row.cells["quantity"]) == (4, "1001", "2")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"rien;du;tout\n1;2;3\n"), ("a.xlsx", b"PK\x03\x04 not really"), ("a.ods", b"x"), ("b.csv", b"")],
)
def test_a_file_that_is_no_filled_template_says_what_is_expected(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableTable) as caught:
        list(read_sheets(tmp_path / name, TEMPLATES["resources"]))
    assert name in caught.value.detail.fr


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableTable):
        list(read_sheets(tmp_path / "a.csv", TEMPLATES["resources"]))


# --- cells


def column(kind: Kind, scheme: str = "") -> Column:
    """A column of a kind."""
    return Column("c", "C", kind, NOWHERE, scheme=scheme)


@pytest.mark.parametrize(
    ("kind", "value", "lexical"),
    [
        ("decimal", "12,50 €", "12.5"), ("decimal", "1 200", "1200"), ("decimal", "0", "0"), ("whole", "40 personnes", "40"),
        ("date", "02/03/2026", "2026-03-02"), ("date", "2026-03-02", "2026-03-02"), ("boolean", "Oui", "true"), ("boolean", "x", "true"),
        ("boolean", "NON", "false"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_it(kind: Kind, value: str, lexical: str) -> None:
    (found,) = terms(column(kind), value)
    assert found.startswith(f'"{lexical}"')


@pytest.mark.parametrize(
    ("kind", "value"),
    [("decimal", "gratuit"), ("whole", "2,5"), ("date", "31/02/2026"), ("date", "demain"), ("boolean", "?"), ("link", "voir le site"),
     ("link", "javascript:alert(1)"), ("territories", "Nulle-Part-sur-Rien")],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_says_what_to_write(kind: Kind, value: str) -> None:
    with pytest.raises(CellError) as caught:
        terms(column(kind), value)
    assert caught.value.reason.fr != caught.value.reason.en


@given(st.sampled_from(["pooling-terms", "skill", "theme", "accessibility"]), st.data())
def test_every_label_of_a_scheme_is_understood_whatever_its_case(scheme: str, data: st.DataObject) -> None:
    label = data.draw(st.sampled_from(french_labels(scheme)))
    assert concept(scheme, label) == concept(scheme, label.upper())
    assert concept(scheme, label)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_term_or_a_sentence(value: str) -> None:
    for kind in ("text", "keywords", "boolean", "decimal", "whole", "date", "link", "territories"):
        try:
            assert all(term[0] in '"<' for term in terms(column(kind), value))
        except CellError as error:
            assert error.reason.fr


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_key_depends_on_nothing_but_the_folded_words(first: str, second: str) -> None:
    assert key(first) == key(first.upper()) or folded(first) != folded(first.upper())
    assert (key(first) == key(second)) == (folded(first) == folded(second))


def test_territories_by_code_and_by_name_and_never_by_guess() -> None:
    assert territory("35").endswith("/departement/35>")
    assert territory("200 039 022").endswith("/epci/200039022>")
    assert territory("Vitré Communauté").endswith("/epci/200039022>")
    assert territory("ille et vilaine").endswith("/departement/35>")
    assert territory("Région Bretagne").endswith("/region/53>")
    assert territory("région 53").endswith("/region/53>")
    assert territory("53").endswith("/departement/53>")
    assert territory("CA Vitré Communauté").endswith("/epci/200039022>")
    assert territory("département de la Haute-Garonne").endswith("/departement/31>")
    with pytest.raises(UnresolvedError, match="region/53"):
        territory("Bretagne")
    with pytest.raises(UnresolvedError, match="several"):
        territory("Montlaur")
    assert commune("", "Montlaur", "", "31")[0] == f"<{SHARED}id/commune/31384>"
    assert commune("1001", "", "", "")[0] == f"<{SHARED}id/commune/01001>"
    assert commune("", "Vitre", "35500", "")[0] == f"<{SHARED}id/commune/35360>"
    assert commune("", "", "", "") == (None, None)
    with pytest.raises(UnresolvedError):
        commune("99999", "", "", "")


# --- load


def test_a_sheet_filled_wrongly_in_eleven_ways_and_the_report_it_gets(network: Instance, tmp_path: Path) -> None:
    rows = [{**GOOD, "Désignation": f"Barnum {name}", **change} for name, (change, _, _) in WRONG.items()]
    path = write_csv(tmp_path / "materiel.csv", {**GOOD}, *rows)
    report = tmp_path / "report.csv"
    said = network.command("load", "resources", str(path), "--report", str(report), code=3)
    assert f"{len(WRONG)} refusées" in said
    with report.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    for number, (name, (_, column_told, words)) in enumerate(WRONG.items(), 3):
        mine = [line for line in lines if line["ligne"] == str(number) and line["gravité"] in ("row", "value")]
        assert any(line["colonne"] == column_told and words in line["raison"] for line in mine), (name, mine)
        assert sum(line["gravité"] == "row" for line in mine) == 1, name
    assert len([line for line in lines if line["ligne"] == "13" and line["gravité"] in ("row", "value")]) == 2
    assert labels(network, "Equipment") == {"Barnum"}
    refused = tmp_path / "report-materiel-refused.csv"
    assert str(refused) in said.replace("\n", "")
    with refused.open(encoding="utf-8-sig", newline="") as file:
        again = list(csv.DictReader(file, delimiter=";"))
    assert len(again) == len(WRONG)
    assert all(row["Raison du refus"] for row in again)


def test_refused_rows_corrected_are_added_and_nothing_else_moves(network: Instance, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "materiel.csv", GOOD, {**GOOD, "Désignation": "Sono", "Type": "sonno"})
    report = tmp_path / "report.csv"
    network.command("load", "resources", str(path), "--report", str(report), code=3)
    refused = tmp_path / "report-materiel-refused.csv"
    refused.write_text(refused.read_text(encoding="utf-8-sig").replace("sonno", "sono"), encoding="utf-8")
    network.command("load", "resources", str(refused), "--add")
    assert labels(network, "Equipment") == {"Barnum", "Sono"}


def test_load_again_change_and_withdraw(network: Instance, tmp_path: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    network.command("withdraw", "resources")
    before = network.rows(count)
    path = write_csv(tmp_path / "materiel.csv", GOOD, {**GOOD, "Désignation": "Sono"})
    network.command("load", "resources", str(path))
    loaded = network.rows(count)
    assert "rien ne change" in " ".join(network.command("load", "resources", str(path)).split())
    assert network.rows(count) == loaded
    write_csv(tmp_path / "materiel.csv", GOOD)
    network.command("load", "resources", str(path))
    assert labels(network, "Equipment") == {"Barnum"}
    network.command("withdraw", "resources")
    assert network.rows(count) == before


def test_the_four_sheets_of_one_workbook(network: Instance, tmp_path: Path) -> None:
    target = tmp_path / "ressources.xlsx"
    network.command("template", "resources", "--output", str(target))
    book = openpyxl.load_workbook(target)
    for sheet, row in (
        ("matériel", {"Nom": "Barnum", "Responsable": "Harmonie", "Conditions": "prêt gratuit", "Code INSEE": 35068}),
        ("locaux", {"Nom": "Salle", "Responsable": "Harmonie", "Conditions": "location", "Accessibilité": "PMR", "Code INSEE": 35360, "Capacité": 40}),
        ("compétences", {"Compétence": "compta", "Intitulé": "Tenue de livres", "Responsable": "Harmonie", "Conditions": "échange"}),
        ("ressources documentaires", {"Titre": "Guide", "Type": "méthode", "Famille": "documentation", "Échelle": "territoriale", "Producteur": "Harmonie",
                                      "Licence": "CC BY", "Portée": "éprouvée sur un terrain", "Éprouvée sur": "35360", "Mots clés": "a ; b"}),
    ):  # fmt: skip
        headers = [cell.value for cell in book[sheet][1]]
        book[sheet].append([row.get(str(header)) for header in headers])
    book.save(target)
    said = network.command("load", "resources", str(target), "--territory", "35", "--date", "2026-11-01", "--complete")
    assert "4 lignes lues, 0 refusées" in said
    for kind, name in (
        ("Equipment", "Barnum"),
        ("Premises", "Salle"),
        ("HeldSkill", "Tenue de livres"),
        ("Resource", "Guide"),
    ):
        assert labels(network, kind) == {name}
    rows = network.rows(
        f"PREFIX m: <{SHARED}def#> SELECT ?lists ?complete WHERE {{ ?graph a m:Directory ; m:lists ?lists ; m:complete ?complete }}"
    )
    assert {row["lists"].rpartition("#")[2] for row in rows} == {"Equipment", "Premises", "HeldSkill", "Resource"}
    assert {row["complete"] for row in rows} == {"true"}
    network.command("withdraw", "resources")


def test_support_actors_become_actors_services_and_labels(network: Instance, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "appui.csv",
        {"Structure": "Maison des associations", "Type": "association", "N° RNA": "W353000009", "Territoire": "200039022", "Thématiques": "compta ; emploi",
         "Niveau": "généraliste", "Label": "Guid’Asso Accompagnement généraliste", "Autorité": "Préfecture", "Label du": "01/06/2025", "Échéance": "31/05/2028",
         "Insee": "35360", "Courriel": "contact@example.org"},
        {"Structure": "Sans périmètre", "Type": "association", "N° RNA": "", "Territoire": "", "Thématiques": "", "Niveau": "", "Label": "", "Autorité": "",
         "Label du": "", "Échéance": "", "Insee": "", "Courriel": ""},
        {"Structure": "Label sans autorité", "Type": "asso", "N° RNA": "", "Territoire": "35", "Thématiques": "", "Niveau": "information",
         "Label": "GA Information", "Autorité": "", "Label du": "01/06/2028", "Échéance": "31/05/2025", "Insee": "", "Courriel": ""},
    )  # fmt: skip
    report = tmp_path / "report.csv"
    said = network.command("load", "support-actors", str(path), "--report", str(report), code=3)
    assert "3 lignes lues, 2 refusées" in said
    written = report.read_text(encoding="utf-8-sig")
    assert ";3;Territoire;" in written
    assert ";4;Autorité;" in written
    rows = network.rows(
        f"PREFIX m: <{SHARED}def#> PREFIX schema: <https://schema.org/> SELECT ?s ?theme ?until WHERE {{ ?s a schema:Service ; "
        "schema:provider ?o ; <http://purl.org/dc/terms/subject> ?theme ; m:underAuthorisation/schema:validThrough ?until . ?o a m:SupportActor }"
    )
    assert {row["theme"].rpartition("/")[2] for row in rows} == {"accounting", "employment"}
    assert {row["until"] for row in rows} == {"2028-05-31"}
    network.command("withdraw", "support-actors")


def test_a_directory_tells_territory_and_date_together(network: Instance, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "materiel.csv", GOOD)
    assert "ensemble" in network.command("load", "resources", str(path), "--complete", code=1)
    assert "territoire connu" in network.command(
        "load", "resources", str(path), "--territory", "Atlantide", "--date", "2026-11-01", code=1
    )


def test_without_territories_it_says_to_load_them_first(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    path = write_csv(tmp_path / "materiel.csv", GOOD)
    assert "maillage load territories" in instance.command("load", "resources", str(path), code=1)


def test_a_file_of_which_every_row_is_refused_replaces_nothing(network: Instance, tmp_path: Path) -> None:
    network.command("load", "resources", str(write_csv(tmp_path / "bon.csv", GOOD)))
    version = network.health()["version"]
    bad = write_csv(tmp_path / "faux.csv", {**GOOD, "Modalités": ""})
    said = network.command("load", "resources", str(bad), code=1)
    assert "rien n’est chargé" in said
    assert "Les conditions manquent" in " ".join(said.split())
    assert "refused.csv" in said
    assert network.health()["version"] == version
    assert labels(network, "Equipment") == {"Barnum"}
    network.command("withdraw", "resources")


def test_a_dry_run_judges_and_writes_nothing(network: Instance, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "materiel.csv", GOOD, {**GOOD, "Modalités": ""})
    version = network.health()["version"]
    assert "1 refusées" in network.command("load", "resources", str(path), "--dry-run", code=3)
    assert network.health()["version"] == version
