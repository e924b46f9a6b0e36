"""The operations of the HTTP interface, as a table: path, what it is for, parameters, formats, refusals."""

from collections.abc import Iterator

from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import questions
from graph_service.engine.search.request import FACETS
from graph_service.languages import Text
from graph_service.media_types import (
    DATASETS,
    GEOJSON,
    PLAIN_JSON,
    SOLUTIONS,
    TRIPLES,
    UPLOADS,
)
from graph_service.web.api_contributions import contributions
from graph_service.web.api_pages import pages
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
from graph_service.web.api_site import site
from graph_service.web.api_table import GRAPHS, HTML, READ, WRITE, Operation, types
from graph_service.web.library_answers import formats_of
from graph_service.web.search_page import TITLES

_TAG_DATA, _TAG_ASK = Text("données liées", "linked data"), Text("SPARQL", "SPARQL")
_TAG_FIND, _TAG_LIBRARY = Text("recherche", "search"), Text("questions", "questions")


def operations() -> Iterator[Operation]:
    """Every operation: a test holds that each route is one."""
    yield from _data()
    yield from _sparql()
    yield from _search()
    yield from _library()
    yield from contributions()
    yield from pages()
    yield from site()


def _data() -> Iterator[Operation]:
    kind = in_path("kind", Text("nature de la chose", "kind of thing"), "commune")
    key = in_path(
        "key", Text("clé, et extension d’un format s’il y a lieu", "key, with a format's extension if any"), "35360"
    )
    shown = (LANGUAGE, CONTENT, PAGE, VERSION)
    page = (HTML, *types(*GRAPHS))
    yield Operation(
        "/id/{kind}/{key}", _TAG_DATA, Text("La chose elle-même : mène à son document", "The thing itself: leads to its document"),
        (kind, key, VERSION), (), (301, 303, 400, 404, 410, 504), rule="/id/<kind>/<path:key>",
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
    editor = in_query("editor", Text("plain : la page sans script", "plain: the page without scripts"), "plain")
    sample = in_query(
        "example", Text("question de la bibliothèque à éditer", "question of the library to edit"), "open-calls"
    )
    answers = (*types(*SOLUTIONS, *TRIPLES), HTML)
    asks = (*READ, 403)
    yield Operation(
        "/sparql", _TAG_ASK, Text("Interroger ; sans requête, la description du service", "Query; without one, the service description"),
        (query, *graphs, FORMAT, *bounds, LANGUAGE, editor, sample), answers, asks,
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
    yield from _editor(query, asks)
    yield from _graph_store()


def _editor(query: Parameter, asks: tuple[int, ...]) -> Iterator[Operation]:
    yield Operation(
        "/sparql/table", _TAG_ASK, Text("Interroger, pour une page", "Query, for a page"), (query, LANGUAGE), (HTML,), asks,
    )  # fmt: skip
    yield Operation(
        "/sparql/terms.json",
        _TAG_ASK,
        Text("Ce que propose l’éditeur", "What the editor proposes"),
        (),
        types(PLAIN_JSON),
        (200, 304, 400),
    )
    name = in_path("name", Text("nom de la question", "name of the question"), "open-calls")
    yield Operation(
        "/sparql/examples/{name}.rq", _TAG_ASK, Text("Une question à éditer", "A question to edit"), (name, LANGUAGE),
        ("application/sparql-query",), (200, 304, 404), rule="/sparql/examples/<name>.rq",
    )  # fmt: skip


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
            (*parameters, VERSION), types(*TRIPLES, *DATASETS), (*READ, 403), rule=rule,
        )  # fmt: skip
        for verb, summary in verbs.items():
            bodies = () if verb == "delete" else types(*UPLOADS)
            yield Operation(path, _TAG_ASK, summary, parameters, (), WRITE, verb, bodies, token=True, rule=rule)


def _search() -> Iterator[Operation]:
    words = in_query("q", Text("mots", "words"), "ring de boxe", longest=200)
    facets = tuple(in_query(name, TITLES[name], "", many=True) for name in FACETS)
    where = (
        in_query("near", Text("latitude,longitude, ou commune : nom ou code", "latitude,longitude, or commune: name or code"), "48.12,-1.21"),
        in_query("radius", Text("kilomètres autour", "kilometres around"), "20", form="number"),
        in_query("bbox", Text("ouest,sud,est,nord", "west,south,east,north"), "-2,48,-1,49"),
        in_query("demonstration", Text("avec ce qui est fictif", "with what is fictitious"), "false", form="boolean"),
    )  # fmt: skip
    parameters = (words, *facets, *where, PAGE, LIMIT, LANGUAGE, CONTENT, VERSION)
    found = (HTML, *types(PLAIN_JSON, GEOJSON))
    extension = in_path("extension", Text("json, geojson ou html", "json, geojson or html"), "json")
    statuses = READ
    yield Operation("/search", _TAG_FIND, Text("Chercher", "Search"), parameters, found, statuses)
    yield Operation(
        "/search.{extension}", _TAG_FIND, Text("Chercher, dans un format", "Search, in a format"),
        (extension, *parameters), found, statuses, rule="/search.<extension>",
    )  # fmt: skip
    scheme = in_query(
        "scheme",
        Text("vocabulaire à compléter, au lieu des choses", "vocabulary to complete, instead of things"),
        "skill",
    )
    yield Operation(
        "/suggest", _TAG_FIND, Text("Compléter un nom", "Complete a name"), (*parameters, scheme), types(PLAIN_JSON), (200, 400, 404, 410, 503, 504)
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
    statuses = READ
    yield Operation(
        f"/queries/{question.name}", _TAG_LIBRARY, question.title, parameters, (HTML, *types(*formats)), statuses,
        rule="/queries/<name>",
    )  # fmt: skip
    for offer in formats:
        yield Operation(
            f"/queries/{question.name}.{offer.extension}", _TAG_LIBRARY, question.title, parameters,
            (offer.media_type,), statuses, rule="/queries/<name>",
        )  # fmt: skip
    yield Operation(
        f"/queries/{question.name}.html", _TAG_LIBRARY, question.title, parameters, (HTML,), statuses, rule="/queries/<name>"
    )  # fmt: skip
    yield from _descriptions(question)


def _descriptions(question: Question) -> Iterator[Operation]:
    """The text of a question, and the question itself as RDF where its answer is none."""
    told = Text(f"La question : {question.title.fr}", f"The question: {question.title.en}")
    offers = () if question.result == "graph" else GRAPHS
    for extension, media_type in (("rq", "application/sparql-query"), *((o.extension, o.media_type) for o in offers)):
        yield Operation(
            f"/queries/{question.name}.{extension}", _TAG_LIBRARY, told, (), (media_type,), (200, 400), rule="/queries/<name>"
        )  # fmt: skip
