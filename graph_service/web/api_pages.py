"""The operations of the catalogue, of the model and of the machine, as a table."""

from collections.abc import Iterator

from graph_service.languages import Text
from graph_service.media_types import JSON_LD, PLAIN_JSON
from graph_service.web.api_parameters import CONTENT, LANGUAGE, PAGE, VERSION, in_path, in_query
from graph_service.web.api_table import GRAPHS, GZIP, HTML, READ, TEXT, XML, Operation, types

_TAG_CATALOG, _TAG_MODEL = Text("catalogue", "catalogue"), Text("modèle", "model")
_TAG_MACHINE = Text("service", "service")
_TAG_OBSERVATORY = Text("observatoire", "observatory")


def pages() -> Iterator[Operation]:
    """Each of them."""
    yield from _catalog()
    yield from _observatory()
    yield from _model()
    yield from _machine()


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
        (HTML, *types(PLAIN_JSON)), (200, 400, 404, 406, 410),
    )  # fmt: skip
    number = in_path("version", Text("numéro de version, ou latest", "number of a version, or latest"), "latest")
    file = in_path("name", Text("nom du fichier", "name of the file"), "territories.nq.gz")
    yield Operation(
        "/dumps/{version}/{name}", _TAG_CATALOG, Text("Un fichier d’export", "A dump file"), (number, file), (GZIP,),
        (200, 206, 302, 304, 404, 410, 416), rule="/dumps/<version>/<name>",
    )  # fmt: skip
    digest = in_path("digest", Text("empreinte de la photo", "digest of the photo"), "0" * 64)
    yield Operation(
        "/photos/{digest}.jpg", _TAG_CATALOG, Text("Une photo d’une chose publiée", "A photo of a published thing"), (digest,),
        ("image/jpeg",), (200, 304, 404, 503, 504), rule="/photos/<digest>.jpg",
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


def _observatory() -> Iterator[Operation]:
    shown = (
        in_query("territory", Text("territoire : nom, code ou IRI", "territory: name, code or IRI"), "departement/35"),
        in_query("asOf", Text("à la date du", "as of"), "", form="date"),
        in_query("demonstration", Text("avec ce qui est fictif", "with what is fictitious"), "false", form="boolean"),
        LANGUAGE,
        VERSION,
    )
    statuses = (200, 304, 400, 404, 410, 503, 504)
    name = in_path("subject", Text("sujet", "subject"), "obstacles")
    place = in_query("place", Text("territoires à comparer", "territories to compare"), "commune/35360", many=True)
    for path, title, parameters, rule in (
        ("/observatory", Text("L’observatoire", "The observatory"), shown, ""),
        (
            "/observatory/{subject}",
            Text("Les figures d’un sujet", "The figures of a subject"),
            (name, *shown),
            "/observatory/<subject>",
        ),
        ("/observatory/partners", Text("Qui mutualise avec qui", "Who pools with whom"), shown, ""),
        ("/observatory/compare", Text("Des territoires côte à côte", "Territories side by side"), (place, *shown), ""),
    ):
        yield Operation(path, _TAG_OBSERVATORY, title, parameters, (HTML,), statuses, rule=rule)


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
        "/citing",
        _TAG_MACHINE,
        Text("Citer ces données", "Citing this data"),
        (LANGUAGE, VERSION),
        (HTML,),
        (200, 400, 404, 410),
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
