"""`/shapes`, `/shape/<Name>`: what is asked of each kind of thing, as pages and as files."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from graph_service.engine.model.shapes import groups, places, shapes
from graph_service.engine.model.terms import modules
from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.web.model_documents import Place, document, rendered, see_other, split
from graph_service.web.model_links import Links

blueprint = Blueprint("shapes", __name__)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<extension>")
def all_shapes(extension: str = "") -> Response:
    """Every shape, by module."""
    return document(Place("/shapes", "shapes"), extension, _index)


@blueprint.get("/shapes/<key>")
def shapes_of_module(key: str) -> Response:
    """The shapes of one module."""
    name, extension = split(key)
    return document(Place(f"/shapes/{name}", "shapes", name), extension, lambda links: _module(name, links))


@blueprint.get("/shape/<name>")
def shape(name: str) -> BaseResponse:
    """The IRI of a shape, of one of its properties or rules, or of a section of a form.

    Raises:
        NotFound: no such shape.
    """
    if name not in places():
        raise NotFound(
            Text(f"« {name} » n’est pas une forme ; la liste est à /shapes.", f"“{name}” is no shape; see /shapes.")
        )
    return see_other(f"/shapes/{places()[name]}", name)


def _index(links: Links) -> str:
    return rendered("shapes.html", "/shapes", links, modules=modules(), shapes=shapes())


def _module(name: str, links: Links) -> str:
    told = {"module": modules()[name], "shapes": shapes()[name], "groups": groups() if name == "core" else ()}
    return rendered("shapes_of_module.html", f"/shapes/{name}", links, **told)
