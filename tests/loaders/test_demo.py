"""The sample network: every row accounted for, valid by the shapes, without persons, and removable by one command."""

import csv
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph_service.engine.validation.validation import Validation
from graph_service.media_types import N_TRIPLES
from graph_service.vocabulary import ONTOLOGY
from loaders import demonstration
from loaders.report import Report
from loaders.sample.tables import FOLDER, table
from loaders.source import Loading
from loaders.sources.demo import lines
from tests.instance import Instance
from tests.loaders.network import network

BASE = "http://localhost:8000"
ROWS = {
    "organisations": 54,
    "pooled": 53,
    "needs": 53,
    "obstacles": 40,
    "enablers": 50,
    "services": 98,
    "territories": 7,
}
"""Rows of the seven tables; organisations has one more than the documents name: the scheme whose services they list."""


def sample(report: Report | None = None) -> list[str]:
    """The lines of the sample network."""
    return list(lines(Loading(Path(), BASE, report or Report(None))))


def demonstration_lines() -> list[str]:
    """The lines of the fictitious things."""
    return list(demonstration.lines(Loading(Path(), BASE, Report(None))))


def test_every_row_is_loaded_or_listed_with_its_reason(tmp_path: Path) -> None:
    report = Report(tmp_path / "report.csv")
    text = "".join(sample(report))
    report.close()
    assert {name: len(table(name)) for name in ROWS} == ROWS
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {row["valeur"]: row for row in csv.DictReader(file, delimiter=";")}
    for name in ROWS:
        for row in table(name):
            by_concept = bool(row.get("concepts"))
            own = f'"{row["id"]}"' in text or f"/{row['id']}>" in text
            assert (own or by_concept) != (row["id"] in listed), row["id"]
    assert all(row["gravité"] == "listed" and row["raison"] and row["reason"] for row in listed.values())
    assert report.refused() == 0
    assert report.rows == sum(ROWS.values())


def test_a_reason_is_given_in_both_languages_or_in_none() -> None:
    for name in ROWS:
        for row in table(name):
            assert bool(row.get("left_out_fr")) == bool(row.get("left_out_en")), row["id"]


def test_needs_and_obstacles_name_no_organisation() -> None:
    assert set(table("needs")[0]) == {"id", "type", "text", "votes", "source"}
    assert set(table("obstacles")[0]) == {"id", "category", "text", "source"}
    mentions = [line for line in sample() if line.startswith(f"<{BASE}/id/mention/")]
    assert mentions
    assert not [line for line in mentions if "/id/organisation/" in line]


def test_no_person_no_telephone_and_no_e_mail_in_any_table() -> None:
    pattern = re.compile(r"[\w.-]@[\w-]+\.[a-z]|(?:\+33|\b0)[ .-]?[1-9](?:[ .-]?\d{2}){4}\b|\bM(?:me|\.) [A-Z]")
    for path in (*FOLDER.glob("*.csv"), demonstration.FILE):
        assert not pattern.search(path.read_text(encoding="utf-8")), path.name


def test_fictitious_things_are_all_typed_so_and_have_no_official_number() -> None:
    text = "".join(demonstration_lines())
    kind = f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ONTOLOGY}DemonstrationThing>"
    subjects = {line.split(" ", 1)[0] for line in text.splitlines()}
    named = {s for s in subjects if "#" not in s}
    assert named
    assert all(f"{s} {kind} ." in text for s in subjects)
    assert all(s.startswith(f"<{BASE}/id/") and "/demo" in s for s in named)
    assert not re.search(rf"<{ONTOLOGY}(?:rna|siren|siret)>", text)
    assert not re.search(rf"<{ONTOLOGY}DemonstrationThing>", "".join(sample()))


@pytest.mark.parametrize("slug", ["sample-network", "demonstration"])
def test_the_network_is_valid_by_the_shapes(slug: str) -> None:
    text = "".join(sample() if slug == "sample-network" else demonstration_lines())
    # Statements about the project's own concepts are the source's to make, not a contribution's.
    text = "".join(line for line in text.splitlines(True) if not line.startswith("<https://w3id.org/maillage/scheme/"))
    storage = network()
    validation = Validation(storage.settings.model_copy(update={"validation_timeout": 60.0}), storage.folder)
    try:
        report = validation.validate(text.encode(), N_TRIPLES)
    finally:
        validation.close()
    found = Counter((finding.severity, finding.shape.rpartition("/")[2]) for finding in report.findings)
    # Two needs come from a source that bears no date: said, and not counted by year.
    assert found == ({("warning", "Mention-observedOn"): 2} if slug == "sample-network" else {})


def test_the_cube_of_obstacles_says_what_its_rows_say() -> None:
    observed = {"haute-garonne-2021": ("31", "2021"), "rennes-brunch-2021": ("35238", "2021")}
    counts = Counter(
        (*observed[row["source"]], row["category"]) for row in table("obstacles") if row["source"] in observed
    )
    store = ox.Store()
    store.load(input="".join(sample()), format=ox.RdfFormat.N_TRIPLES)
    query = f"""PREFIX m: <{ONTOLOGY}> PREFIX sd: <http://purl.org/linked-data/sdmx/2009/dimension#>
    SELECT ?area ?year ?what ?n {{ ?o m:obstacle ?w ; m:count ?n ; sd:refArea ?a ; sd:refPeriod ?p
      BIND(REPLACE(STR(?a), ".*/", "") AS ?area) BIND(STR(?p) AS ?year) BIND(REPLACE(STR(?w), ".*/", "") AS ?what) }}"""
    result = store.query(query)
    assert isinstance(result, ox.QuerySolutions)
    cube = {(r["area"].value, r["year"].value, r["what"].value): int(r["n"].value) for r in result}
    assert {key: n for key, n in cube.items() if "pays" not in key[0]} == counts
    assert cube["31", "2021", "time"] == 5


def test_one_command_loads_it_and_one_removes_exactly_it(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data").start()
    instance.command("load", "ontology")
    before = instance.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    # Serving alone never loads it.
    assert not instance.ask(f"ASK {{ ?x a <{ONTOLOGY}DemonstrationThing> }}")
    said = " ".join(instance.command("load", "demo").split())
    assert "rows not loaded, each with its reason" in said
    demo = f"ASK {{ ?x a <{ONTOLOGY}DemonstrationThing> }}"
    assert instance.ask(demo)
    home = instance.get("/?lang=en").text
    assert 'id="demonstration"' in home
    # ontology and sample-network are listed, demonstration is not.
    assert home.count('<tr><th scope="row">') == 2
    assert "/graph/source/demonstration" not in home
    assert instance.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }") != before
    said = " ".join(instance.command("withdraw", "demo").split())
    assert said.count("removed") == 2
    assert not instance.ask(demo)
    assert 'id="demonstration"' not in instance.get("/?lang=en").text
    assert instance.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }") == before
    assert "not loaded" in instance.command("withdraw", "demo")
    assert "is no source" in instance.command("withdraw", "nothing", code=1)
    instance.stop()
