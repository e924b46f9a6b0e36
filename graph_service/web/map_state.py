"""A state of the map as JSON: what the page's script draws, and programs read."""

from typing import Any

from graph_service.engine.search.documents import level_of
from graph_service.web.map_places import BELOW
from graph_service.web.map_view import MapMaker, MapView, Part
from graph_service.web.page_terms import short_territory


def state_of(view: MapView, maker: MapMaker) -> dict[str, Any]:
    """The state: where it is, the territories below with their counts, the things as GeoJSON."""
    asked = view.asked
    level = BELOW[asked.level]
    return {
        "version": asked.version or maker.index.version(),
        "layer": asked.layer.name,
        "territory": asked.territory,
        "name": view.name,
        "level": asked.level,
        "below": level,
        "address": asked.address(),
        "parent": view.crumbs[-1][1] if view.crumbs else "",
        "contours": _contours(view) if view.contours else "",
        "own": view.place.code if view.place else "",
        "total": view.counts.total,
        "exact": view.counts.exact,
        "refusal": view.counts.refusal.to(maker.wording.language) if view.counts.refusal else "",
        "near": asked.circle and [asked.circle.lat, asked.circle.long, asked.circle.kilometres],
        "parts": [_part(part) for part in view.parts],
        "things": maker.features(view.found),
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "code": part.place.code,
        "iri": part.place.iri,
        "name": part.place.name,
        "point": part.place.point,
        "count": part.count.number if part.count.state in ("counted", "partly") else None,
        "told": part.told,
        "tone": part.tone,
        "address": part.address,
    }


def _contours(view: MapView) -> str:
    """Where the contours to draw are: of what is below, or around a circle the EPCI of the département it is in."""
    territory = _departement(view) if view.asked.circle else view.asked.territory
    if level_of(territory) == "commune":
        # A commune is shown among those of its EPCI.
        territory = next((iri for iri in view.place.around if level_of(iri) == "epci"), "") if view.place else ""
        if not territory:
            return ""
    level = BELOW[level_of(territory)]
    within = f"?within={short_territory(territory)}" if territory else ""
    return f"/map/contours/{level}.json{within}" if level else ""


def _departement(view: MapView) -> str:
    around = (iri for hit in (view.found.hits if view.found else ()) for iri in hit.around)
    return next((iri for iri in around if level_of(iri) == "departement"), "")
