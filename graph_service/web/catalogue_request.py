"""A search of the catalogue: pooled things and documentary resources, with labels as a facet."""

from dataclasses import dataclass, replace

from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import FACETS, Search
from graph_service.vocabulary import ONTOLOGY
from graph_service.web.labels import labels_in_force
from graph_service.web.parameters import Parameters
from graph_service.web.question_rows import as_of
from graph_service.web.search_request import search_of

KINDS = (ONTOLOGY + "PooledThing", ONTOLOGY + "Resource")
"""What the catalogue holds, unless a narrower kind is asked for."""

SHOWN = 24
"""Cards of a page."""

MOST = 5_000
"""Things of an export: one that is cut says so."""

WATCHED = 60
"""Resources of a family that the watch shows: the newest."""

WATCH = ("legal-watch", "social-watch")
"""The families of documentary resources that keep watch."""

NARROWED = tuple(name for name in FACETS if name not in ("kind", "month", "activity"))
"""Facets that the catalogue shows."""


@dataclass(frozen=True)
class CatalogueRequest:
    """One view of the catalogue."""

    parameters: Parameters
    search: Search
    address: str
    """Query string of the view, without the page."""


def catalogue_request(parameters: Parameters, index: SearchIndex, *, size: int = SHOWN) -> CatalogueRequest:
    """The view that the parameters ask for.

    Raises:
        InvalidParameter, BadRequest: as a search.
    """
    asked = search_of(parameters, index)
    facets = asked.facets
    if not any(name == "kind" for name, _ in facets):
        facets = (*(("kind", kind) for kind in KINDS), *facets)
    labels = labels_in_force(as_of(None), demonstration=asked.demonstration, version=asked.version)
    kept = [(name, value) for name, value in parameters.pairs if name not in ("page", "limit") and value]
    if size == SHOWN and parameters.one("limit"):
        size = asked.size
    # A whole view has no pages.
    search = replace(asked, facets=facets, labels=labels, size=size, page=1 if size > 100 else asked.page)
    return CatalogueRequest(parameters, search, Parameters(kept).encoded())
