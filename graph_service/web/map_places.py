"""The territories as a map walks them: what is above one, what is directly below."""

from dataclasses import dataclass

from graph_service.engine.contours import level_and_code
from graph_service.engine.search.answer import Hit
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import Search
from graph_service.errors import NotFound
from graph_service.languages import Text, folded
from graph_service.vocabulary import ONTOLOGY, SHARED
from graph_service.web.preferences import best_name

BELOW = {"": "region", "region": "departement", "departement": "epci", "epci": "commune", "commune": ""}
"""Level → the one that divides it on the map."""

_CLASSES = {"region": "Region", "departement": "Departement", "epci": "Epci", "commune": "Commune"}
_ORDER = ("region", "departement", "epci", "commune")
_MOST = 1_000
"""Territories directly below one: more than the largest EPCI has communes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A territory of the map."""

    iri: str
    level: str
    code: str
    name: str
    point: tuple[float, float] | None
    """Latitude and longitude in degrees."""
    around: tuple[str, ...]
    """The territories that it is in, itself included."""


def place_of(iri: str, index: SearchIndex, tags: list[str], version: int | None) -> Place:
    """A territory.

    Raises:
        NotFound: the graph has no such territory.
    """
    found = index.known([iri], version).get(iri)
    if found is None or level_and_code(iri) is None:
        raise unknown_territory(iri)
    return _place(found, tags)


def unknown_territory(iri: str) -> NotFound:
    """The refusal of a territory that the graph does not have."""
    told = iri.removeprefix(SHARED + "id/")[:80]
    return NotFound(
        Text(
            f"« {told} » n’est pas dans le graphe : donnez un code présent, par exemple departement/35.",
            f"“{told}” is not in the graph: give a code that it has, such as departement/35.",
        )
    )


def above(place: Place, index: SearchIndex, tags: list[str], version: int | None) -> list[Place]:
    """The territories around one, the widest first, one a level."""
    known = index.known([iri for iri in place.around if level_and_code(iri)], version)
    places = sorted((_place(hit, tags) for iri, hit in known.items() if iri != place.iri), key=lambda one: one.code)
    by_level = {one.level: one for one in reversed(places)}
    wider = _ORDER[: _ORDER.index(place.level)]
    return [by_level[level] for level in wider if level in by_level]


def below(iri: str, level: str, index: SearchIndex, tags: list[str], version: int | None) -> list[Place]:
    """The territories that divide one (nothing: the whole country), by name."""
    under = BELOW[level]
    if not under:
        return []
    within = ((level, iri),) if iri else ()
    if under == "epci":
        # An EPCI may lie in several départements: those that have communes here.
        communes = Search(facets=(("kind", ONTOLOGY + "Commune"), *within), version=version)
        hits = list(index.known(index.tally(communes, under).counts, version).values())
        return sorted((_place(hit, tags) for hit in hits), key=lambda place: folded(place.name))
    found = index.find(Search(facets=(("kind", ONTOLOGY + _CLASSES[under]), *within), version=version, size=_MOST))
    return [_place(hit, tags) for hit in found.hits]


def _place(hit: Hit, tags: list[str]) -> Place:
    level, code = level_and_code(hit.iri) or ("", "")
    return Place(hit.iri, level, code, best_name(hit.names, tags)[0], hit.point, hit.around)
