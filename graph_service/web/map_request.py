"""What a map shows, as its address tells it: a territory or a circle, a layer, what it is narrowed to."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import Circle
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.vocabulary import SHARED
from graph_service.web.map_layers import LAYERS, Layer
from graph_service.web.page_terms import day_of, short_territory, territory_iri, unknown
from graph_service.web.parameters import Parameters
from graph_service.web.question_rows import Values, as_of
from graph_service.web.search_request import around, flag, whole_facet

PARAMETERS = ("territory", "layer", "only", "near", "radius", "demonstration", "asOf", "version", "lang", "content")
"""Everything that a map takes."""


@dataclass(frozen=True)
class MapRequest:
    """One state of the map."""

    territory: str
    """IRI; empty: the whole country."""
    layer: Layer
    only: str
    """IRI of the concept that the layer is narrowed to; empty: all."""
    near: str
    """As it was typed."""
    radius: float
    circle: Circle | None
    demonstration: bool
    day: str
    version: int | None
    language: str
    """`?lang=`, where it was told."""

    @property
    def level(self) -> str:
        """The level of the territory; nothing for the whole country."""
        return self.territory.removeprefix(SHARED + "id/").partition("/")[0]

    @property
    def dated(self) -> bool:
        """Whether another day than today was asked for."""
        return self.day != as_of(None)

    def values(self) -> Values:
        """What every question of the library takes of it."""
        return {"asOf": self.day, "demonstration": "true" if self.demonstration else "false"}

    def address(self, page: str = "/map", **changes: str) -> str:
        """The address of this state, or of one that differs by a territory, a layer…"""
        pairs = {name: value for name, value in (self._told() | changes).items() if value}
        return f"{page}?{urlencode(pairs)}" if pairs else page

    def _told(self) -> dict[str, str]:
        return {
            "territory": short_territory(self.territory),
            "layer": self.layer.name if self.layer.name != DEFAULT else "",
            "only": self.only.rpartition("/")[2],
            "near": self.near,
            "radius": f"{self.radius:g}" if self.near and self.radius != _RADIUS else "",
            "demonstration": "true" if self.demonstration else "",
            "asOf": self.day if self.dated else "",
            "version": str(self.version or ""),
            "lang": self.language,
        }

    def whole_country(self) -> "MapRequest":
        """The same layer over the whole country."""
        return replace(self, territory="", near="", circle=None)


DEFAULT = "support"
_RADIUS = 20.0


def map_request(parameters: Parameters, index: SearchIndex) -> MapRequest:
    """The state that the parameters ask for.

    Raises:
        InvalidParameter, BadRequest: a name or a value that is none; the sentence names it and what it accepts.
    """
    for name, _ in parameters.pairs:
        if name not in PARAMETERS:
            raise unknown(name, PARAMETERS)
    layer = _layer(parameters.one("layer") or DEFAULT)
    only = parameters.one("only") or ""
    return MapRequest(
        territory=territory_iri(parameters.one("territory") or "", index),
        layer=layer,
        only=whole_facet(layer.narrows, only)[1] if only and layer.narrows else "",
        near=parameters.one("near") or "",
        radius=parameters.number("radius") or _RADIUS,
        circle=around(parameters, index),
        demonstration=flag(parameters.one("demonstration") or ""),
        day=day_of(parameters.one("asOf") or ""),
        version=parameters.whole("version"),
        language=parameters.one("lang") or "",
    )


def _layer(name: str) -> Layer:
    if name not in LAYERS:
        told = ", ".join(LAYERS)
        raise InvalidParameter(
            Text(
                f"« {name[:60]} » n’est pas une couche ; il y a : {told}.",
                f"“{name[:60]}” is no layer; there are: {told}.",
            )
        )
    return LAYERS[name]
