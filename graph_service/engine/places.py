"""The territories as this instance publishes them: communes and territories named in what people send."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Lock

from graph_service.engine.communes import CommuneIndex
from graph_service.engine.formats.ntriples import iri
from graph_service.engine.formats.sheets.places import UnknownPlaceError, UnresolvedError
from graph_service.engine.gazetteer import Gazetteer, by_name
from graph_service.engine.reads import Query, Reading
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.versions.record import GraphState, VersionRecord
from graph_service.languages import Text
from graph_service.media_types import CSV
from graph_service.vocabulary import ONTOLOGY, prefixes

Rows = list[list[str]]
_PREFIXES = f"PREFIX m: <{ONTOLOGY}> PREFIX rdfs: <{prefixes()['rdfs']}> PREFIX dct: <{prefixes()['dct']}> "
_KINDS = "VALUES ?kind { m:Commune m:Epci m:Departement m:Region m:OverseasCollectivity } ?place a ?kind ."
_LABELS = f"SELECT ?place ?name WHERE {{ {_KINDS} ?place rdfs:label ?name }}"
_FULL_NAMES = f"SELECT ?place ?name WHERE {{ {_KINDS} ?place m:nameWithArticle ?name }}"
_PARENTS = "SELECT ?place ?parent WHERE { ?place a m:Commune ; m:departement|m:overseasCollectivity ?parent }"
_POSTCODES = "SELECT ?postcode ?place WHERE { ?place a m:Commune ; m:postcode ?postcode }"
_DISTRICTS = "SELECT ?code ?place WHERE { ?part a m:ArrondissementMunicipal ; m:inseeCode ?code ; m:commune ?place }"
_PARTS = """SELECT ?code ?place WHERE {
  VALUES ?kind { m:CommuneDeleguee m:CommuneAssociee } ?part a ?kind ; m:inseeCode ?code ; m:commune ?place }"""
_SUCCESSORS = """SELECT ?code ?place WHERE {
  ?old a m:AbolishedCommune ; m:inseeCode ?code ; dct:isReplacedBy ?place }"""
_GRAPH = "/graph/source/territories"
_CODED = ("commune", "departement", "epci", "collectivite-outre-mer")
_NONE = Text(
    "aucun territoire n’est publié ici : demandez à qui tient ce service de charger les territoires",
    "no territory is published here: ask whoever runs this service to load the territories",
)
_ADVICE = Text(
    "donnez son code (INSEE, SIREN d’un EPCI) ou son nom exact, avec le code postal ou le département pour une commune",
    "give its code (INSEE, SIREN of an EPCI) or its exact name, with the postcode or the département for a commune",
)


class PublishedPlaces:
    """The places of the published graph of territories, read once for each state of it."""

    def __init__(self, storage: EmbeddedStorage) -> None:
        self._storage = storage
        self._lock = Lock()
        self._state: dict[str, GraphState] = {}
        self._gazetteer: Gazetteer | None = None

    def commune(self, insee: str, name: str, postcode: str, departement: str) -> tuple[str | None, Text | None]:
        """A commune, and how it was found when not by its code; None if nothing was written.

        Raises:
            UnresolvedError: what was written names no published commune, or several.
        """
        with _advised():
            return self.gazetteer().commune(insee, name, postcode, departement)

    def territory(self, written: str) -> str:
        """A territory by its code, or by its name if only one bears it.

        Raises:
            UnresolvedError: none, or several.
        """
        with _advised():
            return self.gazetteer().territory(written)

    def gazetteer(self) -> Gazetteer:
        """The names and codes of the published version.

        Raises:
            UnresolvedError: no territory is published.
        """
        record = self._storage.version()
        # Every contribution makes a version, and hardly any of them changes the territories.
        state = {name: graph for name, graph in record.graphs.items() if name.endswith(_GRAPH) and graph.count}
        if not state:
            raise UnresolvedError(_NONE)
        with self._lock:
            if self._gazetteer is None or state != self._state:
                self._gazetteer, self._state = self._read(record, tuple(state)), state
            return self._gazetteer

    def _read(self, record: VersionRecord, graphs: tuple[str, ...]) -> Gazetteer:
        def rows(text: str) -> Rows:
            query = Query(_PREFIXES + text, CSV, None, default_graphs=graphs, version=record.number)
            answer = self._storage.query(query, Reading())
            return list(csv.reader(StringIO(answer.data.decode(), newline="")))[1:]

        labels = rows(_LABELS)
        return Gazetteer(
            communes=CommuneIndex(
                names={_code(place): name for place, name in labels if _kind(place) == "commune"},
                districts={code: _code(place) for code, place in rows(_DISTRICTS)},
                parts={code: _code(place) for code, place in rows(_PARTS)},
                successors=_grouped(rows(_SUCCESSORS)),
                by_postcode=_grouped(rows(_POSTCODES)),
            ),
            names=by_name((name, iri(place)) for place, name in labels + rows(_FULL_NAMES)),
            codes={_code(place): iri(place) for place, _ in labels if _kind(place) in _CODED},
            regions=frozenset(_code(place) for place, _ in labels if _kind(place) == "region"),
            departements={iri(place): iri(parent) for place, parent in rows(_PARENTS)},
        )


def _kind(place: str) -> str:
    return place.rsplit("/", 2)[-2]


def _code(place: str) -> str:
    return place.rpartition("/")[2]


def _grouped(rows: Iterable[list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    # Sorted here: the engine takes a second to put as many addresses in order.
    for key, place in sorted(rows):
        found[key].append(_code(place))
    return dict(found)


@contextmanager
def _advised() -> Iterator[None]:
    """Say what to do where nothing was found."""
    try:
        yield
    except UnknownPlaceError as error:
        why = error.reason
        raise UnresolvedError(Text(f"{why.fr} ; {_ADVICE.fr}", f"{why.en}; {_ADVICE.en}")) from None
