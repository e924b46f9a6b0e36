"""`/map`: the network on a map, from the country to the commune, and the same in words."""

import json

from flask import Blueprint, Response, render_template

from graph_service.engine.contours import LEVELS
from graph_service.engine.search.documents import level_of
from graph_service.errors import InvalidParameter, NotFound, Unavailable
from graph_service.languages import Text
from graph_service.media_types import GEOJSON, PLAIN_JSON
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.map_layers import LAYERS
from graph_service.web.map_panel import PanelMaker
from graph_service.web.map_places import below, place_of, unknown_territory
from graph_service.web.map_request import MapRequest, map_request
from graph_service.web.map_state import state_of
from graph_service.web.map_view import MapMaker, geometries
from graph_service.web.page_terms import territory_iri, unknown
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.search_answer import Wording, finished
from graph_service.web.service import service

blueprint = Blueprint("map", __name__)
_HTML = "text/html; charset=utf-8"


@blueprint.get("/map")
def network_map() -> Response:
    """The map as a page: drawn here, and by Leaflet where scripts run; the list says the same."""
    return network_page("map.html")


def network_page(template: str) -> Response:
    """The state asked for in a template; what is refused shows the whole country, and the sentence."""
    parameters, language = url_parameters(), interface_language()
    try:
        asked = map_request(parameters, service().storage.search)
    except InvalidParameter as error:
        asked, refusal = map_request(Parameters([]), service().storage.search), error.detail.to(language)
        return page(asked, template, refusal)
    return page(asked, template)


@blueprint.get("/map.json")
def network_state() -> Response:
    """The same state for programs and for the page's script."""
    asked = map_request(url_parameters(), service().storage.search)
    etag = _etag(asked, "json")
    if unchanged := not_modified(etag):
        return finished(unchanged, asked.version)
    maker = _maker(asked)
    told = state_of(maker.view(), maker)
    response = Response(json.dumps(told, ensure_ascii=False), content_type=PLAIN_JSON.content_type)
    response.set_etag(etag)
    return finished(response, asked.version)


@blueprint.get("/map/panel")
def panel() -> Response:
    """What is told of a territory, as a part of a page."""
    asked = map_request(url_parameters(), service().storage.search)
    etag = _etag(asked, "panel")
    if unchanged := not_modified(etag):
        return finished(unchanged, asked.version)
    maker = _maker(asked)
    found = place_of(asked.territory, maker.index, maker.wording.tags, asked.version) if asked.territory else None
    told = PanelMaker(asked, maker.index, maker.wording).of(found)
    response = Response(
        render_template("map_panel.html", panel=told, language=interface_language()), content_type=_HTML
    )
    response.set_etag(etag)
    return finished(response, asked.version)


@blueprint.get("/map/contours/<level>.json")
def contours(level: str) -> Response:
    """The contours of the territories that divide one (`?within=region/53`), or the country: GeoJSON."""
    if level not in LEVELS:
        raise NotFound(Text(f"Niveaux : {', '.join(LEVELS)}.", f"Levels: {', '.join(LEVELS)}."))
    index, folder = service().storage.search, service().storage.folder
    parameters = url_parameters()
    for name, _ in parameters.pairs:
        if name != "within":
            raise unknown(name, ("within",))
    within = territory_iri(parameters.one("within") or "", index)
    if within and not level_of(within):
        raise unknown_territory(within)
    drawn = folder.contours.stat().st_mtime_ns if folder.contours.exists() else 0
    etag = etag_of(folder.current_number(), (level, within, drawn, index.state, content_tags()))
    response = not_modified(etag)
    if response is None:
        kind = level_of(within)
        places = [one for one in below(within, kind, index, content_tags(), None) if one.level == level]
        told = {"type": "FeatureCollection", "features": geometries(places, folder)}
        response = Response(json.dumps(told, ensure_ascii=False), content_type=GEOJSON.content_type)
        response.set_etag(etag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Language")
    return response


def page(asked: MapRequest, template: str, refusal: str = "") -> Response:
    """A page that shows a state of the map; while the search is made, one that says so."""
    etag = _etag(asked, template)
    if not refusal and (unchanged := not_modified(etag)):
        return finished(unchanged, asked.version)
    language = interface_language()
    try:
        view = _maker(asked).view()
    except Unavailable as error:
        told = render_template(template, view=None, asked=asked, refusal=error.detail.to(language), language=language)
        return Response(told, 503, content_type=_HTML, headers={"Retry-After": "5"})
    tiles = service().settings.tile_url
    told = render_template(
        template, view=view, asked=asked, layers=LAYERS, refusal=refusal, tiles=tiles, language=language
    )
    response = Response(told, 400 if refusal else 200, content_type=_HTML)
    if not refusal:
        response.set_etag(etag)
    return finished(response, asked.version)


def _maker(asked: MapRequest) -> MapMaker:
    storage = service().storage
    wording = Wording(service().settings.base_iri, interface_language(), content_tags())
    return MapMaker(asked, storage.search, storage.folder, wording)


def _etag(asked: MapRequest, form: str) -> str:
    storage = service().storage
    drawn = storage.folder.contours.stat().st_mtime_ns if storage.folder.contours.exists() else 0
    current = storage.folder.current_number()
    return etag_of(current, (form, asked, storage.search.state, drawn, interface_language(), content_tags()))
