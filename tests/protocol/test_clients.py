"""Other people's clients work unchanged: SPARQLWrapper, rdflib's SPARQLStore, and the README's own commands."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper

from tests.instance import Instance

README = Path(__file__).parents[2] / "README.md"


def test_sparqlwrapper_reads_json_csv_and_turtle(instance: Instance) -> None:
    wrapper = SPARQLWrapper(instance.base + "/sparql")
    wrapper.setQuery("SELECT ?o { GRAPH <http://example.org/g> { ?s ?p ?o } }")
    wrapper.setReturnFormat(JSON)
    convert: Any = wrapper.queryAndConvert
    assert len(convert()["results"]["bindings"]) == 3
    wrapper.setReturnFormat(CSV)
    assert len(convert().decode().splitlines()) == 4
    wrapper.setQuery("CONSTRUCT { ?s ?p ?o } { GRAPH <http://example.org/g> { ?s ?p ?o } }")
    wrapper.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=convert(), format="turtle")) == 3


def test_sparqlwrapper_updates_with_a_token(instance: Instance) -> None:
    wrapper = SPARQLWrapper(instance.base + "/update")
    wrapper.addCustomHttpHeader("Authorization", instance.bearer["Authorization"])
    wrapper.setMethod(POST)
    wrapper.setQuery("INSERT DATA { GRAPH <http://example.org/wrapper> { <http://e/a> <http://e/p> 1 } }")
    assert wrapper.query().response.status == 204


def test_rdflib_reads_and_writes_through_its_sparql_stores(instance: Instance) -> None:
    name = rdflib.URIRef("http://example.org/rdflib")
    store = SPARQLUpdateStore(instance.base + "/sparql", instance.base + "/update", headers=instance.bearer)
    graph = rdflib.Graph(store, identifier=name)
    graph.add((rdflib.URIRef("http://e/a"), rdflib.URIRef("http://e/p"), rdflib.Literal("é")))
    reader = rdflib.Graph(SPARQLStore(instance.base + "/sparql"), identifier=name)
    assert [str(o) for o in reader.objects()] == ["é"]


def curl_commands() -> list[str]:
    """The curl commands of the README, as written."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return [block for block in blocks if block.startswith("curl")]


@pytest.mark.parametrize("command", curl_commands())
def test_the_readme_s_curl_commands_run(france: Instance, command: str) -> None:
    if "id/organisation/afev" in command:
        france.command("load", "demo")
    command = command.replace("http://localhost:8000", france.base).replace(
        "$TOKEN", france.bearer["Authorization"][7:]
    )
    done = subprocess.run(
        ["bash", "-c", command.replace("curl ", "curl -sSf ", 1)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "problem" not in done.stdout
