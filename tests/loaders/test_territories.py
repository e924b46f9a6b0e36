"""The real territories of 2026, held against the facts published about them; then the main job, end to end."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph_service.vocabulary import ONTOLOGY, SHARED
from loaders.cog import Found, commune_index
from loaders.report import Report
from loaders.source import Loading
from loaders.sources import territories
from tests.instance import Instance
from tests.loaders.register import write_register

QUERIES = Path(__file__).parents[2] / "queries"
SAMPLE = os.environ.get("MAILLAGE_RNA_SAMPLE", "")


@cache
def store() -> ox.Store:
    """The territories without geometry."""
    loading = Loading(Path(), "http://base", Report(None), options={"no_geometry": True})
    found = ox.Store()
    found.bulk_load("".join(territories.lines(loading)).encode(), format=ox.RdfFormat.N_TRIPLES)
    return found


def count(pattern: str) -> int:
    """How many solutions a pattern has."""
    prefix = f"PREFIX m: <{ONTOLOGY}> PREFIX id: <{SHARED}id/> PREFIX dct: <http://purl.org/dc/terms/>"
    result: Any = store().query(f"{prefix} SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return int(next(iter(result))["n"].value)


FACTS = [
    ("?x a m:Region", 18), ("?x a m:OverseasCollectivity", 8), ("?x a m:Departement", 101), ("?x a m:Epci", 1255),
    ("?x a m:Commune", 34_969), ("?x a m:CommuneDeleguee", 2105), ("?x a m:CommuneAssociee", 471),
    ("?x a m:ArrondissementMunicipal", 45), ("?x a m:Arrondissement", 333),
    ("?x m:departement <https://w3id.org/maillage/id/departement/35> ; a m:Commune", 332),
    ("?x m:departement <https://w3id.org/maillage/id/departement/31> ; a m:Commune", 586),
    ("?x m:epci <https://w3id.org/maillage/id/epci/200039022>", 46),
    ("?x m:epci <https://w3id.org/maillage/id/epci/243500634>", 16),
    ("?x m:epci <https://w3id.org/maillage/id/epci/243500139>", 43),
    ("?x m:epci <https://w3id.org/maillage/id/epci/243100518>", 37),
    ("?x a m:Commune FILTER NOT EXISTS { ?x m:epci ?e }", 98),
    ("?c a m:Commune ; m:inseeCode ?k . ?d a m:CommuneDeleguee ; m:inseeCode ?k", 584),
    ("?x a m:TerritoryMembership ; m:observedOn ?d", 34_871),
    ("?x m:inseeCode '2A004' ; a m:Commune ; m:departement <https://w3id.org/maillage/id/departement/2A>", 1),
    ("<https://w3id.org/maillage/id/commune/01340> a m:AbolishedCommune ; dct:isReplacedBy <https://w3id.org/maillage/id/commune/01015>", 1),
    ("?x m:overseasCollectivity ?c FILTER EXISTS { ?x m:departement ?d }", 0),
    ("?x a m:Commune FILTER NOT EXISTS { ?x m:departement|m:overseasCollectivity ?p }", 0),
    ("<https://w3id.org/maillage/id/collectivite-outre-mer/984> m:seat ?s", 0),
    ("<https://w3id.org/maillage/id/region/53> m:seat <https://w3id.org/maillage/id/commune/35238>", 1),
    ("<https://w3id.org/maillage/id/departement/01> m:nameWithArticle \"L'Ain\"@fr", 1),
    ("<https://w3id.org/maillage/id/commune/01001> m:nameWithoutArticle \"Abergement-Clémenciat\"@fr", 1),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "expected"), FACTS)
def test_the_published_facts(pattern: str, expected: int) -> None:
    assert count(pattern) == expected


def test_89_epci_straddle_departements() -> None:
    result: Any = store().query(
        f"PREFIX m: <{ONTOLOGY}> SELECT ?e WHERE {{ ?c m:epci ?e ; m:departement ?d }} GROUP BY ?e HAVING (COUNT(DISTINCT ?d) > 1)"
    )
    assert len(list(result)) == 89


def test_a_commune_is_found_by_postcode_and_name_only_when_one_fits() -> None:
    index = commune_index()
    found = index.find("", "35500", "VITRE CEDEX")
    assert isinstance(found, Found)
    assert found.commune == "35360"
    assert isinstance(index.find("00000", "35500", "Ailleurs"), tuple)
    assert not isinstance(index.find("00000", "35500", "Ailleurs"), Found)


@pytest.mark.timeout(280)
def test_the_main_job_territories_then_the_register_while_the_service_runs(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data").start()
    instance.command("load", "ontology")
    instance.command("load", "territories", "--no-geometry")
    assert "nothing changes" in " ".join(instance.command("load", "territories", "--no-geometry").split())
    register = (
        Path(SAMPLE) / "rna_waldec_sample_utf8.csv"
        if SAMPLE
        else write_register(tmp_path / "rna_waldec.csv", {}, {"adrs_codeinsee": "31555"}, {})
    )
    dry = " ".join(instance.command("load", "rna", str(register), "--dry-run").split())
    assert "would be loaded" in dry
    before = instance.health()["version"]
    instance.command("load", "rna", str(register))
    assert instance.health()["version"] == before + 1
    for name in ("departement", "epci", "family"):
        rows = instance.rows((QUERIES / f"observation/associations-by-{name}.rq").read_text())
        assert rows, name
    by_departement = {
        row["code"]: int(row["associations"])
        for row in instance.rows((QUERIES / "observation/associations-by-departement.rq").read_text())
    }
    overseas = "?a <https://w3id.org/maillage/def#commune>/<https://w3id.org/maillage/def#overseasCollectivity> ?c"
    beyond = int(instance.rows(f"SELECT (COUNT(?a) AS ?n) {{ {overseas} }}")[0]["n"])
    assert sum(by_departement.values()) + beyond == (705 if SAMPLE else 3)
    if not SAMPLE:
        assert by_departement == {"35": 2, "31": 1}
    graph = instance.base + "/graph/source/rna-waldec"
    assert instance.ask(
        f"ASK {{ GRAPH <{graph}> {{ <{graph}> <http://purl.org/dc/terms/license> ?l ; <http://www.w3.org/ns/prov#wasGeneratedBy> ?a }} }}"
    )
    assert "nothing changes" in " ".join(instance.command("load", "rna", str(register)).split())
    damaged = write_register(tmp_path / "rna_waldec_2.csv", {}, {})
    damaged.write_bytes(damaged.read_bytes() + b'"W353000009";"unclosed')
    instance.command("load", "rna", str(damaged), code=3)
    instance.command("erase", "https://w3id.org/maillage/id/association/W353000001", "--yes")
    instance.command("load", "rna", str(write_register(tmp_path / "again_waldec.csv", {}, {})))
    assert not instance.ask("ASK { <https://w3id.org/maillage/id/association/W353000001> ?p ?o }")
    assert instance.ask("ASK { <https://w3id.org/maillage/id/association/W353000002> ?p ?o }")
    instance.command("verify")
    assert instance.stop() == 0
