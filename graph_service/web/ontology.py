"""`/ontology`, `/def`: the ontology as pages and as files, and where its IRIs lead."""

import re

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from graph_service.engine.model.diagram import diagram_of
from graph_service.engine.model.terms import modules, terms
from graph_service.errors import Gone, NotFound
from graph_service.languages import Text
from graph_service.media_types import TURTLE
from graph_service.vocabulary import model_folder, prefixes
from graph_service.web.model_documents import Place, document, kept, rendered, see_other, split, unknown
from graph_service.web.model_links import Links
from graph_service.web.ontology_page import term_view

blueprint = Blueprint("ontology", __name__)

_DATED = re.compile(r"[0-9]{8}\Z")


@blueprint.get("/ontology")
@blueprint.get("/ontology.<extension>")
def ontology(extension: str = "") -> Response:
    """What the model is: its modules, and an index of its terms."""
    return document(Place("/ontology", "ontology"), extension, _index)


@blueprint.get("/ontology/<key>")
def module(key: str) -> Response:
    """One module."""
    name, extension = split(key)
    return document(Place(f"/ontology/{name}", "ontology", name), extension, lambda links: _module(name, links))


@blueprint.get("/def")
def namespace() -> BaseResponse:
    """The namespace of every term: a browser keeps `#Term`, which the index has an anchor for."""
    return see_other("/ontology")


@blueprint.get("/def/<name>")
def defined(name: str) -> BaseResponse:
    """The IRI of a module."""
    if name not in modules():
        raise unknown()
    return see_other(f"/ontology/{name}")


@blueprint.get("/def/<dated>/<name>")
def version(dated: str, name: str) -> BaseResponse:
    """The IRI of a module's version: this program has one, of the day that the module says.

    Raises:
        NotFound: no such module, or no day.
        Gone: the module's version of another day.
    """
    if name not in modules() or not _DATED.match(dated):
        raise unknown()
    if modules()[name].dated != dated:
        raise _another_day(dated, name)
    return see_other(f"/ontology/{name}")


@blueprint.get("/structure/<name>")
def structure(name: str) -> BaseResponse:
    """The IRI of a cube's structure.

    Raises:
        NotFound: no module defines it.
    """
    for defining in modules().values():
        if name in {one.name for one in defining.structures}:
            return see_other(f"/ontology/{defining.name}", f"structure-{name}")
    raise NotFound(
        Text(
            f"« {name} » n’est pas une structure de cube ; voyez /ontology/observation.",
            f"“{name}” is no structure of a cube; see /ontology/observation.",
        )
    )


@blueprint.get("/prefixes")
@blueprint.get("/prefixes.ttl")
def list_of_prefixes() -> Response:
    """The only list of prefixes, which the rules of the shapes name by its IRI."""
    path = model_folder() / "ontology" / "prefixes.ttl"
    return kept(path.read_bytes(), TURTLE.content_type, '</ontology#list-of-prefixes>; rel="describedby"')


def _index(links: Links) -> str:
    return rendered("ontology.html", "/ontology", links, modules=modules(), terms=terms(), prefixes=prefixes())


def _module(name: str, links: Links) -> str:
    found = modules()[name]
    views = [term_view(term) for term in sorted(found.terms, key=lambda term: term.kind != "class")]
    diagram = diagram_of(found, links.language)
    return rendered("module.html", f"/ontology/{name}", links, module=found, views=views, diagram=diagram)


def _another_day(dated: str, name: str) -> Gone:
    here = modules()[name].dated
    return Gone(
        Text(
            f"La version du {dated} n’est pas servie ici ; celle du {here} l’est : /ontology/{name}.",
            f"The version of {dated} is not served here; that of {here} is: /ontology/{name}.",
        )
    )
