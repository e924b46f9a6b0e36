"""Rows that someone sends: as things with their organisation apart, as faults by column, or refused whole."""

import csv
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.communes import CommuneIndex
from graph_service.engine.formats.ntriples import shared
from graph_service.engine.formats.sheets import contribution
from graph_service.engine.formats.sheets.catalogue import SUPPORT_ACTORS
from graph_service.engine.formats.sheets.contribution import MAX_CELL, MAX_LINES, MAX_ROWS, READ, SENT, read_rows
from graph_service.engine.formats.sheets.writing import write_workbook
from graph_service.engine.gazetteer import Gazetteer, by_name
from graph_service.errors import BodyTooLarge, MaillageError, UnreadableTable, UnsupportedMediaType
from graph_service.media_types import CSV, XLSX
from graph_service.vocabulary import SHARED

BASE = "https://example.org"
VITRE, AREA = shared("commune", "35360"), shared("departement", "35")
PLACES = Gazetteer(
    communes=CommuneIndex(names={"35360": "Vitré"}, by_postcode={"35500": ["35360"]}),
    names=by_name([("Vitré", VITRE), ("Ille-et-Vilaine", AREA)]),
    codes={"35360": VITRE, "35": AREA},
    regions=frozenset({"53"}),
    departements={VITRE: AREA},
)
GOOD = {"Désignation": "Barnum", "Association": "Harmonie", "RNA": "W353000009", "Modalités": "prêt", "Ville": "Vitré"}
ACTOR = {"Structure": "Maison", "Nature": "association", "SIREN": "732829320", "Territoire": "35 ; Vitré", "Thèmes": "comptabilité et gestion",
         "Label": "Guid’Asso Orientation", "Autorité": "Préfecture"}  # fmt: skip


def as_csv(*rows: dict[str, str]) -> bytes:
    """The bytes of a csv."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: str, *rows: dict[str, str]) -> bytes:
    """The bytes of a workbook."""
    book = openpyxl.Workbook()
    active = book.worksheets[0]
    active.title = sheet
    for line in (list(rows[0]), *(list(row.values()) for row in rows)):
        active.append(line)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with something else in a part."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            body = source.read(name)
            archive.writestr(name, body.replace(old, new, 1) if name == part else body)
    return target.getvalue()


def test_a_row_is_a_thing_and_apart_the_organisation_it_names() -> None:
    (found,) = read_rows(as_csv(GOOD), "text/csv; charset=utf-8", BASE, PLACES)
    assert found.number == 2
    assert found.subject.startswith(f"{BASE}/id/equipment/")
    assert found.organisation == f"{SHARED}id/association/W353000009"
    assert {line.split(" ")[0] for line in found.lines} == {f"<{found.subject}>"}
    assert {line.split(" ")[0] for line in found.organisation_lines} == {f"<{found.organisation}>"}
    assert any(line.endswith(f"#owner> <{found.organisation}> .\n") for line in found.lines)
    assert any(line.endswith(f"#commune> {VITRE} .\n") for line in found.lines)
    assert '"Harmonie"@fr' in "".join(found.organisation_lines)
    assert not found.faults
    assert found.repairs["commune"].fr.startswith("trouvée")


def test_a_row_that_names_no_organisation_has_none() -> None:
    (found,) = read_rows(as_csv({**GOOD, "Association": "", "RNA": ""}), CSV.media_type, BASE, PLACES)
    assert (found.organisation, found.organisation_lines) == ("", ())


def test_a_support_actor_is_its_own_organisation() -> None:
    (found,) = read_rows(as_csv(ACTOR), CSV.media_type, BASE, PLACES)
    assert found.subject == found.organisation == f"{SHARED}id/organisation/732829320"
    assert found.organisation_lines == ()
    told = "".join(found.lines)
    assert f"spatial> {AREA}" in told
    assert f"spatial> {VITRE}" in told
    assert "/id/service/" in told
    assert "/id/label/" in told
    assert '"Préfecture"@fr' in told
    assert not found.faults


def test_a_workbook_says_what_a_csv_says() -> None:
    (one,) = read_rows(as_csv(GOOD), CSV.media_type, BASE, PLACES)
    (other,) = read_rows(as_xlsx("matériel", GOOD), XLSX.media_type, BASE, PLACES)
    assert (one.subject, one.lines, one.organisation_lines) == (other.subject, other.lines, other.organisation_lines)


def test_the_empty_template_of_every_sheet_holds_no_row(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", "resources", READ, "fr")
    assert read_rows((tmp_path / "a.xlsx").read_bytes(), XLSX.media_type, BASE, PLACES) == []


def test_every_fault_is_told_under_the_header_of_the_file() -> None:
    wrong = {
        **GOOD,
        "Désignation": "Sono",
        "Qté": "dix",
        "Ville": "Ailleurs",
        "RNA": "12",
        "Couleur": "bleu",
        "Lien": "a" * (MAX_CELL + 1),
    }
    (found,) = read_rows(as_csv(wrong), CSV.media_type, BASE, PLACES)
    assert {found.header(column) for column in found.faults} == {"Qté", "Ville", "RNA", "Lien"}
    assert all(reason.fr and reason.en != reason.fr for reason in found.faults.values())
    assert found.left_aside == ("Couleur",)
    assert found.header(found.column("maillage:owner")) == "Association"
    assert found.header(found.column("schema:price")) == "Prix"
    assert found.column("schema:nothing") == ""


def test_a_thing_given_twice_is_a_fault_of_the_second_row() -> None:
    one, other, third = read_rows(as_csv(GOOD, GOOD, {**GOOD, "Désignation": "Sono"}), CSV.media_type, BASE, PLACES)
    assert one.subject == other.subject != third.subject
    assert "ligne 2" in other.faults["name"].fr
    assert not one.faults
    assert not third.faults


def test_rows_are_counted_and_too_many_are_refused() -> None:
    rows = [{**GOOD, "Désignation": f"Barnum {number}"} for number in range(MAX_ROWS + 1)]
    assert len(read_rows(as_csv(*rows[:-1]), CSV.media_type, BASE, PLACES)) == MAX_ROWS
    with pytest.raises(BodyTooLarge, match=str(MAX_ROWS)):
        read_rows(as_csv(*rows), CSV.media_type, BASE, PLACES)


def test_statements_are_counted_whatever_the_number_of_rows() -> None:
    guide = {
        "Titre": "Guide",
        "Producteur": "H",
        "Licence": "CC BY",
        "Type": "méthode",
        "Mots clés": "a;" * (MAX_CELL // 2),
    }
    rows = [{**guide, "Titre": f"Guide {number}"} for number in range(MAX_LINES // (MAX_CELL // 2) + 1)]
    with pytest.raises(BodyTooLarge, match=str(MAX_LINES)):
        read_rows(as_csv(*rows), CSV.media_type, BASE, PLACES)


def test_a_long_cell_of_spaces_is_read_at_once() -> None:
    (found,) = read_rows(as_csv({**ACTOR, "Thèmes": "a" + " " * (MAX_CELL - 2) + "b"}), CSV.media_type, BASE, PLACES)
    assert "themes" in found.faults


def test_a_full_workbook_of_the_widest_template_is_within_the_bounds() -> None:
    full = {column.header: f"Mot {number}" * 5 for number, column in enumerate(SUPPORT_ACTORS.columns)}
    rows = [
        {**full, "Nom": f"Maison {number}", "Numéro": "", "Description": f"{number} " * 200}
        for number in range(MAX_ROWS)
    ]
    assert len(read_rows(as_xlsx("points d’appui", *rows), XLSX.media_type, BASE, PLACES)) == MAX_ROWS


@pytest.mark.parametrize("media_type", ["application/pdf", "", "text/turtle"])
def test_another_format_is_refused(media_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        read_rows(as_csv(GOOD), media_type, BASE, PLACES)


def test_statistics_are_no_contribution() -> None:
    with pytest.raises(UnreadableTable):
        read_rows(as_csv({"EPCI": "200039022", "Année": "2025", "Effectif": "3"}), CSV.media_type, BASE, PLACES)


@pytest.mark.parametrize(("data", "media_type"), [
    (b"", CSV.media_type), (b"a" * (SENT.packed + 1), CSV.media_type), (b"PK\x03\x04", XLSX.media_type), (as_csv(GOOD), XLSX.media_type),
])  # fmt: skip
def test_bytes_that_are_not_what_their_type_says_are_refused(data: bytes, media_type: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_rows(data, media_type, BASE, PLACES)
    assert caught.value.detail.fr != caught.value.detail.en


def test_a_workbook_too_large_once_unpacked_is_refused() -> None:
    data = changed(as_xlsx("matériel", GOOD), "xl/styles.xml", b"", b" " * SENT.unpacked)
    assert len(data) < SENT.packed
    with pytest.raises(UnreadableTable, match="too large"):
        read_rows(data, XLSX.media_type, BASE, PLACES)


@pytest.mark.parametrize(
    ("part", "end", "element"),
    [("xl/styles.xml", b"</cellXfs>", b"<xf/>"), ("xl/worksheets/sheet1.xml", b"</sheetData>", b"<row/>")],
)
def test_a_workbook_of_few_bytes_and_many_tags_is_refused(part: str, end: bytes, element: bytes) -> None:
    data = changed(as_xlsx("matériel", GOOD), part, end, element * SENT.tags + end)
    assert len(data) < SENT.packed
    with pytest.raises(UnreadableTable, match="too large"):
        read_rows(data, XLSX.media_type, BASE, PLACES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(encoding: str) -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'.encode(encoding)
    data = changed(as_xlsx("matériel", GOOD), "xl/workbook.xml", b"<workbook", declared + b"<workbook")
    with pytest.raises(UnreadableTable, match="DOCTYPE"):
        read_rows(data, XLSX.media_type, BASE, PLACES)


def test_the_size_that_a_sheet_gives_itself_is_not_believed() -> None:
    plain = as_xlsx("matériel", GOOD)
    with ZipFile(io.BytesIO(plain)) as archive:
        body = archive.read("xl/worksheets/sheet1.xml")
    dimension = body[body.index(b"<dimension") : body.index(b"/>", body.index(b"<dimension"))]
    for size in (b"A1:XFD1048576", b"A1", b"A3:B3"):
        data = changed(plain, "xl/worksheets/sheet1.xml", dimension, b'<dimension ref="' + size + b'"')
        (found,) = read_rows(data, XLSX.media_type, BASE, PLACES)
        assert found.subject


@given(st.integers(0, 8000), st.binary(min_size=1, max_size=12))
def test_a_damaged_workbook_is_refused_or_read(place: int, noise: bytes) -> None:
    whole = as_xlsx("matériel", GOOD)
    data = whole[: place % len(whole)] + noise + whole[place % len(whole) + len(noise) :]
    try:
        read_rows(data, XLSX.media_type, BASE, PLACES)
    except MaillageError as error:
        assert isinstance(error, UnreadableTable)


def test_only_things_are_sent() -> None:
    assert {template.path for template in contribution.READ} == {
        "equipment",
        "premises",
        "skill",
        "resource",
        "organisation",
    }
