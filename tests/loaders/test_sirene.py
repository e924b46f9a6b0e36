"""SIRENE: which units are kept, what is never read, blanks and vintages, establishments, contradictions with the RNA."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.library.shelf import questions
from graph_service.errors import MaillageError, UnreadableTable, UsageError
from loaders.registry import find_source
from loaders.report import Report
from loaders.source import Loading
from tests.instance import Instance
from tests.loaders.graphs import said, statements
from tests.loaders.register import write_register
from tests.loaders.stock import OLD_UNIT, write_sites, write_units

DEF = "https://w3id.org/maillage/def#"
ID = "https://w3id.org/maillage/id/"


def read(folder: Path, *paths: Path, limit: int | None = None) -> tuple[list[str], Report]:
    """The lines of every part, without a store, and the report."""
    report = Report(None)
    loading = Loading(folder, "http://localhost:8000", report, limit)
    parts = find_source("sirene").parts(paths, loading)
    return [line for part in parts for line in part.lines(loading)], report


def values(lines: list[str], name: str) -> set[str]:
    """The objects of one of our properties, as they are written but for a datatype."""
    return {line.split(" ", 2)[2][:-3].split("^^")[0] for line in lines if f"<{DEF}{name}> " in line}


def test_a_unit_says_its_numbers_name_category_activity_workforce_flags_and_dates(tmp_path: Path) -> None:
    lines, _ = read(tmp_path, write_units(tmp_path / "StockUniteLegale.csv", {}))
    assert {line.split(" ")[0] for line in lines} == {
        f"<{ID}association/W353000001>",
        f"<{ID}association/W353000001#siren>",
    }
    expected = {
        "rna": '"W353000001"', "siren": '"356000000"', "registeredName": '"LES EXEMPLES"', "employer": '"true"',
        "legalForm": "<https://w3id.org/maillage/scheme/legal-form/9220>", "socialEconomy": '"true"',
        "mainActivity": "<http://id.insee.fr/codes/nafr2/sousClasse/94.99Z>", "workforceYear": '"2023"',
        "workforceBand": "<https://w3id.org/maillage/scheme/workforce-band/01>", "registeredOn": '"2001-05-06"',
        "registryState": "<https://w3id.org/maillage/scheme/registry-state/active>", "periodSince": '"2020-01-01"',
        "registeredSiret": '"35600000000048"',
    }  # fmt: skip
    assert {name: values(lines, name) for name in expected} == {name: {value} for name, value in expected.items()}


def test_nothing_of_a_person_or_of_an_address_is_ever_written(tmp_path: Path) -> None:
    lines, _ = read(tmp_path, write_units(tmp_path / "u.csv", {}), write_sites(tmp_path / "e.csv", {}))
    assert not [line for line in lines if "Secr" in line or "CACH" in line]


@pytest.mark.parametrize(
    ("category", "kept"),
    [
        ("9220", True),
        ("9223", True),
        ("9230", True),
        ("9260", True),
        ("9300", True),
        ("5499", False),
        ("1000", False),
        ("", False),
    ],
)
def test_associations_and_foundations_alone_are_kept(tmp_path: Path, category: str, kept: bool) -> None:
    path = write_units(tmp_path / "u.csv", {"siren": "732829320", "nicSiege": ""}, {"categorieJuridique": category})
    lines, report = read(tmp_path, path)
    assert any("356000000" in line for line in lines) is kept
    assert report.rows == 1 + kept


def test_a_unit_opposed_to_publication_is_dropped_and_listed_without_its_name(tmp_path: Path) -> None:
    lines, report = read(tmp_path, write_units(tmp_path / "u.csv", {"statutDiffusion": "P"}))
    assert not lines
    assert report.refused("listed") == 1


def test_a_unit_without_an_rna_number_has_its_own_address_and_name_and_is_not_counted_as_in_the_rna(
    tmp_path: Path,
) -> None:
    paths = write_units(tmp_path / "u.csv", {"identifiantAssociation": ""}), write_sites(tmp_path / "e.csv", {})
    lines, _ = read(tmp_path, *paths)
    assert any(line.startswith(f"<{ID}organisation/356000000> ") and '"LES EXEMPLES"@fr' in line for line in lines)
    assert values(lines, "commune") == {f"<{ID}commune/35360>"}
    assert not any(f"{DEF}Association>" in line for line in lines)


@pytest.mark.parametrize("blank", ["", " ", "NULL", "[ND]"])
def test_blanks_are_nothing_however_they_are_written(tmp_path: Path, blank: str) -> None:
    change = dict.fromkeys(
        ("trancheEffectifs", "anneeEffectifs", "activitePrincipale", "dateCreation", "denomination"), blank
    )
    lines, report = read(tmp_path, write_units(tmp_path / "u.csv", change))
    for name in ("workforceBand", "workforceYear", "mainActivity", "registeredOn", "registeredName"):
        assert values(lines, name) == set()
    assert report.total == 0


@pytest.mark.parametrize(
    ("change", "name", "severity"),
    [
        ({"siren": "356000001"}, "siren", "row"),
        ({"siren": "ABC"}, "siren", "row"),
        ({"identifiantAssociation": "W12"}, "rna", "value"),
        ({"trancheEffectifs": "99"}, "workforceBand", "value"),
        ({"categorieJuridique": "9299"}, "legalForm", "value"),
        ({"activitePrincipale": "00.00Z"}, "mainActivity", "value"),
        ({"dateCreation": "2999-01-01"}, "registeredOn", "value"),
        ({"dateCreation": "1900-01-01"}, "registeredOn", "value"),
        ({"dateDebut": "01/02/2020"}, "periodSince", "value"),
        ({"nicSiege": "00002"}, "registeredSiret", "value"),
        ({"denomination": "APPELEZ LE 02 99 00 00 00"}, "registeredName", "value"),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_told(
    tmp_path: Path, change: dict[str, str], name: str, severity: str
) -> None:
    lines, report = read(tmp_path, write_units(tmp_path / "u.csv", change))
    assert values(lines, name) == set()
    assert [key[0] for key in report.counts] == [severity]


def test_an_activity_of_an_older_nomenclature_is_not_taken_for_one_of_today(tmp_path: Path) -> None:
    change = {"activitePrincipale": "91.3E", "nomenclatureActivitePrincipale": "NAF1993"}
    lines, report = read(tmp_path, write_units(tmp_path / "u.csv", change))
    assert values(lines, "mainActivity") == set()
    assert report.total == 0


@pytest.mark.parametrize("name", ["StockUniteLegale.csv", "StockUniteLegale_utf8.zip"])
@pytest.mark.parametrize("columns", [None, OLD_UNIT])
def test_any_vintage_plain_or_zipped_says_the_same(tmp_path: Path, name: str, columns: list[str] | None) -> None:
    path = write_units(tmp_path / name, {}, **({"columns": columns} if columns else {}))
    plain, _ = read(tmp_path, write_units(tmp_path / "plain.csv", {}))
    assert read(tmp_path, path)[0] == plain


def test_establishments_of_those_units_alone_become_sites_in_their_commune(tmp_path: Path) -> None:
    units = write_units(tmp_path / "u.csv", {}, {"siren": "200039022", "categorieJuridique": "7346"})
    sites = write_sites(
        tmp_path / "e.csv",
        {},
        {"siret": "35600000000055", "etablissementSiege": "false", "codeCommune": "69382", "codePostal": "69002"},
        {"siret": "20003902200015", "siren": "200039022"},
        {"siret": "35600000000063", "etatAdministratif": "F"},
        {"siret": "35600000000071", "statutDiffusion": "P"},
        {"siret": "35600000000089", "codeCommune": "99999", "codePostal": "", "libelleCommune": ""},
    )
    lines, report = read(tmp_path, units, sites)
    owner = f"<{ID}association/W353000001>"
    has = [line.split(" ")[2] for line in lines if line.startswith(owner) and "ns/org#hasSite>" in line]
    assert has == [f"<{ID}site/35600000000048>", f"<{ID}site/35600000000055>"]
    assert [line.split(" ")[2] for line in lines if "hasRegisteredSite" in line] == [f"<{ID}site/35600000000048>"]
    # An arrondissement of Lyon is carried to its commune.
    assert values(lines, "commune") == {f"<{ID}commune/35360>", f"<{ID}commune/69123>"}
    assert report.refused("row") == 1


def test_a_limit_ends_the_reading_of_an_archive(tmp_path: Path) -> None:
    path = write_units(tmp_path / "u.zip", *[{"denomination": f"N {n} " + "x" * 200} for n in range(20_000)])
    lines, report = read(tmp_path, path, limit=3)
    assert report.rows == 3
    assert len({line for line in lines if "registeredName" in line}) == 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a,b\n1,2\n", UnreadableTable),
        ("", UnreadableTable),
        ("siret,siren,codeCommuneEtablissement,etatAdministratifEtablissement\n", UsageError),
    ],
)
def test_what_is_not_a_stock_file_is_told(tmp_path: Path, text: str, error: type[MaillageError]) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error):
        read(tmp_path, path)


@pytest.mark.parametrize("damage", [b"\xff\xfe,1\n", b'"open\n', b"1,2\n"])
def test_a_damaged_file_stops_the_load_with_a_sentence(tmp_path: Path, damage: bytes) -> None:
    path = write_units(tmp_path / "u.csv", {}, {})
    path.write_bytes(path.read_bytes() + damage)
    with pytest.raises(UnreadableTable, match="download the file again"):
        read(tmp_path, path)
    assert not list(tmp_path.glob("stock-*"))


@given(st.dictionaries(
    st.sampled_from(["denomination", "identifiantAssociation", "trancheEffectifs", "activitePrincipale", "dateCreation",
                     "nicSiege", "dateDebut", "caractereEmployeur", "etatAdministratif"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"), max_size=20)))  # fmt: skip
def test_whatever_a_cell_holds_a_line_is_a_line(
    tmp_path_factory: pytest.TempPathFactory, change: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    lines, _ = read(folder, write_units(folder / "u.csv", change))
    assert all(line.endswith(" .\n") and line.count("\n") == 1 for line in lines)
    assert values(lines, "siren") == {'"356000000"'}


def test_load_again_change_withdraw_and_contradictions_with_the_rna(france: Instance, tmp_path: Path) -> None:
    france.command("load", "rna", str(write_register(tmp_path / "rna_waldec.csv", {}, {})))
    units = write_units(tmp_path / "u.csv", {"etatAdministratif": "C"})
    sites = write_sites(tmp_path / "e.csv", {"codeCommune": "35238", "codePostal": "35000", "libelleCommune": "RENNES"})
    france.command("load", "sirene", str(units), str(sites))
    first = statements(france, "sirene")
    assert "rien ne change" in said(france.command("load", "sirene", str(units), str(sites)))
    found = france.rows(questions()["rna-and-sirene"].text)
    assert {(row["thing"].rsplit("/")[-1], row["what"]) for row in found} == {
        ("W353000001", "state"),
        ("W353000001", "commune"),
    }
    # One value a property, whatever the two registers say.
    one = france.rows(
        f"SELECT ?p (COUNT(?o) AS ?n) WHERE {{ <{ID}association/W353000001> ?p ?o }} GROUP BY ?p HAVING (?n > 1)"
    )
    assert {row["p"].rpartition("#")[2].rpartition("/")[2] for row in one} <= {"type", "identifier"}
    write_units(tmp_path / "u.csv", {})
    france.command("load", "sirene", str(units), str(sites))
    assert {line.split()[1] for line in statements(france, "sirene") ^ first} == {f"<{DEF}registryState>"}
    france.command("withdraw", "sirene")
    assert statements(france, "sirene") == statements(france, "sirene-sites") == set()
    assert france.ask(f"ASK {{ <{ID}association/W353000001> <{DEF}rna> ?n }}")
    france.command("withdraw", "rna")


def test_of_two_units_under_one_rna_number_the_active_one_bears_it(tmp_path: Path) -> None:
    units = write_units(tmp_path / "u.csv", {"siren": "732829320", "nicSiege": "", "etatAdministratif": "C"}, {})
    lines, report = read(tmp_path, units)
    owner = f"<{ID}association/W353000001>"
    assert [line.split('"')[1] for line in lines if line.startswith(f"{owner} <{DEF}siren>")] == ["356000000"]
    assert any(line.startswith(f"<{ID}organisation/732829320> <{DEF}siren>") for line in lines)
    assert [key[0] for key in report.counts] == ["warning"]


@pytest.mark.parametrize("status", ["P", " P ", "N", ""])
def test_the_establishments_of_a_unit_that_is_not_open_are_not_published_either(tmp_path: Path, status: str) -> None:
    paths = write_units(tmp_path / "u.csv", {"statutDiffusion": status}), write_sites(tmp_path / "e.csv", {})
    lines, _ = read(tmp_path, *paths)
    assert not lines


def test_a_file_without_any_association_replaces_nothing(france: Instance, tmp_path: Path) -> None:
    told = said(france.command("load", "sirene", str(write_units(tmp_path / "u.csv")), code=1))
    assert "rien n’est chargé" in told


def test_an_archive_cut_short_or_encrypted_is_never_taken_for_whole(tmp_path: Path) -> None:
    path = write_units(tmp_path / "u.zip", *[{"denomination": f"N {n} " + str(n * 7919) * 9} for n in range(5_000)])
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableTable):
        read(tmp_path, path)
