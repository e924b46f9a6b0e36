"""`/catalog`, `/dataset/<slug>` and `/.well-known/void`: the datasets, for people, portals and programs."""

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from graph_service.engine.catalog.dcat import catalog_triples, dataset_triples, describe
from graph_service.engine.catalog.entries import Entry
from graph_service.engine.catalog.void import void_triples
from graph_service.engine.frequencies import age
from graph_service.engine.licences import licence_name
from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.media_types import TURTLE
from graph_service.web.addresses import local_address
from graph_service.web.holdings import OFFERS, chosen_format, holdings, respond
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.search_answer import Wording
from graph_service.web.service import service

blueprint = Blueprint("catalog", __name__)

PAGE = 100
"""Datasets of one page of the catalogue."""


@blueprint.get("/catalog")
def catalog() -> Response:
    """The catalogue, by Accept: a page, or DCAT-AP 3 in four formats."""
    return _catalog("")


@blueprint.get("/catalog.<extension>")
def catalog_as(extension: str) -> Response:
    """The catalogue in the format of the extension."""
    return _catalog(extension)


@blueprint.get("/dataset/<name>")
def dataset(name: str) -> Response:
    """One dataset, by Accept or by extension."""
    slug, dot, extension = name.rpartition(".")
    slug, extension = (slug, extension) if dot else (name, "")
    chosen, held = chosen_format(extension), holdings()
    entry = next((entry for entry in held.entries if entry.slug == slug), None)
    if entry is None:
        raise NotFound(
            Text(
                f"« {slug} » n’est pas un jeu de données d’ici ; la liste est à /catalog.",
                f"“{slug}” is no dataset of this instance; the list is at /catalog.",
            )
        )
    triples = dataset_triples(service().settings.base_iri, entry, held.dumped) if chosen else []
    return respond(held, chosen, triples, f"/dataset/{slug}", "dataset.html", {"entry": entry, **_words()})


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The datasets in VoID."""
    held, settings = holdings(), service().settings
    accept = request.headers.get("Accept")
    # There is no page of it: a browser that only asks for one is shown Turtle.
    chosen = TURTLE if prefers_html(accept) else required(accept, OFFERS)
    triples = void_triples(settings.base_iri, settings.publisher_name, held.entries, held.record, held.manifest)
    return respond(held, chosen, triples, "/.well-known/void", "")


def _catalog(extension: str) -> Response:
    chosen, held, settings = chosen_format(extension), holdings(), service().settings
    page = url_parameters().whole("page") or 1
    shown = held.entries[(page - 1) * PAGE : page * PAGE]
    more = len(held.entries) > page * PAGE
    triples = (
        catalog_triples(settings.base_iri, settings.publisher_name, shown, held.entries, page, held.dumped)
        if chosen
        else []
    )
    values = {"entries": shown, "page": page, "more": more, "page_at": _page, "publisher": settings.publisher_name}
    response = respond(held, chosen, triples, "/catalog", "catalog.html", {**values, **_words()})
    if more:
        response.headers["Link"] += f', <{request.path}?{_page(page + 1)}>; rel="next"'
    return response


def _page(number: int) -> str:
    """The address of another page, all else kept."""
    kept = [(name, value) for name, value in url_parameters().pairs if name != "page" and value]
    return Parameters([*kept, ("page", str(number))]).encoded()


def _words() -> dict[str, object]:
    """What the templates say of an entry."""
    language, base = interface_language(), service().settings.base_iri
    wording = Wording(base, language, content_tags())

    def freshness(entry: Entry) -> str:
        return age(entry.frequency, entry.modified, datetime.now(UTC)).to(language) if entry.modified else ""

    return {
        "freshness": freshness,
        "licence_name": licence_name,
        "described": lambda entry: describe(entry).to(language),
        "word": lambda iri: wording.label(iri, {}),
        "address_of": lambda iri: local_address(iri, base),
    }
