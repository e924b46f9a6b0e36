"""The model's files: prefixes, terms, shapes and their examples, queries."""

import re
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from graph_service.vocabulary import ONTOLOGY, prefixes

ROOT = Path(__file__).parents[1]
MODULES = [path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"]
EXAMPLES = sorted((ROOT / "tests/examples").glob("*/*.ttl"))
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def graph_of(*paths: Path) -> rdflib.Graph:
    """The merged graph of some files."""
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def test_the_list_of_prefixes_reads_the_same_by_an_rdf_parser() -> None:
    graph = graph_of(ROOT / "ontology/prefixes.ttl")
    parsed = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    }
    assert parsed == prefixes()
    assert prefixes()["wgs84"].startswith("http://")
    assert prefixes()["schema"] == "https://schema.org/"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_term_is_labelled_and_defined_in_french_and_english(path: Path) -> None:
    graph = graph_of(path)
    terms = set(graph.subjects(RDFS.isDefinedBy, None)) | {s for s in graph.subjects() if str(s).startswith(ONTOLOGY)}
    assert terms
    for term in terms:
        for predicate in (RDFS.label, SKOS.definition):
            assert {getattr(o, "language", None) for o in graph.objects(term, predicate)} == {"fr", "en"}, (
                term,
                predicate,
            )
        assert graph.value(term, RDFS.isDefinedBy), term
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    assert re.search(r"/\d{8}/", str(graph.value(header, OWL.versionIRI)))
    assert (ROOT / "shapes" / path.name).exists()


def test_every_term_is_used_by_a_loader_a_shape_or_a_query() -> None:
    used = "".join(
        p.read_text()
        for folder in ("loaders", "shapes", "queries")
        for p in (ROOT / folder).rglob("*")
        if p.suffix in (".py", ".ttl", ".rq")
    )
    for path in MODULES:
        graph = graph_of(path)
        for term in graph.subjects(RDFS.isDefinedBy, None):
            name = str(term).removeprefix(ONTOLOGY)
            parents = set(graph.subjects(RDFS.subClassOf, term))
            assert re.search(rf"\b{name}\b", used) or parents, name


def test_every_term_that_code_and_queries_use_is_defined() -> None:
    defined = {str(t).removeprefix(ONTOLOGY) for p in MODULES for t in graph_of(p).subjects(RDFS.isDefinedBy, None)}
    for path in (ROOT / "loaders").rglob("*.py"):
        assert set(re.findall(r'own\("(\w+)"\)', path.read_text())) <= defined, path
    for path in [*(ROOT / "queries").rglob("*.rq"), *(ROOT / "shapes").glob("*.ttl")]:
        assert set(re.findall(r"\bmaillage:(\w+)", path.read_text())) <= defined, path


@pytest.mark.parametrize("path", sorted((ROOT / "queries").rglob("*.rq")), ids=lambda path: path.stem)
def test_every_query_parses_as_it_stands_and_has_a_title(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ox.Store().query(text)
    assert re.search(r"#\+\s+fr: .", text)
    assert re.search(r"#\+\s+en: .", text)


def test_every_shape_has_an_ok_and_a_ko_example() -> None:
    for module in (ROOT / "shapes").glob("*.ttl"):
        for shape in graph_of(module).subjects(RDF.type, SH.NodeShape):
            names = {path.name[:2] for path in (ROOT / "tests/examples" / str(shape).rpartition("/")[2]).glob("*.ttl")}
            assert names == {"ok", "ko"}, shape


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_ok_example_conforms_and_a_ko_one_breaks_the_shape_its_header_names(path: Path) -> None:
    shapes = graph_of(*(ROOT / "shapes").glob("*.ttl"))
    conforms, report, _ = pyshacl.validate(
        graph_of(path), shacl_graph=shapes, advanced=False, do_owl_imports=False, js=False
    )
    assert conforms is path.name.startswith("ok")
    broken = {str(s).rpartition("/")[2] for s in report.objects(None, SH.sourceShape)}
    expected = re.search(r"# violates: (\S+)", path.read_text(encoding="utf-8"))
    assert broken == ({expected.group(1)} if expected else set())
    for result in report.objects(None, SH.result):
        assert {getattr(m, "language", None) for m in report.objects(result, SH.resultMessage)} == {"fr", "en"}
