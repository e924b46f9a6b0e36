"""`/id/…`, `/doc/…`, `/scheme/…`: every IRI of the instance and of the shared space answers.

A thing is not a document: its IRI answers 303 to the document that describes it (W3C, Cool URIs for the Semantic Web).
"""

from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.tables.moments import now
from graph_service.engine.descriptions import Description, describe
from graph_service.engine.formats.documents import serialised
from graph_service.errors import Gone, MaillageError, NotFound
from graph_service.languages import Text
from graph_service.media_types import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from graph_service.vocabulary import SHARED, prefixes
from graph_service.web.answers import MEMO, etag_of, not_modified
from graph_service.web.busy import booked, taken_of
from graph_service.web.features import places
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import is_iri, url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service
from graph_service.web.thing_history import claimable, contributed, corrections_of, history_of, revisable
from graph_service.web.thing_map import map_of
from graph_service.web.thing_page import page_of

blueprint = Blueprint("things", __name__)

OFFERS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_EXTENSIONS = {offer.extension: offer for offer in OFFERS}
_HTML = "html"
_CONTEXT_REL = "http://www.w3.org/ns/json-ld#context"


@blueprint.get("/id/<kind>/<path:key>")
def thing(kind: str, key: str) -> BaseResponse:
    """The thing itself: 303 to its document, 301 to a better key."""
    found = _found(f"id/{kind}/{key}")
    better = found.replaced_by
    if better is not None:
        return redirect(_local(better), 301)
    response = redirect(f"/doc/{quote(kind)}/{quote(key)}{_version_query()}", 303)
    response.headers["Link"] = f'</doc/{quote(kind)}/{quote(key)}>; rel="describedby"'
    response.vary.update(("Accept", "Accept-Language"))
    return response


@blueprint.get("/doc/<kind>/<path:key>")
def document(kind: str, key: str) -> Response:
    """What is known of a thing, in the format that is asked for."""
    return _document(f"id/{kind}/", key, f"/doc/{quote(kind)}/")


@blueprint.get("/scheme/<path:key>")
def concept(key: str) -> Response:
    """A concept or a scheme: a document by itself."""
    return _document("scheme/", key, "/scheme/")


def _document(space: str, key: str, path: str) -> Response:
    name, extension = _split(key)
    found = _found(space + name)
    address = path + quote(name)
    chosen = _chosen(extension)
    # A page depends on every language that its reader takes names in and on its map; a document for programs on none.
    # A page tells what is taken from now on: it is another one each hour.
    hour = now().strftime("%Y-%m-%dT%H")
    told = (interface_language(), content_tags(), places().state, hour) if chosen is None else ()
    etag = etag_of(found.version, (found.thing.value, chosen and chosen.name, told, request.query_string))
    response = not_modified(etag) or _response(found, chosen, address)
    if response.status_code == 200:
        response.set_etag(etag)
    if chosen is not None and not url_parameters().one("version"):
        # For programs it depends on nothing but the version: the front may keep it.
        request.environ[MEMO] = found.version
    response.headers["Link"] = _links(found, address)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Maillage-Version"] = str(found.version)
    if not extension:
        response.vary.add("Accept")
    response.vary.add("Accept-Language")
    return response


def _found(path: str) -> Description:
    """The thing at a path of either space, the instance's own first.

    Raises:
        NotFound: the graph does not speak of it.
        Gone: it was withdrawn.
    """
    parameters, base = url_parameters(), service().settings.base_iri
    candidates = tuple(iri for iri in dict.fromkeys((f"{base}/{path}", SHARED + path)) if is_iri(iri))
    version, page = parameters.whole("version"), parameters.whole("page") or 1
    found = describe(service().storage, candidates, version, page, reading_of_request())
    if found is None:
        raise _unknown(path)
    if found.withdrawn:
        raise _gone(found)
    return found


def _split(key: str) -> tuple[str, str]:
    """The key and the format that its extension names, if it names one."""
    name, dot, extension = key.rpartition(".")
    return (name, extension) if dot and name and extension in (*_EXTENSIONS, _HTML) else (key, "")


def _chosen(extension: str) -> Format | None:
    """The format asked for; None: a page."""
    if extension:
        return _EXTENSIONS.get(extension)
    accept = request.headers.get("Accept")
    return None if prefers_html(accept) else required(accept, OFFERS)


def _response(found: Description, chosen: Format | None, address: str) -> Response:
    if chosen is None:
        view = page_of(found, service().settings.base_iri)
        events, corrections = history_of(found), corrections_of(found)
        drawn = map_of(found, view.title.text, places())
        page = render_template(
            "thing.html",
            view=view,
            address=address,
            picture=drawn,
            language=view.language,
            events=events,
            corrections=corrections,
            revisable=revisable(found),
            contributed=contributed(found),
            claimable=claimable(found),
            booked=booked(found, view.language),
            taken=taken_of(found, view.language),
            editorial=contributed(found) and f"{service().settings.base_iri}/id/resource/" in found.thing.value,
        )
        response = Response(page, content_type="text/html; charset=utf-8")
        response.headers["Content-Language"] = view.language
        return response
    return Response(_body(found, chosen, address), content_type=chosen.content_type)


def _body(found: Description, chosen: Format, address: str) -> bytes:
    base, foaf, dct = service().settings.base_iri, prefixes()["foaf"], prefixes()["dct"]
    about = ox.NamedNode(base + address)
    triples = [ox.Triple(about, ox.NamedNode(foaf + "primaryTopic"), found.thing), *found.triples]
    graphs = dict.fromkeys(triple.subject for triple in found.graphs if isinstance(triple.subject, ox.NamedNode))
    triples += [ox.Triple(about, ox.NamedNode(dct + "source"), graph) for graph in graphs]
    return serialised(triples, chosen, found.thing.value)


def _links(found: Description, address: str) -> str:
    links = [f'<{found.thing.value}>; rel="about"', f'</context.jsonld>; rel="{_CONTEXT_REL}"']
    links.append(f'<{service().settings.base_iri}{address}>; rel="canonical"')
    links.append(f'<{address}.html>; rel="alternate"; type="text/html"')
    links += [f'<{address}.{offer.extension}>; rel="alternate"; type="{offer.media_type}"' for offer in OFFERS]
    if found.more:
        page = (url_parameters().whole("page") or 1) + 1
        links.append(f'<{address}?page={page}>; rel="next"')
    return ", ".join(links)


def _local(iri: str) -> str:
    """Where this instance answers for an IRI of its own or of the shared space."""
    for space in (service().settings.base_iri + "/", SHARED):
        if iri.startswith(space):
            return "/" + quote(iri.removeprefix(space))
    return iri


def _version_query() -> str:
    version = url_parameters().whole("version")
    return f"?version={version}" if version else ""


def _unknown(path: str) -> MaillageError:
    return NotFound(
        Text(
            f"Rien n’est connu ici sous « {path} ». Cherchez par SPARQL, ou dans une autre version (?version=).",
            f"Nothing is known here as “{path}”. Search with SPARQL, or in another version (?version=).",
        )
    )


def _gone(found: Description) -> MaillageError:
    ended = next((t.object for t in found.own if t.predicate.value.endswith("#invalidatedAtTime")), None)
    when = getattr(ended, "value", "")[:10]
    return Gone(
        Text(
            f"« {found.thing.value} » a été retiré le {when}. Les versions d’avant restent lisibles (?version=).",
            f"“{found.thing.value}” was withdrawn on {when}. Earlier versions stay readable (?version=).",
        ),
        members={"withdrawn": when},
    )
