"""`/catalogue`: what can be borrowed, shared or reused, narrowed by facets, as cards, files and feeds."""

from flask import Blueprint, Response, render_template

from graph_service.engine.search.answer import Found
from graph_service.errors import InvalidParameter, NotFound, Unavailable
from graph_service.languages import Text
from graph_service.media_types import by_extension
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.catalogue_cards import Card, cards
from graph_service.web.catalogue_exports import FORMATS, exported
from graph_service.web.catalogue_request import (
    MOST,
    NARROWED,
    SHOWN,
    WATCH,
    WATCHED,
    CatalogueRequest,
    catalogue_request,
)
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.search_answer import Wording, document, finished
from graph_service.web.search_page import TITLES, page_of, refused
from graph_service.web.service import service

blueprint = Blueprint("catalogue", __name__)
_HTML = "text/html; charset=utf-8"


@blueprint.get("/catalogue")
def catalogue() -> Response:
    """The catalogue as cards."""
    return page("catalogue.html")


@blueprint.get("/catalogue.<extension>")
def catalogue_as(extension: str) -> Response:
    """The whole view in the format of an extension."""
    chosen = by_extension(extension, FORMATS)
    if chosen is None:
        told = ", ".join(offer.extension for offer in FORMATS)
        raise NotFound(Text(f"Formats proposés : {told}.", f"Formats offered: {told}."))
    asked = catalogue_request(url_parameters(), service().storage.search, size=MOST)
    etag = _etag(asked, extension)
    if unchanged := not_modified(etag):
        return finished(unchanged, asked.search.version)
    response = exported(asked, service().storage.search.find(asked.search), chosen)
    response.set_etag(etag, weak=extension == "xlsx")
    return finished(response, asked.search.version)


@blueprint.get("/catalogue/watch")
def watch() -> Response:
    """The two families that keep watch, the newest first."""
    parameters = url_parameters()
    kept = [(name, value) for name, value in parameters.pairs if value and name != "family"]
    language, families = interface_language(), []
    for family in WATCH:
        asked = catalogue_request(Parameters([*kept, ("family", family)]), service().storage.search, size=MOST)
        found = service().storage.search.find(asked.search)
        told = sorted(_cards(found), key=lambda card: card.issued, reverse=True)
        families.append((family, asked.address, told[:WATCHED], len(told)))
    response = Response(render_template("watch.html", families=families, language=language), content_type=_HTML)
    return finished(response, parameters.whole("version"))


def page(template: str, parameters: Parameters | None = None, shown: int = SHOWN) -> Response:
    """A page of cards; what is refused comes back with the form and a sentence."""
    language, index = interface_language(), service().storage.search
    told = parameters or url_parameters()
    try:
        asked = catalogue_request(told, index, size=shown)
        etag = _etag(asked, template)
        if unchanged := not_modified(etag):
            return finished(unchanged, asked.search.version)
        found = index.find(asked.search)
    except (InvalidParameter, Unavailable) as error:
        view = refused(error.detail.to(language), told)
        body = render_template(template, view=view, cards=[], formats=(), language=language, choices=[])
        return Response(body, 400 if isinstance(error, InvalidParameter) else 503, content_type=_HTML)
    response = Response(_rendered(template, asked, found), content_type=_HTML)
    response.set_etag(etag)
    return finished(response, asked.search.version)


def _rendered(template: str, asked: CatalogueRequest, found: Found) -> str:
    language, current = interface_language(), service().storage.folder.current_number()
    wording = Wording(service().settings.base_iri, language, content_tags())
    told = document(found, current, asked.search.page, wording)
    view = page_of(told, found, asked.parameters, wording, (asked.search.page - 1) * asked.search.size + 1)
    names = {TITLES[facet].to(language) for facet in NARROWED}
    shown = [(title, choices) for title, choices in view.facets if title in names]
    kind = asked.parameters.all("kind")
    return render_template(
        template, view=view, cards=_cards(found), facets=shown, kind=kind, formats=FORMATS, language=language
    )


def _cards(found: Found) -> list[Card]:
    wording = Wording(service().settings.base_iri, interface_language(), content_tags())
    return cards(found, wording, interface_language())


def _etag(asked: CatalogueRequest, form: str) -> str:
    storage = service().storage
    told = (form, asked.search, asked.address, storage.search.state, interface_language(), content_tags())
    return etag_of(storage.folder.current_number(), told)
