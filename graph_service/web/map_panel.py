"""What a territory's panel tells: who supports there, who runs the network, what is shared and sought, in numbers."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from graph_service.engine.model.schemes import words_of
from graph_service.engine.search.answer import Found
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import LABEL, Search
from graph_service.languages import Language, Text, thousands
from graph_service.vocabulary import ONTOLOGY
from graph_service.web.addresses import local_address
from graph_service.web.coverage import UNKNOWN, Coverage, LocalRegister
from graph_service.web.labels import labels_in_force
from graph_service.web.map_layers import LAYERS
from graph_service.web.map_places import Place
from graph_service.web.map_request import MapRequest
from graph_service.web.page_terms import short_territory
from graph_service.web.question_rows import Row, Values, rows_of_question
from graph_service.web.search_answer import Wording

LEVELS = {
    "": Text("pays", "country"),
    "region": Text("région", "région"),
    "departement": Text("département", "département"),
    "epci": Text("intercommunalité", "EPCI"),
    "commune": Text("commune", "commune"),
}
FRANCE = Text("France", "France")
_SERVICES = 12
_KINDS = (
    ("SupportActor", Text("acteurs d’appui", "support actors")),
    ("PooledThing", Text("choses à partager", "things to share")),
    ("Resource", Text("ressources documentaires", "documentary resources")),
    ("Need", Text("besoins", "needs")),
    ("Offer", Text("offres", "offers")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A number and where it leads, or a thing and its page."""

    words: str
    told: str
    address: str = ""


@dataclass(frozen=True)
class Panel:
    """Everything that the panel's template writes."""

    name: str
    level: str
    address: str
    """Page of the territory; empty for the country."""
    counts: list[Line]
    pooled: list[Line]
    labels: list[Line]
    pair: list[Line]
    pair_known: bool
    """Whether a complete directory lists the pairs here, so that none means none."""
    services: list[Line]
    local: bool
    """Whether its associations are in the local register."""
    doors: list[Line]


class PanelMaker:
    """Makes the panel of a territory in the words of one reader."""

    def __init__(self, asked: MapRequest, index: SearchIndex, wording: Wording) -> None:
        self.asked = asked
        self.index = index
        self.wording = wording
        self.language: Language = wording.language
        self.labels = labels_in_force(asked.day, demonstration=asked.demonstration, version=asked.version)
        self._register = LocalRegister(index, asked.version)
        self._known: dict[str, Found] = {}

    def of(self, place: Place | None) -> Panel:
        """The panel of a territory, or of the whole country."""
        pair, known = self._pair(place) if place else ([], False)
        return Panel(
            name=place.name if place else FRANCE.to(self.language),
            level=LEVELS[place.level if place else ""].to(self.language),
            address=local_address(place.iri, "") if place else "",
            counts=self._counts(place),
            pooled=self._facet(place, "PooledThing", "pooling"),
            labels=self._facet(place, "SupportActor", LABEL),
            pair=pair,
            pair_known=known,
            services=self._services(place) if place else [],
            local=place is not None and self._register.holds(place.iri, place.level, place.around),
            doors=self._doors(place),
        )

    def _counts(self, place: Place | None) -> list[Line]:
        return [self._line(place, kind, words) for kind, words in _KINDS]

    def _line(self, place: Place | None, kind: str, words: Text) -> Line:
        found = self._found(place, kind)
        about = "" if found.exact else Text("environ ", "about ").to(self.language)
        told = about + thousands(found.total, self.language)
        if not found.total and not self._complete(place, kind):
            told = UNKNOWN.to(self.language)
        page = self._to("/search", **self._within(place), kind=kind) if found.total else ""
        return Line(words.to(self.language), told, page)

    def _complete(self, place: Place | None, kind: str) -> bool:
        """Whether a directory of such things says that it is complete there: only then is none told as none."""
        values, version = self.asked.values(), self.asked.version
        return place is not None and Coverage.of(ONTOLOGY + kind, values, self.index, version).covers(place.around)

    def _found(self, place: Place | None, kind: str) -> Found:
        """What the search finds of a kind there, asked once a panel."""
        if kind not in self._known:
            self._known[kind] = self.index.find(self._search(place, kind))
        return self._known[kind]

    def _facet(self, place: Place | None, kind: str, facet: str) -> list[Line]:
        found = self._found(place, kind)
        layer = next(layer for layer in LAYERS.values() if layer.narrows == facet)
        return [
            Line(
                self.wording.label(value, found.names),
                thousands(count, self.language),
                replace(self.asked, layer=layer, only=value, territory=place.iri if place else "").address(),
            )
            for value, count in found.facets.get(facet, ())
        ]

    def _search(self, place: Place | None, kind: str) -> Search:
        within = ((place.level, place.iri),) if place else ()
        asked = self.asked
        facets = (("kind", ONTOLOGY + kind), *within)
        return Search("", facets, demonstration=asked.demonstration, labels=self.labels, version=asked.version, size=1)

    def _pair(self, place: Place) -> tuple[list[Line], bool]:
        rows = rows_of_question("co-animation", self._values(place), self.asked.version).rows
        posts = {row["post"]: row.get("postLabel", "") for row in rows}
        bodies = {row["association"]: row["associationLabel"] for row in rows}
        delegate, animator = Text("délégué", "delegate"), Text("co-animateur", "co-animator")
        told = [self._thing(iri, name, delegate) for iri, name in posts.items()]
        told += [self._thing(iri, name, animator) for iri, name in bodies.items()]
        return told, self._complete(place, "CoAnimation")

    def _services(self, place: Place) -> list[Line]:
        rows = rows_of_question("services-covering", self._values(place), self.asked.version).rows
        narrowest: dict[str, Row] = {}
        for row in rows:
            narrowest.setdefault(row["service"], row)
        return [self._service(row) for row in list(narrowest.values())[:_SERVICES]]

    def _service(self, row: Row) -> Line:
        level = words_of(row.get("levelLabel", ""), self.language)
        told = " · ".join(filter(None, (row["providerLabel"], level, row["perimeterLabel"])))
        return Line(row["label"], told, local_address(row["service"], self.wording.base))

    def _thing(self, iri: str, name: str, role: Text) -> Line:
        return Line(name or iri.rpartition("/")[2], role.to(self.language), local_address(iri, self.wording.base))

    def _values(self, place: Place) -> Values:
        return {"territory": place.iri, **self.asked.values()}

    def _doors(self, place: Place | None) -> list[Line]:
        within = self._within(place)
        doors = [
            Line(Text("Catalogue", "Catalogue").to(self.language), "", self._to("/catalogue", **within)),
            Line(Text("Agenda", "Calendar").to(self.language), "", self._to("/agenda", **within)),
        ]
        if place and place.level == "commune":
            help_words = Text("Qui peut m’aider ici ?", "Who can help me here?").to(self.language)
            doors.append(Line(help_words, "", self._to("/who-can-help", commune=place.code)))
        if place:
            compare = Text("Comparer", "Compare").to(self.language)
            doors.append(Line(compare, "", self._to("/observatory/compare", place=short_territory(place.iri))))
        return doors

    def _within(self, place: Place | None) -> dict[str, str]:
        return {place.level: place.code} if place else {}

    def _to(self, page: str, **terms: str) -> str:
        """The address of another page, with what this map was asked beside."""
        asked = self.asked
        told = terms | {
            "demonstration": "true" if asked.demonstration else "",
            "version": str(asked.version or ""),
            "lang": asked.language,
        }
        query = urlencode({name: value for name, value in told.items() if value}, safe="/")
        return f"{page}?{query}" if query else page
