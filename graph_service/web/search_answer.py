"""What a search answers, for programs: JSON and GeoJSON, names in the reader's language."""

from typing import Any

from flask import Response, request

from graph_service.engine.profile import short, superclasses, terms
from graph_service.engine.search.answer import Found, Hit
from graph_service.languages import Language
from graph_service.web.addresses import local_address
from graph_service.web.preferences import best_name
from graph_service.web.service import service

_LONGEST = 300
"""Characters of a label in an answer."""


class Wording:
    """The words of one reader."""

    def __init__(self, base: str, language: Language, tags: list[str]) -> None:
        self.base = base
        self.language = language
        self.tags = tags

    def value(self, iri: str, names: dict[str, dict[str, str]]) -> dict[str, Any]:
        """A kind, a concept or a territory."""
        found = {"iri": iri, "label": self.label(iri, names)}
        address = local_address(iri, self.base)
        return {**found, "address": address} if address else found

    def label(self, iri: str, names: dict[str, dict[str, str]]) -> str:
        """Its name in the graph, else in the model, else the short form of its IRI."""
        if iri in names:
            return best_name(names[iri], self.tags)[0]
        words = terms().get(iri)
        return words.to(self.language) if words else short(iri)

    def hit(self, hit: Hit) -> dict[str, Any]:
        """One result."""
        label, tag = best_name(hit.names, self.tags)
        told = {
            "iri": hit.iri,
            "address": local_address(hit.iri, self.base),
            "label": label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…",
            "language": tag,
            "kinds": [{"iri": kind, "label": self.label(kind, {})} for kind in closest(hit.kinds)],
            "summary": hit.summary,
            "latitude": hit.point and hit.point[0],
            "longitude": hit.point and hit.point[1],
            "position": hit.point and ("commune" if hit.nearby else "own"),
            "kilometres": hit.kilometres,
        }
        known = {name: value for name, value in told.items() if value not in (None, "")}
        return {**known, "fictitious": True} if hit.fictitious else known


def closest(kinds: tuple[str, ...]) -> list[str]:
    """The classes that are above none of the others."""
    above = {name for kind in kinds for name in superclasses(kind) if name != kind}
    return [kind for kind in kinds if kind not in above]


def document(found: Found, current: int, page: int, wording: Wording) -> dict[str, Any]:
    """The JSON answer."""
    return {
        "version": found.version,
        "behind": max(0, current - found.version),
        "total": found.total,
        "exact": found.exact,
        "page": page,
        "more": found.more,
        "facets": {
            facet: [{**wording.value(iri, found.names), "count": count} for iri, count in values]
            for facet, values in found.facets.items()
        },
        "results": [wording.hit(hit) for hit in found.hits],
    }


def feature_collection(found: Found, wording: Wording) -> dict[str, Any]:
    """The results that have a place, as GeoJSON (RFC 7946)."""
    features = []
    for hit in found.hits:
        if hit.point is not None:
            told = wording.hit(hit)
            kinds = " · ".join(kind["label"] for kind in told.pop("kinds"))
            point = {"type": "Point", "coordinates": [told.pop("longitude"), told.pop("latitude")]}
            properties = {**told, "kinds": kinds}
            features.append({"type": "Feature", "id": hit.iri, "geometry": point, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def finished(response: Response, version: int | None) -> Response:
    """The headers of an answer that the search gives: the version it was read in (none: the newest of the search)."""
    told = version or service().storage.search.version()
    behind = service().storage.folder.current_number() - told
    response.headers["Maillage-Version"] = str(told)
    response.headers["Cache-Control"] = "public, no-cache"
    if behind > 0 and not request.args.get("version"):
        response.headers["Maillage-Behind"] = str(behind)
    response.vary.add("Accept-Language")
    return response
