"""A network's counts as a data cube: dimensions, small cells hidden, records counted, what is unreadable refused."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.registry import find_source
from loaders.report import Report
from loaders.source import Loading
from tests.instance import Instance
from tests.loaders.graphs import said, statements

ROW = {
    "EPCI": "200039022", "Année": "2025", "Activité": "006000", "Thème de la question": "comptabilité et gestion",
    "Type de rendez-vous": "Présentiel", "Niveau": "information", "Effectif": "12", "Répondants": "7",
}  # fmt: skip
CUBE = """PREFIX m: <https://w3id.org/maillage/def#> PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX d: <http://purl.org/linked-data/sdmx/2009/dimension#>
SELECT ?area ?year ?activity ?theme ?kind ?level ?count ?status WHERE {
  ?o qb:dataSet <BASE/id/data-set/statistics-NAME> ; d:refArea ?area ; d:refPeriod ?year ; m:activityDimension ?activity ;
    m:questionTheme ?theme ; m:appointmentKind ?kind ; m:levelDimension ?level ; m:observationStatus ?status .
  OPTIONAL { ?o m:count ?count } } ORDER BY ?area ?theme ?count"""


def write(path: Path, *changes: dict[str, str]) -> Path:
    """A table with one row a change."""
    rows = [{**ROW, **change} for change in changes]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(
            file, [name for name in rows[0] if rows[0][name] != "-"], delimiter=";", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def load(instance: Instance, path: Path, name: str, *options: str, code: int = 0) -> str:
    """Load a table under the open licence; what the command said."""
    command = ("load", "statistics", str(path), "--name", name, "--licence", "licence ouverte", *options)
    return said(instance.command(*command, code=code))


def cube(instance: Instance, name: str) -> list[dict[str, str]]:
    """The observations, IRIs cut to their last two segments."""
    found = instance.rows(CUBE.replace("BASE", instance.base).replace("NAME", name))
    return [{key: "/".join(value.split("/")[-2:]) for key, value in row.items()} for row in found]


def test_a_count_is_an_observation_of_the_five_dimensions(france: Instance, tmp_path: Path) -> None:
    load(france, write(tmp_path / "a.csv", {}), "one")
    assert cube(france, "one") == [
        {
            "area": "epci/200039022",
            "year": "2025",
            "activity": "waldec/006000",
            "theme": "theme/accounting",
            "kind": "appointment-kind/on-site",
            "level": "support-level/information",
            "count": "12",
            "status": "observation-status/normal",
        }
    ]


@pytest.mark.parametrize(
    ("number", "respondents", "shown"),
    [
        ("3", "3", "3"),
        ("2", "2", None),
        ("40", "2", None),
        ("3", "", "3"),
        ("2", "", None),
        ("0", "", None),
        ("2", "9", None),
    ],
)
def test_a_cell_under_three_respondents_says_that_it_is_hidden_and_not_its_number(
    france: Instance, tmp_path: Path, number: str, respondents: str, shown: str | None
) -> None:
    load(france, write(tmp_path / "a.csv", {"Effectif": number, "Répondants": respondents}), "small", "--force")
    (found,) = cube(france, "small")
    assert found.get("count") == shown
    assert found["status"] == f"observation-status/{'normal' if shown else 'suppressed'}"


def test_without_a_column_of_counts_each_row_counts_for_one(france: Instance, tmp_path: Path) -> None:
    records = [
        {"Effectif": "-", "Répondants": "-", "EPCI": area}
        for area in ["Vitré Communauté"] * 2 + ["35360"] * 2 + ["243500139"]
    ]
    told = load(france, write(tmp_path / "a.csv", *records), "records", "--records")
    assert "2 cases, dont 1 masquées" in told
    assert [(row["area"], row.get("count")) for row in cube(france, "records")] == [
        ("epci/200039022", "4"),
        ("epci/243500139", None),
    ]


def test_what_is_not_told_or_outside_the_list_has_a_value_of_its_own(france: Instance, tmp_path: Path) -> None:
    load(
        france, write(tmp_path / "a.csv", {"Niveau": "", "Activité": "NSP", "Thème de la question": "Autre"}), "unknown"
    )
    (found,) = cube(france, "unknown")
    assert found["level"] == found["activity"] == "dimension-value/unknown"
    assert found["theme"] == "dimension-value/other"


WRONG = {
    "unknown-area": ({"EPCI": "Atlantide"}, "pas un territoire connu"),
    "not-an-epci": ({"EPCI": "35"}, "donnez une intercommunalité"),
    "lonely-commune": ({"EPCI": "29155"}, "dans aucune intercommunalité"),
    "unknown-theme": ({"Thème de la question": "comptabilitée"}, "le plus proche : comptabilité et gestion"),
    "two-themes": ({"Thème de la question": "fonction employeur ; comptabilité et gestion"}, "une seule valeur"),
    "not-a-number": ({"Effectif": "douze", "Niveau": ""}, "donnez un nombre entier"),
    "negative": ({"Effectif": "-3", "Niveau": ""}, "donnez un nombre entier"),
    "future": ({"Année": "2999"}, "donnez une année"),
    "given-twice": ({}, "case déjà donnée : a.csv, 2"),
    "given-twice-by-name": ({"EPCI": "Vitré Communauté"}, "case déjà donnée"),
    "its-commune-too": ({"EPCI": "35360"}, "case déjà donnée"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_filled_wrongly_is_refused_with_its_reason_and_the_others_count(
    france: Instance, tmp_path: Path, name: str
) -> None:
    change, words = WRONG[name]
    report = tmp_path / "report.csv"
    load(france, write(tmp_path / "a.csv", {}, change), "wrong", "--force", "--report", str(report), code=3)
    lines = report.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("a.csv;3;")
    assert words in lines[1]
    assert len(cube(france, "wrong")) == 1


def test_totals_are_left_out_and_unknown_columns_told(france: Instance, tmp_path: Path) -> None:
    told = load(france, write(tmp_path / "a.csv", {"Couleur": "bleu"}, {"Niveau": "Total"}), "totals")
    assert "colonne inconnue" in told
    assert len(cube(france, "totals")) == 1


def test_load_again_change_withdraw(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", {}, {"Niveau": "orientation"})
    load(france, path, "life")
    first = statements(france, "statistics-life")
    assert "rien ne change" in load(france, path, "life")
    write(path, {"Effectif": "13"}, {"Niveau": "orientation"})
    load(france, path, "life")
    assert {line.split()[1] for line in statements(france, "statistics-life") ^ first} == {
        "<https://w3id.org/maillage/def#count>"
    }
    france.command("withdraw", "statistics", "--name", "life")
    assert statements(france, "statistics-life") == set()
    assert not cube(france, "life")


def test_many_cells_are_judged_in_the_sight_of_their_cube(france: Instance, tmp_path: Path) -> None:
    themes = ("fonction employeur", "comptabilité et gestion", "bénévolat")
    changes = [{"Année": str(2000 + n % 25), "Thème de la question": themes[n // 25 % 3], "Niveau": level}
               for n in range(75) for level in ("orientation", "information", "")]  # fmt: skip
    load(france, write(tmp_path / "a.csv", *changes), "many")
    assert len(cube(france, "many")) == 225


@given(
    cells=st.lists(
        st.tuples(st.sampled_from(["200039022", "243500139"]), st.integers(0, 9), st.integers(0, 9)), max_size=8
    )
)
def test_no_number_under_three_respondents_is_ever_written(
    cells: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cells")
    changes = [{"EPCI": area, "Effectif": str(count), "Répondants": str(who)} for area, count, who in cells]
    found = "".join(cube_lines(write(folder / "a.csv", *(changes or [{}]))))
    assert found.count("def#count>") == found.count("observation-status/normal>")
    told = {area: min(count, who) for area, count, who in reversed(cells)} or {"200039022": 7}
    shown = {area for area in told if any("def#count>" in line and area in line for line in found.splitlines())}
    assert shown == {area for area, respondents in told.items() if respondents >= 3}


def cube_lines(path: Path) -> list[str]:
    """The lines of a table, without a store."""
    loading = Loading(path.parent, "http://localhost:8000", Report(None))
    loading.options.update({"licence": "https://example.org/licence", "unit": "associations"})
    loading.slug = "statistics-test"
    (part,) = find_source("statistics").parts((path,), loading)
    return list(part.lines(loading))


def test_without_a_column_of_counts_the_load_is_refused_and_says_which_columns_it_read(
    france: Instance, tmp_path: Path
) -> None:
    told = load(
        france, write(tmp_path / "a.csv", {"Effectif": "-", "Répondants": "-", "Volumétrie": "12"}), "no", code=1
    )
    assert "Aucune colonne d’effectifs" in told
    assert "--records" in told


def test_appointments_need_their_respondents_and_records_count_each_association_once(
    france: Instance, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", {"Effectif": "40", "Répondants": ""}, {"Niveau": "", "Répondants": "8"})
    told = load(france, path, "who", "--unit", "rendez-vous", code=3)
    assert "combien d’associations distinctes" in told
    assert [row.get("count") for row in cube(france, "who")] == ["12"]
    same = [{"Effectif": "-", "Répondants": "-", "Association": "W353000001"}] * 5
    load(france, write(tmp_path / "b.csv", *same), "once", "--records", "--unit", "rendez-vous")
    assert [row["status"] for row in cube(france, "once")] == ["observation-status/suppressed"]
    assert not any("W353000001" in line for line in statements(france, "statistics-once"))


def test_communes_of_one_body_add_up_and_a_table_of_which_nothing_is_taken_leaves_the_last_one(
    france: Instance, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", {"EPCI": "35360"}, {"EPCI": "35068", "Effectif": "5", "Répondants": "4"})
    load(france, path, "communes")
    assert [row["count"] for row in cube(france, "communes")] == ["17"]
    write(path, {"Année": "25"})
    assert "l’ancien chargement reste" in load(france, path, "communes", code=1)
    assert [row["count"] for row in cube(france, "communes")] == ["17"]
