"""The small map of a thing: where it lies in its département, or the contour of a territory among its like."""

import pyoxigraph as ox

from graph_service.engine.contours import Geometry, contour, contours_of, departement_of, level_and_code
from graph_service.engine.descriptions import Description
from graph_service.vocabulary import ONTOLOGY, prefixes
from graph_service.web.features import Places, point_of
from graph_service.web.map_picture import Mark, Picture, picture

_LAT, _LONG = prefixes()["wgs84"] + "lat", prefixes()["wgs84"] + "long"
_PLACED = tuple(
    ox.NamedNode(iri)
    for iri in (ONTOLOGY + "commune", prefixes()["dct"] + "spatial", prefixes()["schema"] + "areaServed")
)
_WITHIN = ox.NamedNode(ONTOLOGY + "within")
_OVERSEAS = "06"
"""Codes of régions up to here lie overseas: they are not drawn behind those of Europe."""


def map_of(found: Description, name: str, places: Places) -> Picture | None:
    """The map, or None when nothing says where the thing lies or no contour is loaded."""
    folder = places.folder.contours
    here = level_and_code(found.thing.value)
    if here is not None:
        drawn = contour(folder, *here)
        return picture([Mark(name, drawn)], _around(found, *here, places)) if drawn else None
    commune = next((place[1] for place in _territories(found) if place[0] == "commune"), "")
    around = contour(folder, "departement", departement_of(commune)) if commune else None
    if around is None:
        wide = [drawn for level, code in _territories(found) if (drawn := contour(folder, level, code))]
        return picture([Mark(name, drawn) for drawn in wide], _europe(places)) if wide else None
    drawn = _own(found) or contour(folder, "commune", commune)
    return picture([Mark(name, drawn)], [around]) if drawn else None


def _around(found: Description, level: str, code: str, places: Places) -> list[Geometry]:
    """What stands around a territory: the départements that it is in, or the régions."""
    folder = places.folder.contours
    codes = [departement_of(code)] if level == "commune" else [
        place[1] for iri in _objects(found, _WITHIN) if (place := level_and_code(iri)) and place[0] == "departement"
    ]  # fmt: skip
    drawn = [contour(folder, "departement", one) for one in codes]
    return [geometry for geometry in drawn if geometry] or (_europe(places) if _in_europe(level, code) else [])


def _in_europe(level: str, code: str) -> bool:
    return not code.startswith("97") and (level != "region" or code > _OVERSEAS)


def _europe(places: Places) -> list[Geometry]:
    return contours_of(places.folder.contours, "region", lambda code: code > _OVERSEAS)


def _territories(found: Description) -> list[tuple[str, str]]:
    named = (level_and_code(iri) for predicate in _PLACED for iri in _objects(found, predicate))
    return [place for place in named if place is not None]


def _objects(found: Description, predicate: ox.NamedNode) -> list[str]:
    own = (triple for triple in found.own if triple.subject == found.thing and triple.predicate == predicate)
    return [triple.object.value for triple in own if isinstance(triple.object, ox.NamedNode)]


def _own(found: Description) -> Geometry | None:
    told = {t.predicate.value: str(getattr(t.object, "value", "")) for t in found.own if t.subject == found.thing}
    return point_of(told.get(_LAT, ""), told.get(_LONG, ""))
