"""`/embed/…`: the map, the catalogue and the agenda in another site's page; `/embedding`: the line to copy."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template

from graph_service.engine.model.schemes import schemes
from graph_service.errors import InvalidParameter, NotFound
from graph_service.languages import Text
from graph_service.web import agenda, catalogue
from graph_service.web.map import network_page
from graph_service.web.map_layers import LAYERS
from graph_service.web.map_places import unknown_territory
from graph_service.web.page_terms import short_territory, territory_iri
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("embedding", __name__)
_HTML = "text/html; charset=utf-8"
_CARDS = 12

VIEWS = {
    "map": Text("la carte", "the map"),
    "catalogue": Text("le catalogue", "the catalogue"),
    "agenda": Text("l’agenda", "the calendar"),
}
"""What can be embedded."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """What a site copies."""

    address: str
    title: str
    height: int


@blueprint.get("/embed/<view>")
def embedded(view: str) -> Response:
    """A view without header or footer, that other sites may frame: `?territory=` and `?theme=` fix it."""
    if view == "map":
        return network_page("embed_map.html")
    if view == "catalogue":
        return catalogue.page("embed_catalogue.html", shown=_CARDS)
    if view == "agenda":
        return agenda.page("embed_agenda.html")
    told = ", ".join(VIEWS)
    raise NotFound(Text(f"À intégrer : {told}.", f"To embed: {told}."))


@blueprint.get("/embedding")
def embedding() -> Response:
    """The page that makes the line to copy for a territory, a theme, a layer."""
    parameters, language = url_parameters(), interface_language()
    refusal, snippet = "", None
    try:
        snippet = _snippet(parameters)
    except InvalidParameter as error:
        refusal = error.detail.to(language)
    body = render_template(
        "embedding.html",
        snippet=snippet,
        refusal=refusal,
        given={name: next(iter(parameters.all(name)), "") for name in ("view", "territory", "theme", "layer")},
        views=VIEWS,
        layers=LAYERS,
        themes=[(one.name, one.label.to(language)) for one in schemes()["theme"].concepts()],
        base=service().settings.base_iri,
        language=language,
    )
    response = Response(body, 400 if refusal else 200, content_type=_HTML)
    response.vary.add("Accept-Language")
    return response


def _snippet(parameters: Parameters) -> Snippet:
    language = interface_language()
    view = parameters.one("view") or "map"
    if view not in VIEWS:
        told = ", ".join(VIEWS)
        raise InvalidParameter(Text(f"À intégrer : {told}.", f"To embed: {told}."))
    iri = territory_iri(parameters.one("territory") or "", service().storage.search)
    theme, layer = parameters.one("theme") or "", parameters.one("layer") or ""
    if iri and not service().storage.search.known([iri]):
        raise InvalidParameter(unknown_territory(iri).detail)
    known = [*(one.name for one in schemes()["theme"].concepts()), ""]
    if theme not in known or layer not in (*LAYERS, ""):
        raise InvalidParameter(
            Text(
                "Ce thème ou cette couche n’existe pas : choisissez dans la liste.",
                "No such theme or layer: choose from the list.",
            )
        )
    narrowed = ("layer", layer if layer in LAYERS else "") if view == "map" else ("theme", theme)
    pairs = [("territory", short_territory(iri)), narrowed, ("lang", "en" if language == "en" else "")]
    query = urlencode([(name, value) for name, value in pairs if value])
    address = f"{service().settings.base_iri}/embed/{view}{'?' + query if query else ''}"
    title = Text("Maillage : ", "Maillage: ").to(language) + VIEWS[view].to(language)
    return Snippet(address, title, 620 if view == "map" else 720)
