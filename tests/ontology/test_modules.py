"""The ontology's files: headers, terms, prefixes, alignments."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from graph_service.vocabulary import ONTOLOGY, prefixes
from tests.model import ALIGNMENTS, CONTEXTS, MODULES, QUERIES, ROOT, SH, SHAPES, VOCABULARIES, graph_of, languages

DCT = prefixes()["dct"]
STANDARD = {
    # As published by their authors; a look-alike (https for wgs84, http for schema.org) would match nothing.
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "schema": "https://schema.org/",
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "dct": "http://purl.org/dc/terms/",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "org": "http://www.w3.org/ns/org#",
    "pair": "http://virtual-assembly.org/ontologies/pair#",
    "igeo": "http://rdf.insee.fr/def/geo#",
    "locn": "http://www.w3.org/ns/locn#",
    "time": "http://www.w3.org/2006/time#",
    "esco": "http://data.europa.eu/esco/model#",
}


def test_the_list_of_prefixes_reads_the_same_by_an_rdf_parser() -> None:
    graph = graph_of(ROOT / "ontology/prefixes.ttl")
    parsed = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    }
    assert parsed == prefixes()
    assert len(set(parsed.values())) == len(parsed)
    assert parsed.items() >= STANDARD.items()


@pytest.mark.parametrize(
    "path", [*MODULES, *VOCABULARIES, *ALIGNMENTS, *SHAPES, *CONTEXTS, *QUERIES], ids=lambda path: path.stem
)
def test_every_file_writes_the_prefixes_of_the_list(path: Path) -> None:
    declared = re.findall(r"(?im)^\s*@?prefix\s+([\w-]*):\s*<([^>]+)>", path.read_text(encoding="utf-8"))
    for prefix, namespace in declared:
        if prefix and not namespace.startswith("https://w3id.org/maillage/scheme/"):
            assert prefixes()[prefix] == namespace, (path.name, prefix)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_says_what_it_is(path: Path) -> None:
    graph = graph_of(path)
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    for predicate in (URIRef(DCT + "title"), URIRef(DCT + "abstract")):
        assert languages(graph, header, predicate) == ["en", "fr"]
    assert graph.value(header, URIRef(DCT + "license"))
    assert str(graph.value(header, URIRef(prefixes()["vann"] + "preferredNamespaceUri"))) == ONTOLOGY
    assert re.search(r"/\d{8}/", str(graph.value(header, OWL.versionIRI)))
    assert (ROOT / "shapes" / path.name).exists()


def test_every_shapes_file_has_its_module() -> None:
    assert [path.name for path in SHAPES] == [path.name for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_term_is_labelled_and_defined_in_french_and_english(path: Path) -> None:
    graph = graph_of(path)
    terms = set(graph.subjects(RDFS.isDefinedBy, None)) | {s for s in graph.subjects() if str(s).startswith(ONTOLOGY)}
    assert terms
    for term in terms:
        for predicate in (RDFS.label, SKOS.definition):
            assert languages(graph, term, predicate) == ["en", "fr"], (term, predicate)
        assert graph.value(term, RDFS.isDefinedBy) == URIRef(f"https://w3id.org/maillage/def/{path.stem}"), term


def test_no_term_is_defined_twice_nor_is_both_an_object_and_a_datatype_property() -> None:
    graph = graph_of(*MODULES)
    for term in set(graph.subjects(RDFS.isDefinedBy, None)):
        assert len(list(graph.objects(term, RDFS.isDefinedBy))) == 1, term
        kinds = {k for k in graph.objects(term, RDF.type) if k in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.Class)}
        assert len(kinds) == 1, term


def test_no_domain_or_range_infers_a_type() -> None:
    graph = graph_of(*MODULES, *ALIGNMENTS)
    for predicate in (RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.sameAs):
        assert not list(graph.subject_objects(predicate)), predicate


def test_every_term_is_used_by_a_shape_or_a_query() -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in (*SHAPES, *CONTEXTS, *QUERIES))
    for path in MODULES:
        graph = graph_of(path)
        for term in graph.subjects(RDFS.isDefinedBy, None):
            name = str(term).removeprefix(ONTOLOGY)
            assert re.search(rf"\bmaillage:{name}\b", used), (path.name, name)


def test_every_term_that_code_shapes_and_queries_use_is_defined() -> None:
    defined = {str(t).removeprefix(ONTOLOGY) for p in MODULES for t in graph_of(p).subjects(RDFS.isDefinedBy, None)}
    for path in (ROOT / "loaders").rglob("*.py"):
        assert set(re.findall(r'own\("(\w+)"\)', path.read_text())) <= defined, path
    for path in (*QUERIES, *SHAPES, *CONTEXTS, *ALIGNMENTS):
        assert set(re.findall(r"\bmaillage:(\w+)", path.read_text())) <= defined, path


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_an_alignment_speaks_of_our_terms_and_of_one_target(path: Path) -> None:
    graph = graph_of(path)
    assert len(graph)
    for subject, predicate, target in graph:
        assert str(subject).startswith(ONTOLOGY)
        assert predicate == RDFS.seeAlso
        assert not str(target).startswith(ONTOLOGY)
