"""A search as a page: its form, its results, and each facet's value as a link that narrows or widens."""

from dataclasses import dataclass
from typing import Any

from graph_service.engine.search.answer import Found
from graph_service.engine.search.request import FACETS, MONTH
from graph_service.languages import Text
from graph_service.web.parameters import Parameters
from graph_service.web.search_answer import Wording
from graph_service.web.search_request import whole_facet

TITLES = {
    "kind": Text("Nature", "Kind"),
    "type": Text("Type", "Type"),
    "theme": Text("Thème", "Theme"),
    "activity": Text("Activité (WALDEC)", "Activity (WALDEC)"),
    "pooling": Text("Ce qui se mutualise", "What is pooled"),
    "terms": Text("Conditions", "Terms"),
    "accessibility": Text("Accessibilité", "Accessibility"),
    "skill": Text("Compétence", "Skill"),
    "family": Text("Famille", "Family"),
    "scale": Text("Échelle", "Scale"),
    "reach": Text("Portée", "Reach"),
    "label": Text("Label", "Label"),
    "circle": Text("Cercle de producteurs", "Circle of producers"),
    "size": Text("Taille de la commune", "Size of the commune"),
    "region": Text("Région", "Région"),
    "departement": Text("Département", "Département"),
    "epci": Text("Intercommunalité", "EPCI"),
    "commune": Text("Commune", "Commune"),
    "territory": Text("Autres territoires", "Other territories"),
    "month": Text("Mois", "Month"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    label: str
    count: int
    address: str
    """Query string of the search with it, or without it if it is chosen."""
    chosen: bool


@dataclass(frozen=True)
class View:
    """Everything the template writes."""

    words: str
    kept: list[tuple[str, str]]
    """Parameters that the form keeps beside its own."""
    near: str
    radius: str
    told: dict[str, Any]
    facets: list[tuple[str, list[Choice]]]
    chosen: list[Choice]
    address: str
    """Query string of this search, without the page."""
    start: int
    """Rank of the first result shown."""
    refusal: str = ""
    """What is wrong with what was typed."""


_OWN = ("q", "near", "radius", "page")


def page_of(told: dict[str, Any], found: Found, parameters: Parameters, wording: Wording, start: int) -> View:
    """The page of an answer."""
    facets = [
        (TITLES[facet].to(wording.language), [_choice(facet, value, parameters) for value in told["facets"][facet]])
        for facet in FACETS
        if facet in told["facets"] and facet != MONTH
    ]
    given = [(name, value) for name, value in parameters.pairs if name in FACETS and value]
    return View(
        words=parameters.one("q") or "",
        kept=[(name, value) for name, value in parameters.pairs if name not in _OWN and value],
        near=parameters.one("near") or "",
        radius=parameters.one("radius") or "20",
        told=told,
        facets=facets,
        chosen=[
            Choice(_label(name, value, found, wording), 0, _without(parameters, name, value), True)
            for name, value in given
        ],
        address=Parameters([(n, v) for n, v in parameters.pairs if n != "page" and v]).encoded(),
        start=start,
    )


def refused(sentence: str, parameters: Parameters) -> View:
    """The form as it was filled, and why it cannot be answered."""
    nothing: dict[str, Any] = {
        "total": 0,
        "exact": True,
        "page": 1,
        "results": [],
        "behind": 0,
        "version": 0,
        "more": False,
    }
    kept = [(name, value) for name, value in parameters.pairs if name not in _OWN and value]
    first = {name: next(iter(parameters.all(name)), "") for name in _OWN}
    return View(first["q"], kept, first["near"], first["radius"] or "20", nothing, [], [], "", 1, sentence)


def _label(name: str, value: str, found: Found, wording: Wording) -> str:
    return wording.label(whole_facet(name, value)[1], found.names)


def _choice(facet: str, value: dict[str, Any], parameters: Parameters) -> Choice:
    given = next((v for n, v in parameters.pairs if n == facet and v and whole_facet(n, v)[1] == value["iri"]), None)
    chosen = given is not None
    kept = _without(parameters, facet, given or "")
    more = Parameters([(facet, value["iri"])]).encoded()
    return Choice(value["label"], value["count"], kept if chosen else f"{kept}&{more}".lstrip("&"), chosen)


def _without(parameters: Parameters, name: str, value: str) -> str:
    pairs = [(n, v) for n, v in parameters.pairs if (n, v) != (name, value) and n != "page" and v]
    return Parameters(pairs).encoded()
