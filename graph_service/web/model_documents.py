"""A page of the model or the file behind it, by Accept or by extension, with what lets a client keep it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph_service.engine.model.files import files, serialised
from graph_service.engine.model.values import named
from graph_service.engine.profile import short
from graph_service.errors import MaillageError, NotFound
from graph_service.languages import Text
from graph_service.media_types import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.model_links import Links, reader_links
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import url_parameters
from graph_service.web.service import service

OFFERS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_EXTENSIONS = {offer.extension: offer for offer in OFFERS}
_HTML = "html"


@dataclass(frozen=True, slots=True)
class Place:
    """One address, and what lies behind it: a file of a folder, or all of them."""

    address: str
    folder: str
    name: str = ""


def split(key: str) -> tuple[str, str]:
    """A name and the extension of a format, if it has one of ours."""
    name, dot, extension = key.rpartition(".")
    return (name, extension) if dot and extension in (*_EXTENSIONS, _HTML) else (key, "")


def document(place: Place, extension: str, page: Callable[[Links], str]) -> Response:
    """The page, or the file in the format that the extension or Accept names.

    Raises:
        NotFound: no such file or format.
        NotAcceptable: Accept names none that is offered.
    """
    known = extension in ("", _HTML, *_EXTENSIONS) and (not place.name or place.name in files(place.folder))
    if not known:
        raise unknown()
    chosen, links = _chosen(extension), reader_links()
    if chosen is None:
        return page_response(page(links), links, _links(place), negotiated=not extension)
    body = serialised(place.folder, place.name, chosen)
    response = kept(body, chosen.content_type, _links(place))
    if not extension:
        response.vary.add("Accept")
    return response


def page_response(page: str, links: Links, header: str, *, negotiated: bool) -> Response:
    """A page that its reader may keep, in the language it is in."""
    response = kept(page.encode(), "text/html; charset=utf-8", header)
    response.headers["Content-Language"] = links.language
    response.vary.add("Accept-Language")
    if negotiated:
        response.vary.add("Accept")
    return response


def kept(body: bytes, content_type: str, header: str) -> Response:
    """An answer whose ETag is of its very bytes: nothing of it depends on the graph."""
    etag = etag_of(0, (content_type, body))
    response = not_modified(etag) or Response(body, content_type=content_type)
    if response.status_code == 200:
        response.set_etag(etag)
    response.headers["Link"] = header
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def rendered(template: str, address: str, links: Links, **values: object) -> str:
    """A template with what every page of the model writes."""
    said = {"address": address, "links": links, "language": links.language, "short": short, "name": named}
    return render_template(template, **said, **values)


def see_other(address: str, anchor: str = "") -> BaseResponse:
    """303 from the IRI of a part of the model to its page, or to its file for a program."""
    chosen, links = _chosen(""), reader_links()
    if chosen is None:
        response = redirect(links.at(address + (f"#{anchor}" if anchor else "")), 303)
    else:
        response = redirect(f"{address}.{chosen.extension}", 303)
    response.headers["Link"] = f'<{address}>; rel="describedby"'
    response.vary.update(("Accept", "Accept-Language"))
    return response


def asked() -> str:
    """What is searched for, in the reader's own letters."""
    return (url_parameters().one("q") or "").strip()[:200]


def unknown() -> MaillageError:
    """Nothing at the address; the sentence says where the list is."""
    kind = request.path.split("/")[1].partition(".")[0]
    whole = "/ontology" if kind == "def" else f"/{kind}"
    offered = ", ".join((*_EXTENSIONS, _HTML))
    return NotFound(
        Text(
            f"Rien n’est défini à l’adresse {request.path}. La liste est à {whole} ; formats : {offered}.",
            f"Nothing is defined at {request.path}. The list is at {whole}; formats: {offered}.",
        )
    )


def _chosen(extension: str) -> Format | None:
    """The format asked for; None: a page."""
    if extension:
        return _EXTENSIONS.get(extension)
    accept = request.headers.get("Accept")
    return None if prefers_html(accept) else required(accept, OFFERS)


def _links(place: Place) -> str:
    address = place.address
    links = [f'<{service().settings.base_iri}{address}>; rel="canonical"']
    links.append(f'<{address}.html>; rel="alternate"; type="text/html"')
    links += [f'<{address}.{offer.extension}>; rel="alternate"; type="{offer.media_type}"' for offer in OFFERS]
    links += [f'<{address}?lang={tag}>; rel="alternate"; hreflang="{tag}"' for tag in ("fr", "en")]
    return ", ".join(links)
