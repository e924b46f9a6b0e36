"""The RNA, quirk by quirk: invented rows under the real headers, what becomes of each, and what the report says."""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph_service.errors import UnreadableTable
from graph_service.vocabulary import ONTOLOGY, SHARED
from loaders.report import Report
from loaders.source import Loading
from loaders.sources.rna import SOURCE
from tests.loaders.register import IMPORT, WALDEC, write_register

SAMPLE = os.environ.get("MAILLAGE_RNA_SAMPLE", "")


def load(path: Path, limit: int | None = None) -> tuple[ox.Store, Report]:
    """The triples of a file and its report."""
    report = Report(None)
    loading = Loading(path.parent, "http://base", report, limit)
    store = ox.Store()
    for part in SOURCE.parts((path,), loading):
        store.load("".join(part.lines(loading)).encode(), format=ox.RdfFormat.N_TRIPLES)
    return store, report


def value(store: ox.Store, name: str, key: str = "W353000001", kind: str = "association") -> str | None:
    """One value of an association, as text."""
    predicate = name if ":" in name else ONTOLOGY + name
    quads = list(store.quads_for_pattern(ox.NamedNode(f"{SHARED}id/{kind}/{key}"), ox.NamedNode(predicate), None))
    assert len(quads) < 2
    found = quads[0].object if quads else None
    return found.value if isinstance(found, ox.NamedNode | ox.Literal) else None


def one(tmp_path: Path, **change: str) -> tuple[ox.Store, Report]:
    """Load one plain row but for what changes."""
    return load(write_register(tmp_path / "rna_waldec.csv", change))


def remarks(report: Report) -> list[tuple[str, str]]:
    """(severity, column) of each remark."""
    return [(severity, column) for (severity, column, _), count in report.counts.items() for _ in range(count)]


def test_a_plain_row(tmp_path: Path) -> None:
    store, report = one(tmp_path)
    assert value(store, "http://www.w3.org/2000/01/rdf-schema#label") == "LES EXEMPLES"
    assert value(store, "commune") == SHARED + "id/commune/35360"
    assert value(store, "activity") == SHARED + "scheme/waldec/006000"
    assert value(store, "status") == SHARED + "scheme/association-status/active"
    assert value(store, "creationDate") == "2014-08-11"
    assert value(store, "http://purl.org/dc/terms/modified") == "2019-06-01T12:45:31Z"
    assert value(store, "dissolutionDate") is None
    assert remarks(report) == []


def test_nothing_below_the_commune_and_no_person_is_kept(tmp_path: Path) -> None:
    store, _ = one(tmp_path)
    assert "secr" not in str(store.dump(format=ox.RdfFormat.N_QUADS)).lower()


QUIRKS: list[tuple[dict[str, str], str, str | None, list[tuple[str, str]]]] = [
    ({"adrs_codeinsee": "75111"}, "commune", SHARED + "id/commune/75056", []),
    ({"adrs_codeinsee": "75111"}, "municipalDistrict", SHARED + "id/arrondissement-municipal/75111", []),
    ({"adrs_codeinsee": "69307"}, "commune", SHARED + "id/commune/69123", [("repaired", "adrs_codeinsee")]),
    ({"adrs_codeinsee": "97127"}, "commune", SHARED + "id/commune/97801", [("repaired", "adrs_codeinsee")]),
    ({"adrs_codeinsee": "74245"}, "commune", SHARED + "id/commune/74282", [("repaired", "adrs_codeinsee")]),
    ({"adrs_codeinsee": "01340"}, "commune", SHARED + "id/commune/01015", [("repaired", "adrs_codeinsee")]),
    ({"adrs_codeinsee": "00000"}, "commune", SHARED + "id/commune/35360", [("repaired", "adrs_codeinsee")]),
    ({"adrs_codeinsee": "00000", "adrs_libcommune": ""}, "commune", None, [("value", "adrs_codeinsee")]),
    ({"adrs_codeinsee": "91999", "adrs_codepostal": "91999"}, "commune", None, [("value", "adrs_codeinsee")]),
    ({"objet_social1": "6000"}, "activity", SHARED + "scheme/waldec/006000", [("repaired", "objet_social1")]),
    ({"objet_social1": "003200"}, "activity", None, [("value", "objet_social1")]),
    ({"siret": "0"}, "siret", None, []),
    ({"siret": "12345678901234"}, "siret", None, [("value", "siret")]),
    ({"rup_mi": '"'}, "publicUtilityNumber", None, [("value", "rup_mi")]),
    ({"rup_mi": "75.000.1951"}, "publicUtilityNumber", "75.000.1951", []),
    ({"date_creat": "0001-01-01"}, "creationDate", None, []),
    ({"date_creat": "2099-01-01"}, "creationDate", None, [("value", "date_creat")]),
    ({"date_publi": "1901-07-01"}, "publicationDate", None, [("value", "date_publi")]),
    ({"date_decla": "2001-01-01"}, "declarationDate", "2001-01-01", [("repaired", "date_decla")]),
    ({"date_disso": "2020-02-02"}, "dissolutionDate", "2020-02-02", []),
    ({"position": "I"}, "status", None, [("value", "position")]),
    ({"position": "D"}, "status", SHARED + "scheme/association-status/dissolved", []),
    ({"siteweb": "www.exemple.fr", "publiweb": "0"}, "http://xmlns.com/foaf/0.1/homepage", None, []),
    ({"siteweb": "www.exemple.fr", "publiweb": "1"}, "http://xmlns.com/foaf/0.1/homepage", "http://www.exemple.fr", [("repaired", "siteweb")]),
    ({"siteweb": "a@exemple.fr", "publiweb": "1"}, "http://xmlns.com/foaf/0.1/homepage", None, [("value", "siteweb")]),
    ({"objet": "O"}, "http://purl.org/dc/terms/description", None, []),
    ({"objet": "appelez le 02 99 00 00 00"}, "http://purl.org/dc/terms/description", None, [("value", "objet")]),
    ({"titre": "ECOLE D\x92ART"}, "http://www.w3.org/2000/01/rdf-schema#label", "ECOLE D’ART", [("repaired", "titre")]),
    ({"titre": 'A "B" ; C\nD'}, "http://www.w3.org/2000/01/rdf-schema#label", 'A "B" ; C D', []),
    ({"maj_time": "2008-10-07  10:34:48"}, "http://purl.org/dc/terms/modified", "2008-10-07T10:34:48Z", []),
    ({"maj_time": "0001-01-01  00:00:00"}, "http://purl.org/dc/terms/modified", None, []),
    ({"adrs_codepostal": "00000"}, "postcode", None, []),
]  # fmt: skip


@pytest.mark.parametrize(("change", "name", "expected", "noted"), QUIRKS)
def test_a_quirk_is_repaired_or_reported(
    tmp_path: Path, change: dict[str, str], name: str, expected: str | None, noted: list[tuple[str, str]]
) -> None:
    store, report = one(tmp_path, **change)
    assert value(store, name) == expected
    assert remarks(report) == noted


def test_a_bad_number_and_a_bad_row_are_refused_and_the_rest_is_loaded(tmp_path: Path) -> None:
    path = write_register(tmp_path / "rna_waldec.csv", {"id": "350/123"}, {}, {"id": ""})
    path.write_text(path.read_text(encoding="utf-8-sig") + "only;three;cells\n", encoding="utf-8-sig")
    store, report = load(path)
    assert report.refused("row") == 3
    assert value(store, "rna", "W353000002") == "W353000002"


def test_an_import_row_taken_over_only_points_to_its_new_number(tmp_path: Path) -> None:
    rows = (
        {"id": "353P0000000001", "position": "R", "observation": "Reprise W353009999"},
        {"id": "353P0000000002", "position": "A"},
    )
    store, _ = load(write_register(tmp_path / "rna_import.csv", *rows, columns=IMPORT))
    replaced = value(store, "http://purl.org/dc/terms/isReplacedBy", "353P0000000001", "association-import")
    assert replaced == SHARED + "id/association/W353009999"
    associations = store.quads_for_pattern(None, None, ox.NamedNode(ONTOLOGY + "Association"))
    assert [str(quad.subject) for quad in associations] == [f"<{SHARED}id/association-import/353P0000000002>"]


def test_older_vintages_and_reordered_columns_are_read_by_name(tmp_path: Path) -> None:
    columns = [*reversed(WALDEC), "telephone", "email"]
    rows = {"telephone": "0299000000", "email": "nom@exemple.fr"}
    store, _ = load(write_register(tmp_path / "rna_waldec.csv", rows, columns=columns, encoding="iso-8859-1"))
    assert value(store, "rna") == "W353000001"
    assert "exemple.fr" not in str(store.dump(format=ox.RdfFormat.N_QUADS))


def test_a_file_of_another_kind_is_refused_naming_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name;place\nx;y\n")
    with pytest.raises(UnreadableTable, match="position"):
        load(tmp_path / "a.csv")


def test_a_limit_stops_early(tmp_path: Path) -> None:
    _, report = load(write_register(tmp_path / "rna_waldec.csv", {}, {}, {}), limit=2)
    assert report.rows == 2


@pytest.mark.skipif(not SAMPLE, reason="MAILLAGE_RNA_SAMPLE names no folder: real records are not read")
@pytest.mark.parametrize(
    ("name", "count"),
    [("rna_waldec_sample_utf8.csv", 705), ("rna_waldec_sample_latin1.csv", 705), ("rna_import_sample.csv", 383)],
)
def test_every_real_record_of_the_sample_is_read(name: str, count: int) -> None:
    store, report = load(Path(SAMPLE) / name)
    assert report.rows == count
    assert report.refused("row") == 0
    kinds = ("Association", "TransferredRecord")
    assert sum(1 for kind in kinds for _ in store.quads_for_pattern(None, None, ox.NamedNode(ONTOLOGY + kind))) == count


@pytest.mark.skipif(not SAMPLE, reason="MAILLAGE_RNA_SAMPLE names no folder: real records are not read")
def test_both_encodings_of_the_sample_give_the_same_triples() -> None:
    stores = [set(load(Path(SAMPLE) / f"rna_waldec_sample_{name}.csv")[0]) for name in ("utf8", "latin1")]
    assert stores[0] == stores[1]
