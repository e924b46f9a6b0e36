"""The JSON-LD context: generated from the model, and able to write and read back every example."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from graph_service.engine.formats.jsonld import CONTEXT_IRI, context
from graph_service.engine.formats.rdf import statements
from graph_service.media_types import JSON_LD
from graph_service.vocabulary import ONTOLOGY
from tests.model import EXAMPLES, MODULES, graph_of


def canonical(quads: list[ox.Quad]) -> set[str]:
    """The statements with canonical blank nodes."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def test_every_term_of_the_ontology_has_its_name() -> None:
    names = context()
    for path in MODULES:
        for term in (s for s in graph_of(path).subjects() if str(s).startswith(ONTOLOGY)):
            assert str(term).removeprefix(ONTOLOGY) in names


def test_addresses_and_days_are_written_as_plain_strings() -> None:
    names = context()
    assert names["owner"] == {"@id": "maillage:owner", "@type": "@id"}
    assert names["deadline"] == {"@id": "maillage:deadline", "@type": "xsd:date"}
    assert names["vf:provider"] == {"@id": "vf:provider", "@type": "@id"}
    assert names["employer"] == "maillage:employer"
    # A start is a day or a moment: its type stays written.
    assert "schema:startDate" not in names


@pytest.mark.parametrize(
    "path", [p for p in EXAMPLES if p.name.startswith("ok")], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_an_example_is_the_same_after_json_ld(path: Path) -> None:
    before = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    text = "".join(f"{quad.triple} .\n" for quad in before)
    written = Graph().parse(data=text, format="nt").serialize(format="json-ld", context=context(), auto_compact=True)
    document = json.loads(written)
    document["@context"] = CONTEXT_IRI
    read = statements(json.dumps(document).encode(), JSON_LD.media_type, None, 64, frozenset())
    assert canonical(list(read)) == canonical(before)


def test_a_contribution_can_be_typed_by_hand() -> None:
    document = {
        "@context": CONTEXT_IRI,
        "id": "https://example.org/id/call",
        "type": "Call",
        "deadline": "2026-06-30",
        "funder": "https://example.org/id/organisation/etat",
        "favoursPooling": True,
    }
    found = {
        str(q.triple) for q in statements(json.dumps(document).encode(), JSON_LD.media_type, None, 64, frozenset())
    }
    call, xsd = "<https://example.org/id/call>", "http://www.w3.org/2001/XMLSchema#"
    assert f'{call} <{ONTOLOGY}deadline> "2026-06-30"^^<{xsd}date>' in found
    assert f"{call} <{ONTOLOGY}funder> <https://example.org/id/organisation/etat>" in found
    assert f"{call} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ONTOLOGY}Call>" in found
