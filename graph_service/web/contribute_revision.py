"""A form filled with what is published of a thing, or with what was sent and came back."""

from dataclasses import dataclass

import pyoxigraph as ox

from graph_service.desk.contributions import Contribution
from graph_service.engine.forms.fields import Form
from graph_service.engine.forms.readback import form_that_says, readback
from graph_service.engine.library.binding import bind
from graph_service.engine.reads import Query, Reading
from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import prefixes
from graph_service.web.contribute_page import PHOTO_KEPT, PHOTO_LICENCE, PHOTO_TEXT
from graph_service.web.service import service

_SAID = """CONSTRUCT { ?s ?p ?o } WHERE {
  VALUES ?graph { <urn:x> }
  GRAPH ?graph { ?s ?p ?o }
}"""
_IMAGE = prefixes()["schema"] + "image"
_OF_PHOTO = {prefixes()["schema"] + "caption": PHOTO_TEXT, prefixes()["dct"] + "license": PHOTO_LICENCE}


@dataclass(frozen=True)
class Reread:
    """The answers that a form begins with, and the lines of the thing that no field shows."""

    form: Form
    values: dict[str, list[str]]
    others: tuple[str, ...]


def reread(ntriples: bytes, thing: str) -> Reread:
    """The form that says what is said of a thing, filled; what is said of its photo is answers too.

    Raises:
        NotFound: no form says such a thing.
    """
    form = form_that_says(ntriples, thing)
    if form is None:
        raise NotFound(Text("Aucun formulaire ne décrit cette chose.", "No form describes this thing."))
    read = readback(form, ntriples, thing)
    own = (f"<{thing}> ", f"<{thing}#")
    others = tuple(line for line in read.others if line.startswith(own) and f"> <{_IMAGE}> " not in line)
    return Reread(form, {**read.values, **_photo(ntriples, thing)}, others)


def own_thing(found: Contribution) -> str | None:
    """The one thing of a contribution that a form edits; None: it holds several, or what no form says."""
    about = [thing for thing in found.things if thing.kind != "organisation"] or list(found.things)
    if len(about) != 1 or form_that_says(found.statements, about[0].iri) is None:
        return None
    return about[0].iri


def published(thing: str) -> tuple[Reread, str]:
    """The form of a thing that a contribution published, and the validator that its revision names.

    Raises:
        NotFound: no contribution published it.
    """
    office = service().office
    kind, _, key = thing.removeprefix(f"{office.base}/id/").partition("/")
    graph = f"{office.base}/graph/thing/{kind}/{key}"
    match = office.published.etag(graph) if thing == f"{office.base}/id/{kind}/{key}" else None
    if match is None:
        raise NotFound(Text("Aucune contribution n’a publié cette chose.", "No contribution published this thing."))
    query = Query(bind(_SAID, {"graph": [ox.NamedNode(graph)]}), JSON, N_TRIPLES)
    return reread(service().storage.query(query, Reading()).data, thing), match


def _photo(ntriples: bytes, thing: str) -> dict[str, list[str]]:
    quads = list(ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES))
    pictures = [q.object for q in quads if q.subject == ox.NamedNode(thing) and q.predicate.value == _IMAGE]
    own = f"{service().settings.base_iri}/photos/"
    for picture in (one for one in pictures if isinstance(one, ox.NamedNode) and one.value.startswith(own)):
        said = [q for q in quads if q.subject == picture and q.predicate.value in _OF_PHOTO]
        values = {_OF_PHOTO[q.predicate.value]: [str(getattr(q.object, "value", ""))] for q in said}
        return {PHOTO_KEPT: [picture.value.removeprefix(own).removesuffix(".jpg")], **values}
    return {}
