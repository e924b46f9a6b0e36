"""The operations of the HTTP interface, as a table: path, what it is for, parameters, formats, refusals."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import questions
from graph_service.engine.search.request import FACETS
from graph_service.languages import Text
from graph_service.media_types import (
    DATASETS,
    GEOJSON,
    JSON_LD,
    N_TRIPLES,
    PLAIN_JSON,
    RDF_XML,
    SOLUTIONS,
    TRIPLES,
    TURTLE,
    UPLOADS,
    Format,
)
from graph_service.web.api_parameters import (
    CONTENT,
    FORMAT,
    LANGUAGE,
    LIMIT,
    PAGE,
    VERSION,
    Parameter,
    in_path,
    in_query,
    of_question,
)
from graph_service.web.library_answers import formats_of

HTML, TEXT, XML, GZIP = "text/html", "text/plain", "application/xml", "application/gzip"
GRAPHS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
RULES = dict[str, str]


@dataclass(frozen=True)
class Operation:
    """One verb of one path."""

    path: str
    """As OpenAPI writes it: `/id/{kind}/{key}`."""
    tag: str
    summary: Text
    parameters: tuple[Parameter, ...] = ()
    formats: tuple[str, ...] = ()
    """Media types of the answer; empty: it has no body."""
    statuses: tuple[int, ...] = (200, 304, 400, 404, 406, 410)
    """What may come beside what any request may meet."""
    method: str = "get"
    bodies: tuple[str, ...] = ()
    """Media types that may be sent."""
    form: tuple[Parameter, ...] = ()
    """Fields of an urlencoded body."""
    token: bool = False
    rule: str = ""
    """Flask's rule that answers it, when it is not the path itself."""


READ, ONCE = (200, 304, 400, 404, 406, 410), (200, 400)
WRITE = (201, 204, 400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 503, 504)

_TAG_DATA, _TAG_ASK, _TAG_FIND = "linked data", "SPARQL", "search"
_TAG_LIBRARY, _TAG_CATALOG, _TAG_MODEL, _TAG_MACHINE = "questions", "catalogue", "model", "machine"


def operations() -> Iterator[Operation]:
    """Every operation: a test holds that each route is one."""
    yield from _data()
    yield from _sparql()
    yield from _search()
    yield from _library()
    yield from _catalog()
    yield from _model()
    yield from _machine()


def types(*formats: Format) -> tuple[str, ...]:
    """The media types of formats."""
    return tuple(dict.fromkeys(offer.media_type for offer in formats))


def _data() -> Iterator[Operation]:
    kind = in_path("kind", Text("nature de la chose", "kind of thing"), "commune")
    key = in_path(
        "key", Text("clé, et extension d’un format s’il y a lieu", "key, with a format's extension if any"), "35360"
    )
    shown = (LANGUAGE, CONTENT, PAGE, VERSION)
    page = (HTML, *types(*GRAPHS))
    yield Operation(
        "/id/{kind}/{key}", _TAG_DATA, Text("La chose elle-même : mène à son document", "The thing itself: leads to its document"),
        (kind, key, VERSION), (), (301, 303, 400, 404, 410), rule="/id/<kind>/<path:key>",
    )  # fmt: skip
    yield Operation(
        "/doc/{kind}/{key}", _TAG_DATA, Text("Le document qui décrit une chose", "The document that describes a thing"),
        (kind, key, *shown), page, READ, rule="/doc/<kind>/<path:key>",
    )  # fmt: skip
    concept = in_path("key", Text("vocabulaire, et terme s’il y a lieu", "scheme, and concept if any"), "theme")
    yield Operation(
        "/scheme/{key}", _TAG_DATA, Text("Un vocabulaire ou un de ses termes", "A scheme or one of its concepts"),
        (concept, *shown), page, READ, rule="/scheme/<path:key>",
    )  # fmt: skip


def _sparql() -> Iterator[Operation]:
    query = in_query("query", Text("requête SPARQL", "SPARQL query"), "ASK { ?s ?p ?o }")
    graphs = (
        in_query("default-graph-uri", Text("graphe par défaut", "default graph"), "", form="iri", many=True),
        in_query("named-graph-uri", Text("graphe nommé", "named graph"), "", form="iri", many=True),
    )
    bounds = (in_query("timeout", Text("secondes au plus", "seconds at most"), "5", form="number"), LIMIT, VERSION)
    answers = (*types(*SOLUTIONS, *TRIPLES), HTML)
    asks = (200, 304, 400, 403, 404, 406, 410)
    yield Operation(
        "/sparql", _TAG_ASK, Text("Interroger ; sans requête, la description du service", "Query; without one, the service description"),
        (query, *graphs, FORMAT, *bounds), answers, asks,
    )  # fmt: skip
    yield Operation(
        "/sparql", _TAG_ASK, Text("Interroger par un corps", "Query by a body"), (*graphs, FORMAT, *bounds), answers,
        (*asks, 413, 415), "post", ("application/sparql-query",), (query,),
    )  # fmt: skip
    yield Operation(
        "/update", _TAG_ASK, Text("Mettre à jour (jeton)", "Update (token)"), (), (), WRITE, "post",
        ("application/sparql-update",), (in_query("update", Text("mise à jour SPARQL", "SPARQL update"), "CLEAR GRAPH <urn:x:none>"),),
        token=True,
    )  # fmt: skip
    yield from _graph_store()


def _graph_store() -> Iterator[Operation]:
    graph = in_query("graph", Text("nom du graphe", "name of the graph"), "http://example.org/api", form="iri")
    default = in_query("default", Text("le graphe par défaut", "the default graph"), "", form="empty")
    name = in_path("name", Text("fin du nom du graphe", "end of the graph's name"), "source/example")
    verbs = {
        "put": Text("Remplacer un graphe (jeton)", "Replace a graph (token)"),
        "post": Text("Ajouter à un graphe (jeton)", "Add to a graph (token)"),
        "delete": Text("Supprimer un graphe (jeton)", "Delete a graph (token)"),
    }
    for path, parameters, rule in (
        ("/graphs", (graph, default), ""),
        ("/graphs/{name}", (name,), "/graphs/<path:_name>"),
        ("/graph/{name}", (name,), "/graph/<path:_name>"),
    ):
        yield Operation(
            path, _TAG_ASK, Text("Un graphe entier (Graph Store Protocol)", "A whole graph (Graph Store Protocol)"),
            (*parameters, VERSION), types(*TRIPLES, *DATASETS), (200, 304, 400, 403, 404, 406, 410), rule=rule,
        )  # fmt: skip
        for verb, summary in verbs.items():
            bodies = () if verb == "delete" else types(*UPLOADS)
            yield Operation(path, _TAG_ASK, summary, parameters, (), WRITE, verb, bodies, token=True, rule=rule)


def _search() -> Iterator[Operation]:
    words = in_query("q", Text("mots", "words"), "ring de boxe", longest=200)
    facets = tuple(in_query(name, Text(f"filtre : {name}", f"filter: {name}"), "", many=True) for name in FACETS)
    where = (
        in_query("near", Text("latitude,longitude, ou commune : nom ou code", "latitude,longitude, or commune: name or code"), "48.12,-1.21"),
        in_query("radius", Text("kilomètres autour", "kilometres around"), "20", form="number"),
        in_query("bbox", Text("ouest,sud,est,nord", "west,south,east,north"), "-2,48,-1,49"),
        in_query("demonstration", Text("avec ce qui est fictif", "with what is fictitious"), "false", form="boolean"),
    )  # fmt: skip
    parameters = (words, *facets, *where, PAGE, LIMIT, LANGUAGE, CONTENT, VERSION)
    found = (HTML, *types(PLAIN_JSON, GEOJSON))
    extension = in_path("extension", Text("json, geojson ou html", "json, geojson or html"), "json")
    statuses = (*READ, 503, 504)
    yield Operation("/search", _TAG_FIND, Text("Chercher", "Search"), parameters, found, statuses)
    yield Operation(
        "/search.{extension}", _TAG_FIND, Text("Chercher, dans un format", "Search, in a format"),
        (extension, *parameters), found, statuses, rule="/search.<extension>",
    )  # fmt: skip
    yield Operation(
        "/suggest", _TAG_FIND, Text("Compléter un nom", "Complete a name"), parameters, types(PLAIN_JSON), (200, 400, 404, 410, 503, 504)
    )  # fmt: skip


def _library() -> Iterator[Operation]:
    yield Operation(
        "/queries", _TAG_LIBRARY, Text("La bibliothèque de questions", "The library of questions"), (LANGUAGE,),
        (HTML, *types(*GRAPHS)), READ,
    )  # fmt: skip
    for question in questions().values():
        yield from _question(question)


def _question(question: Question) -> Iterator[Operation]:
    paged = () if question.result == "graph" else (PAGE, LIMIT)
    parameters = (*(of_question(question, one) for one in question.parameters.values()), *paged, LANGUAGE, VERSION)
    formats = formats_of(question.result)
    statuses = (*READ, 503, 504)
    yield Operation(
        f"/queries/{question.name}", _TAG_LIBRARY, question.title, parameters, (HTML, *types(*formats)), statuses,
        rule="/queries/<name>",
    )  # fmt: skip
    for offer in formats:
        yield Operation(
            f"/queries/{question.name}.{offer.extension}", _TAG_LIBRARY, question.title, parameters,
            (offer.media_type,), statuses, rule="/queries/<name>",
        )  # fmt: skip


def _catalog() -> Iterator[Operation]:
    shown = (LANGUAGE, CONTENT, VERSION)
    document = (HTML, *types(*GRAPHS))
    extension = in_path("extension", Text("ttl, jsonld, nt, rdf ou html", "ttl, jsonld, nt, rdf or html"), "ttl")
    slug = in_path(
        "name", Text("jeu de données, et extension s’il y a lieu", "dataset, with an extension if any"), "territories"
    )
    yield Operation(
        "/catalog",
        _TAG_CATALOG,
        Text("Le catalogue, DCAT-AP 3", "The catalogue, DCAT-AP 3"),
        (PAGE, *shown),
        document,
        READ,
    )
    yield Operation(
        "/catalog.{extension}", _TAG_CATALOG, Text("Le catalogue, dans un format", "The catalogue, in a format"),
        (extension, PAGE, *shown), document, READ, rule="/catalog.<extension>",
    )  # fmt: skip
    yield Operation(
        "/dataset/{name}", _TAG_CATALOG, Text("Un jeu de données", "A dataset"), (slug, *shown), document, READ,
        rule="/dataset/<name>",
    )  # fmt: skip
    yield Operation(
        "/.well-known/void",
        _TAG_CATALOG,
        Text("La description VoID", "The VoID description"),
        shown,
        types(*GRAPHS),
        READ,
    )
    yield Operation(
        "/dumps", _TAG_CATALOG, Text("Les exports complets", "The whole dumps"), (LANGUAGE, VERSION),
        (HTML, *types(PLAIN_JSON)), (200, 400, 404, 410),
    )  # fmt: skip
    number = in_path("version", Text("numéro de version, ou latest", "number of a version, or latest"), "latest")
    file = in_path("name", Text("nom du fichier", "name of the file"), "territories.nq.gz")
    yield Operation(
        "/dumps/{version}/{name}", _TAG_CATALOG, Text("Un fichier d’export", "A dump file"), (number, file), (GZIP,),
        (200, 206, 302, 304, 404, 410, 416), rule="/dumps/<version>/<name>",
    )  # fmt: skip
    yield Operation("/sitemap.xml", _TAG_CATALOG, Text("Le plan du site", "The sitemap"), (), (XML,), (200,))
    block = in_path("number", Text("numéro du plan", "number of the sitemap"), "0", form="whole")
    yield Operation(
        "/sitemap-{number}.xml", _TAG_CATALOG, Text("Une partie du plan", "A part of the sitemap"), (block,), (XML,),
        (200, 404, 503), rule="/sitemap-<int:number>.xml",
    )  # fmt: skip
    yield Operation(
        "/robots.txt", _TAG_CATALOG, Text("Ce que les robots lisent", "What robots read"), (), (TEXT,), (200,)
    )


def _model() -> Iterator[Operation]:
    document = (HTML, *types(*GRAPHS))
    words = in_query("q", Text("mots", "words"), "boxe")
    key = in_path("key", Text("nom, et extension s’il y a lieu", "name, with an extension if any"), "pooling")
    extension = in_path("extension", Text("ttl, jsonld, nt, rdf ou html", "ttl, jsonld, nt, rdf or html"), "ttl")
    for name, whole, part, more in (
        ("ontology", Text("L’ontologie", "The ontology"), Text("Un module", "A module"), ()),
        ("shapes", Text("Les formes SHACL", "The SHACL shapes"), Text("Celles d’un module", "Those of a module"), ()),
        (
            "vocabularies",
            Text("Les vocabulaires", "The vocabularies"),
            Text("Un vocabulaire", "A vocabulary"),
            (words,),
        ),
    ):
        yield Operation(f"/{name}", _TAG_MODEL, whole, (LANGUAGE, *more), document, READ)
        yield Operation(
            f"/{name}.{{extension}}", _TAG_MODEL, whole, (extension, LANGUAGE, *more), document, READ, rule=f"/{name}.<extension>"
        )  # fmt: skip
        yield Operation(
            f"/{name}/{{key}}", _TAG_MODEL, part, (key, LANGUAGE, *more), document, READ, rule=f"/{name}/<key>"
        )  # fmt: skip
    yield from _model_names()


def _model_names() -> Iterator[Operation]:
    name = in_path("name", Text("nom", "name"), "pooling")
    dated = in_path("dated", Text("jour de la version", "day of the version"), "20261123")
    leads, lead_statuses = (
        Text("Mène à sa page ou à son fichier", "Leads to its page or its file"),
        (303, 400, 404, 406, 410),
    )
    yield Operation("/def", _TAG_MODEL, leads, (), (), lead_statuses)
    yield Operation("/def/{name}", _TAG_MODEL, leads, (name,), (), lead_statuses, rule="/def/<name>")
    yield Operation(
        "/def/{dated}/{name}", _TAG_MODEL, leads, (dated, name), (), lead_statuses, rule="/def/<dated>/<name>"
    )
    yield Operation("/shape/{name}", _TAG_MODEL, leads, (name,), (), lead_statuses, rule="/shape/<name>")
    yield Operation("/structure/{name}", _TAG_MODEL, leads, (name,), (), lead_statuses, rule="/structure/<name>")
    key = in_path("key", Text("nom du problème", "name of the problem"), "not-found")
    problem = (HTML, *types(PLAIN_JSON))
    yield Operation(
        "/problem", _TAG_MODEL, Text("Les problèmes possibles", "The possible problems"), (LANGUAGE,), problem, READ
    )
    yield Operation(
        "/problem/{key}", _TAG_MODEL, Text("Ce que dit un problème", "What a problem says"), (key, LANGUAGE), problem, READ,
        rule="/problem/<key>",
    )  # fmt: skip
    prefix_list = Text("Les préfixes", "The prefixes")
    for path in ("/prefixes", "/prefixes.ttl"):
        yield Operation(path, _TAG_MODEL, prefix_list, (), (*types(*GRAPHS), HTML), (200, 303, 304, 400, 404, 406))
    yield Operation(
        "/context.jsonld", _TAG_MODEL, Text("Le contexte JSON-LD", "The JSON-LD context"), (), types(JSON_LD), (200,)
    )


def _machine() -> Iterator[Operation]:
    yield Operation("/", _TAG_MACHINE, Text("L’accueil", "The home page"), (LANGUAGE,), (HTML,), (200,))
    yield Operation(
        "/api",
        _TAG_MACHINE,
        Text("Cette interface, expliquée", "This interface, explained"),
        (LANGUAGE,),
        (HTML,),
        (200, 400),
    )
    yield Operation(
        "/citing", _TAG_MACHINE, Text("Citer ces données", "Citing this data"), (LANGUAGE,), (HTML,), (200, 400)
    )
    yield Operation(
        "/openapi.json",
        _TAG_MACHINE,
        Text("Cette interface, en OpenAPI", "This interface, in OpenAPI"),
        (LANGUAGE,),
        types(PLAIN_JSON),
        (200, 304, 400),
    )
    yield Operation(
        "/health", _TAG_MACHINE, Text("L’état du service", "The state of the service"), (), types(PLAIN_JSON), (200,)
    )
    yield Operation(
        "/metrics",
        _TAG_MACHINE,
        Text("Les mesures, pour Prometheus", "The metrics, for Prometheus"),
        (),
        (TEXT,),
        (200,),
    )
