"""What a layer counts in each territory, and where nothing can be counted: an absence is one only where a directory is
complete."""

from dataclasses import dataclass
from typing import Literal

from graph_service.engine.search.answer import Tally
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import LABEL, Labels, Search
from graph_service.languages import Language, Text, thousands
from graph_service.vocabulary import ONTOLOGY, SHARED
from graph_service.web.labels import labels_in_force
from graph_service.web.map_layers import LOCAL_REGISTER, Layer
from graph_service.web.map_places import Place
from graph_service.web.map_request import MapRequest
from graph_service.web.question_rows import rows_of_question

State = Literal["counted", "unknown", "local", "partly"]
_MARK = "row"
"""Name under which the rows of a question are counted by the search, as if they bore a label."""

_UNKNOWN = Text("non renseigné", "not known")
_LOCAL = Text("registre local, non couvert", "local register, not covered")
_PARTLY = Text("renseigné en partie", "known in part")


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted in one territory."""

    number: int
    state: State
    exact: bool

    def told(self, language: Language) -> str:
        """As a reader reads it."""
        if self.state in ("unknown", "local"):
            return (_UNKNOWN if self.state == "unknown" else _LOCAL).to(language)
        about = "" if self.exact else Text("environ ", "about ").to(language)
        partly = f" ({_PARTLY.to(language)})" if self.state == "partly" else ""
        return f"{about}{thousands(self.number, language)}{partly}"


@dataclass(frozen=True)
class Coverage:
    """Where the directories of a layer say they are complete."""

    territories: frozenset[str]
    inside: frozenset[str]
    """Everything that surrounds one of these territories: known in part."""

    @classmethod
    def of(cls, asked: MapRequest, index: SearchIndex) -> "Coverage":
        """The coverage of the layer asked for."""
        values: dict[str, str | list[str]] = {"asOf": asked.day, "demonstration": _flag(asked)}
        rows = rows_of_question("complete-directories", values, asked.version).rows
        complete = frozenset(row["territory"] for row in rows if row["kind"] == asked.layer.listed)
        hits = index.known(complete, asked.version).values()
        return cls(complete, frozenset(iri for hit in hits for iri in hit.around) - complete)

    def covers(self, place: Place) -> bool:
        """Whether nothing is missing in a territory."""
        return not self.territories.isdisjoint(place.around)


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
    level = places[0].level if places else ""
    tally = index.tally(search, level) if search is not None else Tally(0, 0, True, {})
    coverage = Coverage.of(asked, index)
    counted = {place.iri: _count(place, asked.layer, tally, coverage) for place in places}
    total = sum(count.number for count in counted.values()) if asked.layer.question else tally.total
    return Counts(total, tally.exact, counted, refusal)


def search_of(asked: MapRequest) -> tuple[Search | None, Text | None]:
    """What the search is asked for a layer, or the sentence that tells why its question was not answered."""
    layer, within = asked.layer, ((asked.level, asked.territory),) if asked.territory else ()
    # A perimeter may reach beyond the territory: its parts tell which are of it.
    within = () if layer.question and not layer.missing else within
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
    values: dict[str, str | list[str]] = {"asOf": asked.day, "demonstration": _flag(asked)}
    if asked.layer.missing:
        if not asked.territory:
            return LayerRows([], Text("Choisissez une région pour compter.", "Choose a région to count."))
        values["territory"] = asked.territory
    found = rows_of_question(asked.layer.question, values, asked.version, 40_000)
    column = "commune" if asked.layer.missing else "perimeter"
    return LayerRows([row[column] for row in found.rows], found.refusal)


def _count(place: Place, layer: Layer, tally: Tally, coverage: Coverage) -> Count:
    number = tally.counts.get(place.iri, 0)
    if layer.listed == ONTOLOGY + "Association" and is_local(place):
        return Count(number, "local", tally.exact)
    if coverage.covers(place):
        return Count(number, "counted", tally.exact)
    if layer.missing:
        return Count(number, "partly" if place.iri in coverage.inside else "unknown", tally.exact)
    return Count(number, "counted" if number else "unknown", tally.exact)


def is_local(place: Place) -> bool:
    """Whether a territory lies in a département whose associations are in a register of their own."""
    return any(f"{SHARED}id/departement/{code}" in place.around for code in LOCAL_REGISTER)


def _flag(asked: MapRequest) -> str:
    return "true" if asked.demonstration else "false"
