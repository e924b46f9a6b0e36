"""A state of the map, whole: where it is, what is counted below, what lies there, the drawing where no script runs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from graph_service.engine.contours import Geometry, contour, level_and_code
from graph_service.engine.search.answer import Found
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.versions.folder import DataFolder
from graph_service.web.coverage import Coverage, LocalRegister
from graph_service.web.features import point
from graph_service.web.map_counts import Count, Counts, counts_of, search_of
from graph_service.web.map_panel import FRANCE, Panel, PanelMaker
from graph_service.web.map_picture import Mark, Picture, picture
from graph_service.web.map_places import Place, above, below, place_of
from graph_service.web.map_request import MapRequest
from graph_service.web.search_answer import Wording, feature_collection

MOST = 500
"""Things shown as points; where there are more, their numbers stand for them."""

LISTED = 60
"""Things of the list."""

TONES = 5
"""Shades of a layer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A territory of the map and what is counted there."""

    place: Place
    count: Count
    told: str
    tone: str
    """Name of its shade: `t1` (least) to `t5`, `zero`, `unknown`, `local`."""
    address: str


@dataclass(frozen=True)
class MapView:
    """Everything that the page writes."""

    asked: MapRequest
    place: Place | None
    name: str
    crumbs: list[tuple[str, str]]
    """Name and address of what is around, the widest first."""
    parts: list[Part]
    counts: Counts
    found: Found | None
    """The things of the layer here; None where territories are what it shows."""
    things: list[dict[str, Any]]
    contours: bool
    """Whether contours are loaded."""
    maker: "MapMaker"

    @property
    def panel(self) -> Panel:
        """What is told of the territory; a program that reads the state does not ask for it."""
        return PanelMaker(self.asked, self.maker.index, self.maker.wording).of(self.place)

    @property
    def picture(self) -> Picture | None:
        """The drawing for those without script."""
        return self.maker.picture(self.parts, self.place, self.things)

    @property
    def version(self) -> int:
        """The version that the search counts."""
        return self.maker.index.version()

    @property
    def local(self) -> bool:
        """Whether it counts associations where they are in a local register."""
        register = LocalRegister(self.maker.index, self.asked.version)
        return (
            self.asked.layer.name == "associations"
            and self.place is not None
            and register.holds(self.place.iri, self.place.level, self.place.around)
        )

    @property
    def complete(self) -> bool:
        """Whether none means none: a directory says that it is complete here."""
        asked = self.asked
        coverage = Coverage.of(asked.layer.listed, asked.values(), self.maker.index, asked.version)
        return self.place is not None and coverage.covers(self.place.around)

    @property
    def elsewhere(self) -> int:
        """Things that lie in none of the parts: in a project territory, or in one wider than they are."""
        counted = sum(part.count.number for part in self.parts)
        return max(0, self.counts.total - counted) if self.parts and self.counts.exact else 0


class MapMaker:
    """Makes the map for one reader."""

    def __init__(self, asked: MapRequest, index: SearchIndex, folder: DataFolder, wording: Wording) -> None:
        self.asked = asked
        self.index = index
        self.folder = folder
        self.wording = wording

    def view(self) -> MapView:
        """The state that is asked for.

        Raises:
            NotFound: no such territory.
            Unavailable: the search is not made yet.
        """
        asked, tags = self.asked, self.wording.tags
        place = place_of(asked.territory, self.index, tags, asked.version) if asked.territory else None
        places = [] if asked.circle else below(asked.territory, asked.level, self.index, tags, asked.version)
        counts = counts_of(asked, places, self.index)
        parts = self._parts(places, counts)
        found = self.things()
        told = [self.wording.hit(hit) for hit in found.hits[:LISTED]] if found else []
        return MapView(
            asked=asked,
            place=place,
            name=place.name if place else FRANCE.to(self.wording.language),
            crumbs=self._crumbs(place),
            parts=parts,
            counts=counts,
            found=found,
            things=told,
            contours=self.folder.contours.exists(),
            maker=self,
        )

    def things(self) -> Found | None:
        """The things of the layer here, where it is made of things."""
        if self.asked.layer.question or self.asked.layer.name == "associations":
            return None
        search, _ = search_of(self.asked)
        return self.index.find(replace(search, size=MOST)) if search is not None else None

    def features(self, found: Found | None) -> dict[str, Any]:
        """The things as GeoJSON, where there are not too many to be points."""
        shown = found if found and found.total <= MOST else Found(0, 0, True, [], {})
        return feature_collection(shown, self.wording)

    def _parts(self, places: list[Place], counts: Counts) -> list[Part]:
        tones = _tones([count.number for count in counts.by_place.values() if count.state in ("counted", "partly")])
        return [self._part(place, counts.by_place[place.iri], tones) for place in places]

    def _part(self, place: Place, count: Count, tones: list[int]) -> Part:
        tone = count.state if count.state in ("unknown", "local") else _tone(count.number, tones)
        address = replace(self.asked, territory=place.iri).address()
        return Part(place, count, count.told(self.wording.language), tone, address)

    def _crumbs(self, place: Place | None) -> list[tuple[str, str]]:
        around = above(place, self.index, self.wording.tags, self.asked.version) if place else []
        crumbs = [(FRANCE.to(self.wording.language), self.asked.whole_country().address())] if place else []
        return crumbs + [(one.name, replace(self.asked, territory=one.iri).address()) for one in around]

    def picture(self, parts: list[Part], place: Place | None, things: list[dict[str, Any]]) -> Picture | None:
        """The drawing of the parts and the things."""
        marks = [*self._contours(parts), *_points(things)]
        own = contour(self.folder.contours, place.level, place.code) if place and not parts else None
        if own and place and place.level == "commune":
            around = (level_and_code(iri) for iri in place.around)
            drawn = [contour(self.folder.contours, *one) for one in around if one and one[0] == "epci"]
            return picture([Mark(place.name, own, "", "here"), *marks], [found for found in drawn if found])
        return picture(marks, [own] if own else ())

    def _contours(self, parts: list[Part]) -> Iterator[Mark]:
        for part in parts:
            drawn = contour(self.folder.contours, part.place.level, part.place.code)
            if drawn is not None:
                yield Mark(f"{part.place.name} : {part.told}", drawn, part.address, part.tone)


def geometries(places: list[Place], folder: DataFolder) -> list[dict[str, Any]]:
    """The contours of territories as GeoJSON features."""
    drawn: list[tuple[Place, Geometry | None]] = [
        (place, contour(folder.contours, place.level, place.code)) for place in places
    ]
    return [
        {"type": "Feature", "id": place.code, "geometry": geometry, "properties": {"name": place.name}}
        for place, geometry in drawn
        if geometry is not None
    ]


def _points(things: list[dict[str, Any]]) -> Iterator[Mark]:
    for one in things:
        if "latitude" in one:
            yield Mark(one["label"], point(one["latitude"], one["longitude"]), one.get("address", ""), "thing")


def _tones(numbers: list[int]) -> list[int]:
    """The least number of each shade: as many territories in each as their numbers allow."""
    told = sorted(number for number in numbers if number > 0)
    return sorted({told[len(told) * step // TONES] for step in range(TONES)}) if told else []


def _tone(number: int, tones: list[int]) -> str:
    if number == 0:
        return "zero"
    step = sum(number >= least for least in tones)
    return f"t{step + TONES - len(tones)}" if len(tones) < TONES else f"t{step}"
