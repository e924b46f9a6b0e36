"""The page of `/sparql` for people: the editor, and the plain form that asks for no script."""

from dataclasses import dataclass

from flask import Response, render_template

from graph_service.engine.library.shelf import THEMES
from graph_service.web.parameters import url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.sparql_examples import example_text, examples_by_theme

CONTOURS = "/map/contours/region.json"
"""Address of the contours (GeoJSON) to draw behind the map of an answer; empty: none is asked for."""

_FIRST = """PREFIX maillage: <https://w3id.org/maillage/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?region ?name (COUNT(?commune) AS ?communes) WHERE {
  ?commune a maillage:Commune ; maillage:region ?region .
  ?region rdfs:label ?name
}
GROUP BY ?region ?name
ORDER BY DESC(?communes)
"""
"""What is in the form at first: it has a number, so that a diagram can be seen of it."""


@dataclass(frozen=True)
class Sheet:
    """What the page shows."""

    text: str
    plain: bool
    """Whether the reader asked for the form without scripts."""
    example: str
    """Name of the question whose text is shown, if any."""


def editor_page() -> Response:
    """The page: `?editor=plain` leaves the scripts out, `?example=` begins with a question of the library."""
    parameters = url_parameters()
    name = parameters.one("example") or ""
    text = example_text(name, interface_language()) if name else _FIRST
    return page(Sheet(text, parameters.one("editor") == "plain", name))


def page(sheet: Sheet, status: int = 200, **values: object) -> Response:
    """The page with a query in its form, and an answer below it if there is one."""
    language = interface_language()
    examples = {"themes": examples_by_theme(), "titles": THEMES}
    said = {"sheet": sheet, "language": language, "contours": CONTOURS, **examples}
    written = render_template("sparql.html", **said, **values)
    response = Response(written, status, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept", "Accept-Language"))
    return response
