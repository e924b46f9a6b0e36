"""The catalogue in DCAT-AP 3: catalogue, datasets, distributions, data services (SEMIC, DCAT-AP 3.0.1)."""

from collections.abc import Sequence
from urllib.parse import quote

import pyoxigraph as ox

from graph_service.engine.catalog.entries import Coverage, Entry
from graph_service.engine.catalog.statements import Value, about, both, iri, moment, name, typed
from graph_service.engine.dumps.manifest import DumpFile
from graph_service.engine.profile import short, terms
from graph_service.languages import LANGUAGES, Text
from graph_service.vocabulary import LICENCE_OUVERTE, SHARED

_FRANCE = "http://publications.europa.eu/resource/authority/country/FRA"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_IANA = "https://www.iana.org/assignments/media-types/"
_WHOLE_COUNTRY = 90
"""Départements from which a dataset covers the country."""

_SERVICES = (
    ("sparql", "/sparql", "/sparql", Text("Point d’accès SPARQL", "SPARQL endpoint")),
    ("queries", "/queries", "/openapi.json", Text("Bibliothèque de questions", "Query library")),
    ("search", "/search", "/openapi.json", Text("Recherche", "Search")),
    ("graphs", "/graphs", "/openapi.json", Text("Graphes (Graph Store Protocol)", "Graphs (Graph Store Protocol)")),
)


def catalog_triples(
    base: str, publisher: str, entries: Sequence[Entry], all_entries: Sequence[Entry], page: int, dumped: int
) -> list[ox.Triple]:
    """The catalogue, one page of its datasets, and its services."""
    catalog, agent = f"{base}/catalog", f"{base}/catalog#publisher"
    title = Text(f"Catalogue de {publisher}", f"Catalogue of {publisher}")
    text = Text(
        f"Les {len(all_entries)} jeux de données que cette instance publie en données liées.",
        f"The {len(all_entries)} datasets that this instance publishes as linked data.",
    )
    newest = max((entry.modified for entry in all_entries if entry.modified), default=None)
    triples = about(
        catalog,
        ("rdf:type", name("dcat:Catalog")),
        *both("dct:title", title),
        *both("dct:description", text),
        ("dct:publisher", ox.NamedNode(agent)),
        ("dct:license", ox.NamedNode(LICENCE_OUVERTE)),
        ("dct:modified", moment(newest)),
        ("foaf:homepage", iri(base + "/")),
        ("dct:language", ox.NamedNode(_LANGUAGE + "FRA")),
        ("dct:language", ox.NamedNode(_LANGUAGE + "ENG")),
        ("dct:spatial", ox.NamedNode(_FRANCE)),
        *(("dcat:dataset", ox.NamedNode(dataset_iri(base, entry.slug))) for entry in entries),
        *(("dcat:service", ox.NamedNode(f"{base}/catalog#{slug}")) for slug, *_ in _SERVICES),
    )
    triples += about(agent, ("rdf:type", name("foaf:Agent")), ("foaf:name", ox.Literal(publisher)))
    triples += [triple for service in _SERVICES for triple in _service(base, service, all_entries)]
    triples += [triple for entry in entries for triple in dataset_triples(base, entry, dumped)]
    more = bool(entries) and entries[-1] is not all_entries[-1]
    return triples + _view(base, page, more, len(all_entries))


def dataset_iri(base: str, slug: str) -> str:
    """The IRI of a dataset."""
    return f"{base}/dataset/{slug}"


def dataset_triples(base: str, entry: Entry, dumped: int) -> list[ox.Triple]:
    """One dataset with its distributions and its publisher; `dumped` is the version of the dump (0: none)."""
    subject = dataset_iri(base, entry.slug)
    distributions = [f"{subject}#dump"] if entry.file and dumped else []
    distributions += [f"{subject}#turtle"] if len(entry.graphs) == 1 else []
    triples = about(
        subject,
        ("rdf:type", name("dcat:Dataset")),
        *((("dct:title"), _tagged(title, tag)) for tag, title in (entry.titles or {"": entry.slug}).items()),
        *both("dct:description", describe(entry)),
        ("dct:publisher", ox.NamedNode(f"{subject}#publisher") if entry.publisher else None),
        ("dct:license", iri(entry.licence)),
        ("dct:modified", moment(entry.modified)),
        ("dct:identifier", ox.Literal(entry.slug)),
        ("dct:accrualPeriodicity", iri(entry.frequency.iri) if entry.frequency else None),
        ("dcat:landingPage", iri(entry.landing)),
        ("foaf:page", iri(f"{subject}.html")),
        *(("dct:spatial", value) for value in _spatial(entry)),
        *(("dct:temporal", iri(period)) for period in entry.temporal),
        *(("dct:source", iri(graph)) for graph in entry.graphs[:1000]),
        *(("dct:hasPart", iri(coverage.directory)) for coverage in entry.coverage),
        *(("dcat:distribution", ox.NamedNode(one)) for one in distributions),
    )
    if entry.publisher:
        agent = ("foaf:name", ox.Literal(entry.publisher))
        triples += about(f"{subject}#publisher", ("rdf:type", name("foaf:Agent")), agent)
    triples += [triple for coverage in entry.coverage for triple in _completeness(coverage)]
    if entry.file and dumped:
        triples += _dump(base, subject, entry.file, dumped)
    if len(entry.graphs) == 1:
        triples += _turtle(base, subject, entry)
    return triples


def describe(entry: Entry) -> Text:
    """A sentence on what is in it, of what is counted: DCAT-AP asks for one."""
    named = [(terms().get(kind) or Text(short(kind), short(kind)), count) for kind, count in _kinds(entry)]
    french, english = (", ".join(f"{word.to(tag)} ({count})" for word, count in named) for tag in LANGUAGES)
    of = Text(f" ; surtout : {french}", f"; mostly: {english}") if named else Text("", "")
    by = Text(f", d’après {entry.publisher}", f", after {entry.publisher}") if entry.publisher else Text("", "")
    return Text(
        f"{entry.title('fr')} : {entry.quads} énoncés{by.fr}{of.fr}.",
        f"{entry.title('en')}: {entry.quads} statements{by.en}{of.en}.",
    )


def _kinds(entry: Entry) -> list[tuple[str, int]]:
    return entry.statistics.classes.most_common(5) if entry.statistics else []


def _spatial(entry: Entry) -> list[Value]:
    """What its graphs declare, else the départements that they speak of."""
    declared: list[Value] = [node for one in entry.spatial if (node := iri(one))]
    codes = sorted(entry.statistics.departements) if entry.statistics else []
    if declared or not codes:
        return declared
    if len(codes) >= _WHOLE_COUNTRY:
        return [ox.NamedNode(_FRANCE)]
    return [ox.NamedNode(f"{SHARED}id/departement/{code}") for code in codes]


def _completeness(coverage: Coverage) -> list[ox.Triple]:
    return about(
        coverage.directory,
        ("rdf:type", name("maillage:Directory")),
        ("maillage:lists", iri(coverage.lists)),
        ("dct:spatial", iri(coverage.area)),
        ("maillage:observedOn", typed(coverage.day, "date")),
        ("maillage:complete", typed("true" if coverage.complete else "false", "boolean")),
    )


def _dump(base: str, subject: str, file: DumpFile, version: int) -> list[ox.Triple]:
    # Of one version: its size and checksum are those of no other.
    address, node = iri(f"{base}/dumps/{version}/{file.name}"), f"{subject}#dump"
    triples = about(
        node,
        ("rdf:type", name("dcat:Distribution")),
        *both("dct:title", Text("Export complet (N-Quads, gzip)", "Whole dump (N-Quads, gzip)")),
        ("dcat:accessURL", iri(f"{base}/dumps")),
        ("dcat:downloadURL", address),
        ("dct:license", iri(file.licence)),
        ("dct:format", ox.NamedNode(_FILE_TYPE + "RDF_N_QUADS")),
        ("dcat:mediaType", ox.NamedNode(_IANA + "application/n-quads")),
        ("dcat:compressFormat", ox.NamedNode(_IANA + "application/gzip")),
        ("dcat:byteSize", typed(file.size, "nonNegativeInteger")),
        ("spdx:checksum", ox.NamedNode(f"{node}-checksum")),
    )
    return triples + about(
        f"{node}-checksum",
        ("rdf:type", name("spdx:Checksum")),
        ("spdx:algorithm", name("spdx:checksumAlgorithm_sha256")),
        ("spdx:checksumValue", typed(file.sha256, "hexBinary")),
    )


def _turtle(base: str, subject: str, entry: Entry) -> list[ox.Triple]:
    return about(
        f"{subject}#turtle",
        ("rdf:type", name("dcat:Distribution")),
        *both("dct:title", Text("Graphe d’aujourd’hui (Turtle)", "Graph of today (Turtle)")),
        ("dcat:accessURL", iri(f"{base}/graphs?graph={quote(entry.graphs[0], safe='')}")),
        ("dcat:accessService", ox.NamedNode(f"{base}/catalog#graphs")),
        ("dct:license", iri(entry.licence)),
        ("dct:format", ox.NamedNode(_FILE_TYPE + "RDF_TURTLE")),
        ("dcat:mediaType", ox.NamedNode(_IANA + "text/turtle")),
    )


def _service(base: str, service: tuple[str, str, str, Text], entries: Sequence[Entry]) -> list[ox.Triple]:
    slug, path, description, title = service
    return about(
        f"{base}/catalog#{slug}",
        ("rdf:type", name("dcat:DataService")),
        *both("dct:title", title),
        ("dcat:endpointURL", iri(base + path)),
        ("dcat:endpointDescription", iri(base + description)),
        ("dct:publisher", ox.NamedNode(f"{base}/catalog#publisher")),
        *(("dcat:servesDataset", ox.NamedNode(dataset_iri(base, entry.slug))) for entry in entries),
    )


def _view(base: str, page: int, more: bool, total: int) -> list[ox.Triple]:
    """The pages of a long catalogue in Hydra, as data.gouv.fr's harvester follows them."""
    if page == 1 and not more:
        return []
    catalog, view = f"{base}/catalog", f"{base}/catalog?page={page}"
    pairs: list[tuple[str, Value | None]] = [
        ("rdf:type", name("hydra:PartialCollectionView")),
        ("hydra:first", iri(f"{catalog}?page=1")),
        ("hydra:next", iri(f"{catalog}?page={page + 1}") if more else None),
        ("hydra:previous", iri(f"{catalog}?page={page - 1}") if page > 1 else None),
    ]
    return about(
        catalog,
        ("rdf:type", name("hydra:Collection")),
        ("hydra:view", iri(view)),
        ("hydra:totalItems", typed(total, "integer")),
    ) + about(view, *pairs)


def _tagged(text: str, tag: str) -> ox.Literal:
    return ox.Literal(text, language=tag) if tag else ox.Literal(text)
