"""`/`: what this is in one sentence, a search, the map, figures of now, how to contribute, how to reuse."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template

from graph_service.engine.catalog.entries import Entry
from graph_service.engine.dumps.datasets import demonstration_graph
from graph_service.engine.frequencies import age
from graph_service.engine.licences import licence_name
from graph_service.engine.search.request import MONTH, Search
from graph_service.errors import Unavailable
from graph_service.languages import Language, Text
from graph_service.vocabulary import ONTOLOGY, prefixes
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.holdings import holdings
from graph_service.web.map_layers import REGISTERED
from graph_service.web.map_request import map_request
from graph_service.web.map_view import MapMaker, MapView
from graph_service.web.parameters import Parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.question_rows import as_of
from graph_service.web.search_answer import Wording
from graph_service.web.service import service

blueprint = Blueprint("home", __name__)

_EVENT = prefixes()["schema"] + "Event"


def _kind(name: str) -> tuple[str, str]:
    return "kind", ONTOLOGY + name


_FIGURES = (
    ((_kind("SupportActor"),), Text("acteurs d’appui", "support actors"), "/map?layer=support"),
    ((_kind("PooledThing"),), Text("choses à partager", "things to share"), "/catalogue?kind=PooledThing"),
    ((_kind("Resource"),), Text("ressources documentaires", "documentary resources"), "/catalogue?kind=Resource"),
    ((_kind("Need"),), Text("besoins", "needs"), "/map?layer=needs"),
    (
        (_kind("Association"), REGISTERED),
        Text("associations inscrites au RNA", "associations entered in the RNA"),
        "/observatory",
    ),
    ((_kind("Epci"),), Text("intercommunalités", "EPCI"), "/map"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the home page."""

    number: int
    exact: bool
    words: str
    address: str


@blueprint.get("/")
def home() -> Response:
    """The home page, in French or English. What is fictitious is told apart and never counted."""
    storage, language = service().storage, interface_language()
    told = (storage.search.state, as_of(None), language, content_tags())
    etag = etag_of(storage.folder.current_number(), ("home", *told))
    response = not_modified(etag)
    if response is None:
        response = Response(_page(language), content_type="text/html; charset=utf-8")
        response.set_etag(etag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Language")
    return response


def _page(language: Language) -> str:
    held = holdings()

    def freshness(entry: Entry) -> str:
        return age(entry.frequency, entry.modified, datetime.now(UTC)).to(language) if entry.modified else ""

    return render_template(
        "home.html",
        language=language,
        record=held.record,
        fictitious=demonstration_graph(service().settings.base_iri) in held.record.graphs,
        address=service().settings.base_iri,
        figures=_figures(language),
        view=_map(),
        entries=held.entries[:12],
        more=len(held.entries) > 12,
        freshness=freshness,
        licence_name=licence_name,
        today=as_of(None),
    )


def _figures(language: Language) -> list[Figure]:
    """What the search counts now; nothing while it is made, and no zero: what is not there is not told."""
    try:
        counted = [(_count(facets), words, address) for facets, words, address in _FIGURES]
        counted.insert(4, (_count(_coming()), Text("dates ce mois-ci", "dates this month"), "/agenda?view=month"))
    except Unavailable:
        return []
    lang = "" if language == "fr" else "lang=en"
    return [
        Figure(number, exact, words.to(language), _with(address, lang))
        for (number, exact), words, address in counted
        if number
    ]


def _coming() -> tuple[tuple[str, str], ...]:
    """Events and calls of this month."""
    return (("kind", _EVENT), ("kind", ONTOLOGY + "Call"), (MONTH, as_of(None)[:7]))


def _count(facets: tuple[tuple[str, str], ...]) -> tuple[int, bool]:
    found = service().storage.search.find(Search(facets=facets, size=1))
    return found.total, found.exact


def _with(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{lang}" if lang else address


def _map() -> MapView | None:
    storage = service().storage
    wording = Wording(service().settings.base_iri, interface_language(), content_tags())
    try:
        asked = map_request(Parameters([("layer", "resources")]), storage.search)
        return MapMaker(asked, storage.search, storage.folder, wording).view()
    except Unavailable:
        return None
