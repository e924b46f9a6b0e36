"""What a layer counts in each territory, and where nothing can be counted: an absence is one only where a directory is
complete."""

from dataclasses import dataclass
from typing import Literal

from graph_service.engine.search.answer import Tally
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import LABEL, Labels, Search
from graph_service.languages import Language, Text, thousands
from graph_service.vocabulary import ONTOLOGY
from graph_service.web.coverage import NOT_COVERED, PARTLY, UNKNOWN, Coverage, LocalRegister
from graph_service.web.labels import labels_in_force
from graph_service.web.map_layers import Layer
from graph_service.web.map_places import Place
from graph_service.web.map_request import MapRequest
from graph_service.web.question_rows import rows_of_question

State = Literal["counted", "unknown", "local", "partly"]
_MARK = "row"
"""Name under which the rows of a question are counted by the search, as if they bore a label."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted in one territory."""

    number: int
    state: State
    exact: bool

    def told(self, language: Language) -> str:
        """As a reader reads it."""
        if self.state in ("unknown", "local"):
            return (UNKNOWN if self.state == "unknown" else NOT_COVERED).to(language)
        about = "" if self.exact else Text("environ ", "about ").to(language)
        partly = f" ({PARTLY.to(language)})" if self.state == "partly" else ""
        return f"{about}{thousands(self.number, language)}{partly}"


@dataclass(frozen=True)
class Counts:
    """The counts of the territories of a map."""

    total: int
    exact: bool
    by_place: dict[str, Count]
    refusal: Text | None = None


def counts_of(asked: MapRequest, places: list[Place], index: SearchIndex) -> Counts:
    """The layer's counts in each of the territories."""
    search, refusal = search_of(asked)
    if search is None:
        # Not counted: nothing is known here, and nothing is zero.
        return Counts(0, True, {place.iri: Count(0, "unknown", True) for place in places}, refusal)
    level = places[0].level if places else asked.level
    tally = index.tally(search, level)
    coverage, local = (
        Coverage.of(asked.layer.listed, asked.values(), index, asked.version),
        LocalRegister(index, asked.version),
    )
    counted = {place.iri: _count(place, asked.layer, tally, coverage, local) for place in places}
    beyond = asked.layer.question and not asked.layer.missing and places and not asked.circle
    total = sum(count.number for count in counted.values()) if beyond else tally.total
    return Counts(total, tally.exact, counted, refusal)


def search_of(asked: MapRequest) -> tuple[Search | None, Text | None]:
    """What the search is asked for a layer, or the sentence that tells why its question was not answered."""
    layer, within = asked.layer, ((asked.level, asked.territory),) if asked.territory else ()
    # A perimeter may reach beyond the territory: its parts tell which are of it. A commune has none.
    within = () if layer.question and not layer.missing and asked.level != "commune" else within
    labels: Labels = ()
    narrowed: tuple[tuple[str, str], ...] = ((layer.narrows, asked.only),) if asked.only else ()
    if layer.question:
        found = rows_of_layer(asked)
        if found.refusal is not None:
            return None, found.refusal
        labels, narrowed = ((_MARK, tuple(found.iris)),), ((LABEL, _MARK),)
    elif layer.narrows == LABEL:
        labels = labels_in_force(asked.day, demonstration=asked.demonstration, version=asked.version)
    facets = (*layer.facets, *narrowed, *within)
    shown = asked.demonstration or bool(layer.question)
    return Search("", facets, asked.circle, demonstration=shown, labels=labels, version=asked.version), None


@dataclass(frozen=True)
class LayerRows:
    """The territories that a question of the library answers for a layer."""

    iris: list[str]
    refusal: Text | None = None


def rows_of_layer(asked: MapRequest) -> LayerRows:
    """The rows of the layer's question; one that takes a territory is not asked for the whole country."""
    values = asked.values()
    if asked.layer.missing:
        if not asked.territory:
            return LayerRows([], Text("Choisissez une région pour compter.", "Choose a région to count."))
        values["territory"] = asked.territory
    found = rows_of_question(asked.layer.question, values, asked.version, 40_000)
    column = "commune" if asked.layer.missing else "perimeter"
    return LayerRows([row[column] for row in found.rows], found.refusal)


def _count(place: Place, layer: Layer, tally: Tally, coverage: Coverage, local: LocalRegister) -> Count:
    number = tally.counts.get(place.iri, 0)
    if layer.listed == ONTOLOGY + "Association" and local.holds(place.iri, place.level, place.around):
        return Count(number, "local", tally.exact)
    if coverage.covers(place.around):
        return Count(number, "counted", tally.exact)
    if layer.missing:
        return Count(number, "partly" if place.iri in coverage.inside else "unknown", tally.exact)
    return Count(number, "counted" if number else "unknown", tally.exact)
