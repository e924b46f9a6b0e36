"""The service description (SPARQL 1.1 Service Description): computed from the format table and the version."""

import pyoxigraph as ox

from graph_service.engine.versions.record import VersionRecord
from graph_service.media_types import SOLUTIONS, TRIPLES, UPLOADS, Format
from graph_service.vocabulary import prefixes
from graph_service.web.service import service

_GEO_FUNCTIONS = (
    "area", "asGeoJSON", "centroid", "convexHull", "coordinateDimension", "difference", "dimension", "distance",
    "ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint", "ehEquals", "ehInside", "ehMeet", "ehOverlap", "envelope",
    "getSRID", "intersection", "isEmpty", "isSimple", "length", "perimeter", "rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp",
    "rcc8ntppi", "rcc8po", "rcc8tpp", "rcc8tppi", "relate", "sfContains", "sfCrosses", "sfDisjoint", "sfEquals",
    "sfIntersects", "sfOverlaps", "sfTouches", "sfWithin", "spatialDimension", "symDifference", "union",
)  # fmt: skip
"""GeoSPARQL functions that the engine has; a test calls each."""


def describe_service(chosen: Format) -> bytes:
    """The description in a format, as bytes."""
    settings = service().settings
    triples = _triples(settings.base_iri, service().storage.version(), settings.default_graph == "merge")
    used = {name: prefixes()[name] for name in ("sd", "void", "rdf", "rdfs", "dct", "geof", "xsd")}
    return ox.serialize(triples, format=ox.RdfFormat.from_media_type(chosen.media_type), prefixes=used) or b""


def _triples(base: str, record: VersionRecord, merged: bool) -> list[ox.Triple]:
    sd, void, geof, dct, rdfs = (prefixes()[name] for name in ("sd", "void", "geof", "dct", "rdfs"))
    rdf_type = ox.NamedNode(prefixes()["rdf"] + "type")
    node, dataset, default = ox.NamedNode(f"{base}/sparql"), ox.BlankNode(), ox.BlankNode()
    languages = [ox.NamedNode(sd + name) for name in ("SPARQL11Query", "SPARQL11Update")]
    features = [ox.NamedNode(sd + "UnionDefaultGraph")] if merged else []
    pairs: list[tuple[ox.NamedNode | ox.BlankNode, str, ox.NamedNode | ox.BlankNode | ox.Literal]] = [
        (node, sd + "endpoint", node),
        *((node, sd + "supportedLanguage", language) for language in languages),
        *((node, sd + "feature", feature) for feature in [*features, ox.NamedNode(sd + "EmptyGraphs")]),
        *((node, sd + "resultFormat", ox.NamedNode(iri)) for iri in sorted({f.iri for f in (*SOLUTIONS, *TRIPLES)})),
        *((node, sd + "inputFormat", ox.NamedNode(iri)) for iri in sorted({f.iri for f in UPLOADS})),
        (node, sd + "defaultEntailmentRegime", ox.NamedNode("http://www.w3.org/ns/entailment/Simple")),
        *((node, sd + "extensionFunction", ox.NamedNode(geof + name)) for name in _GEO_FUNCTIONS),
        (node, dct + "title", ox.Literal("Point d’accès SPARQL de Maillage", language="fr")),
        (node, dct + "title", ox.Literal("SPARQL endpoint of Maillage", language="en")),
        (node, rdfs + "seeAlso", ox.NamedNode(f"{base}/.well-known/void")),
        (node, rdfs + "seeAlso", ox.NamedNode(f"{base}/queries")),
        (node, sd + "defaultDataset", dataset),
        (dataset, sd + "defaultGraph", default),
        (default, void + "triples", ox.Literal(record.default.count)),
    ]
    triples = [ox.Triple(s, ox.NamedNode(p), o) for s, p, o in pairs]
    triples += [
        ox.Triple(node, rdf_type, ox.NamedNode(sd + "Service")),
        ox.Triple(dataset, rdf_type, ox.NamedNode(sd + "Dataset")),
        ox.Triple(default, rdf_type, ox.NamedNode(sd + "Graph")),
    ]
    return triples + [t for name, state in record.graphs.items() for t in _named_graph(dataset, name, state.count)]


def _named_graph(dataset: ox.BlankNode, name: str, count: int) -> list[ox.Triple]:
    sd, void, entry, graph = prefixes()["sd"], prefixes()["void"], ox.BlankNode(), ox.BlankNode()
    return [
        ox.Triple(dataset, ox.NamedNode(sd + "namedGraph"), entry),
        ox.Triple(entry, ox.NamedNode(sd + "name"), ox.NamedNode(name)),
        ox.Triple(entry, ox.NamedNode(sd + "graph"), graph),
        ox.Triple(graph, ox.NamedNode(void + "triples"), ox.Literal(count)),
    ]
