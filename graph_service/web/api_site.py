"""The operations of the pages that people look at, as a table: map, catalogue, agenda, help, legal pages."""

from collections.abc import Iterator

from graph_service.engine.search.request import FACETS, MONTH
from graph_service.languages import Text
from graph_service.media_types import ATOM, GEOJSON, ICS, PLAIN_JSON
from graph_service.web.api_parameters import CONTENT, LANGUAGE, PAGE, VERSION, Parameter, in_path, in_query
from graph_service.web.api_table import HTML, READ, Operation, types
from graph_service.web.catalogue_exports import FORMATS as CATALOGUE_FORMATS
from graph_service.web.embedding import VIEWS
from graph_service.web.legal import PAGES as LEGAL
from graph_service.web.map_layers import LAYERS
from graph_service.web.search_page import TITLES

_TAG = Text("site", "site")
_TERRITORY = in_query(
    "territory", Text("région, département, EPCI ou commune", "région, département, EPCI or commune"), "departement/35"
)
_DEMONSTRATION = in_query(
    "demonstration", Text("avec ce qui est fictif", "with what is fictitious"), "false", form="boolean"
)
_DAY = in_query("asOf", Text("à la date du", "as of"), "2026-03-01", form="date")
_SHOWN = (LANGUAGE, CONTENT, VERSION)
_STATUSES = (*READ, 503)


def site() -> Iterator[Operation]:
    """Each of them."""
    yield from _map()
    yield from _catalogue()
    yield from _agenda()
    yield from _help()
    yield from _embedding()
    peers = Text("Les pairs de cette instance", "The peers of this instance")
    yield Operation("/network", _TAG, peers, (LANGUAGE, CONTENT), (HTML, *types(PLAIN_JSON)), _STATUSES)
    yield Operation(
        "/legal/{name}", _TAG, Text("Une page légale", "A legal page"),
        (in_path("name", Text(", ".join(LEGAL), ", ".join(LEGAL)), "reuse"), LANGUAGE), (HTML,), _STATUSES,
        rule="/legal/<name>",
    )  # fmt: skip


def _searched() -> tuple[Parameter, ...]:
    """The parameters of a search, as the pages that search take them."""
    words = in_query("q", Text("mots", "words"), "ring de boxe", longest=200)
    facets = tuple(in_query(name, TITLES[name], "", many=True) for name in FACETS if name != MONTH)
    near = in_query("near", Text("autour d’une commune ou d’un point", "near a commune or a point"), "48.12,-1.21")
    radius = in_query("radius", Text("kilomètres", "kilometres"), "20", form="number")
    return (words, *facets, near, radius, _DEMONSTRATION)


def _catalogue() -> Iterator[Operation]:
    taken = (*_searched(), PAGE, *_SHOWN)
    title, whole = (
        Text("Le catalogue", "The catalogue"),
        Text("Une vue du catalogue, entière", "A whole view of the catalogue"),
    )
    yield Operation("/catalogue", _TAG, title, taken, (HTML,), _STATUSES)
    extension = in_path("extension", Text("format", "format"), "csv")
    yield Operation(
        "/catalogue.{extension}", _TAG, whole, (extension, *taken), types(*CATALOGUE_FORMATS), _STATUSES,
        rule="/catalogue.<extension>",
    )  # fmt: skip
    yield Operation("/catalogue/watch", _TAG, Text("La veille", "The watch"), taken, (HTML,), _STATUSES)


def _agenda() -> Iterator[Operation]:
    first = in_query("from", Text("du", "from"), "2026-03-01", form="date")
    last = in_query("until", Text("au", "until"), "2026-03-31", form="date")
    month = in_query("month", Text("mois", "month"), "2026-03")
    view = in_query("view", Text("list ou month", "list or month"), "list")
    taken = (*_searched(), first, last, month, view, *_SHOWN)
    yield Operation("/agenda", _TAG, Text("L’agenda", "The calendar"), taken, (HTML,), _STATUSES)
    extension = in_path("extension", Text("ics ou atom", "ics or atom"), "ics")
    yield Operation(
        "/agenda.{extension}", _TAG, Text("Une vue de l’agenda, à suivre", "A view of the calendar, to follow"),
        (extension, *taken), types(ICS, ATOM), _STATUSES, rule="/agenda.<extension>",
    )  # fmt: skip


def _help() -> Iterator[Operation]:
    commune = in_query("commune", Text("commune : nom ou code", "commune: name or code"), "35360")
    theme = in_query("theme", Text("thème", "theme"), "accounting")
    level = in_query("level", Text("niveau d’appui", "level of support"), "information")
    taken = (commune, theme, level, _DEMONSTRATION, _DAY, *_SHOWN)
    yield Operation("/who-can-help", _TAG, Text("Qui peut m’aider ?", "Who can help me?"), taken, (HTML,), _STATUSES)


def _embedding() -> Iterator[Operation]:
    view = in_path("view", Text(", ".join(VIEWS), ", ".join(VIEWS)), "agenda")
    theme = in_query("theme", Text("thème", "theme"), "")
    taken = (_TERRITORY, theme, LANGUAGE, VERSION)
    yield Operation(
        "/embed/{view}", _TAG, Text("Une vue à mettre dans un cadre", "A view to put in a frame"), (view, *taken),
        (HTML,), _STATUSES, rule="/embed/<view>",
    )  # fmt: skip
    chosen = in_query("view", Text(", ".join(VIEWS), ", ".join(VIEWS)), "map")
    yield Operation(
        "/embedding", _TAG, Text("La ligne à copier", "The line to copy"), (chosen, *taken), (HTML,), _STATUSES
    )


def _map() -> Iterator[Operation]:
    layer = in_query("layer", Text(", ".join(LAYERS), ", ".join(LAYERS)), "resources")
    only = in_query("only", Text("concept auquel la couche est réduite", "concept that narrows the layer"), "")
    near = in_query("near", Text("autour d’une commune ou d’un point", "near a commune or a point"), "48.12,-1.21")
    radius = in_query("radius", Text("kilomètres", "kilometres"), "20", form="number")
    state = (_TERRITORY, layer, only, near, radius, _DEMONSTRATION, _DAY, *_SHOWN)
    yield Operation("/map", _TAG, Text("La carte du réseau", "The network map"), state, (HTML,), _STATUSES)
    yield Operation(
        "/map.json", _TAG, Text("Un état de la carte", "A state of the map"), state, types(PLAIN_JSON), _STATUSES
    )
    yield Operation(
        "/map/panel", _TAG, Text("Un territoire en bref", "A territory in brief"), state, (HTML,), _STATUSES
    )
    level = in_path("level", Text("region, departement, epci, commune", "region, departement, epci, commune"), "region")
    within = in_query("within", Text("territoire divisé", "territory that they divide"), "region/53")
    yield Operation(
        "/map/contours/{level}.json", _TAG, Text("Les contours d’un niveau", "The contours of a level"),
        (level, within), types(GEOJSON), _STATUSES, rule="/map/contours/<level>.json",
    )  # fmt: skip
