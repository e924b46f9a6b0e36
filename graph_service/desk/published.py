"""What the desk reads in the published graph: who speaks of a thing, where it lies, who answers for it."""

import time
from collections.abc import Iterable

import pyoxigraph as ox

from graph_service.engine.answer import Answer
from graph_service.engine.library.binding import Term, bind
from graph_service.engine.reads import Query, Reading
from graph_service.engine.store import Storage
from graph_service.errors import Busy, TooManyRequests
from graph_service.languages import Language
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import SHARED, prefixes

_PREFIXES = "".join(
    f"PREFIX {name}: <{prefixes()[name]}>\n" for name in ("maillage", "rdfs", "org", "dct", "vf", "schema", "adms")
)
_SPEAKING = """SELECT DISTINCT ?thing ?graph WHERE {
  VALUES ?thing { <urn:x> }
  GRAPH ?graph { ?thing ?property ?value }
}"""
_AREAS = """SELECT DISTINCT ?place ?area WHERE {
  VALUES ?place { <urn:x> }
  ?place maillage:within* ?area
}"""
_PLACES = """SELECT DISTINCT ?place WHERE {
  VALUES ?thing { <urn:x> }
  { ?thing maillage:commune ?place } UNION { ?thing dct:spatial ?place } UNION { ?thing schema:areaServed ?place }
  UNION { ?thing vf:eligibleLocation ?place }
  UNION { ?thing maillage:owner/maillage:commune ?place } UNION { ?thing vf:provider/maillage:commune ?place }
}"""
_NETWORKS = """SELECT DISTINCT ?network WHERE {
  VALUES ?thing { <urn:x> }
  ?thing org:memberOf+ ?network
}"""
_NAMES = """SELECT ?thing ?name (LANG(?name) AS ?tag) WHERE {
  VALUES ?thing { <urn:x> }
  ?thing rdfs:label ?name
}"""
_OWNERS = """SELECT ?thing ?owner WHERE {
  VALUES ?thing { <urn:x> }
  VALUES ?property {
    maillage:owner vf:provider vf:receiver schema:provider schema:organizer dct:creator maillage:raisedBy
    maillage:funder
  }
  ?thing ?property ?owner
}"""
_TYPES = "SELECT ?thing ?kind WHERE { VALUES ?thing { <urn:x> } ?thing a ?kind }"
_KIND_OF_ACTOR = f"""SELECT ?kind WHERE {{
  VALUES ?thing {{ <urn:x> }}
  OPTIONAL {{ ?thing org:classification ?told }}
  OPTIONAL {{ ?thing a maillage:Association BIND (<{SHARED}scheme/actor-kind/association> AS ?default) }}
  BIND (COALESCE(?told, ?default) AS ?kind)
}}"""
_LEGAL = """SELECT ?property ?value WHERE {
  VALUES ?thing { <urn:x> }
  ?thing ?property ?value
}"""


_PATIENCE, _PAUSE = 10.0, 0.05
"""Seconds for which a question of the desk waits for a reader, and between two tries."""


class Published:
    """The published version, as the desk asks it."""

    def __init__(self, storage: Storage, base: str) -> None:
        self.storage = storage
        self.base = base

    def rows(self, text: str, **terms: Iterable[str]) -> list[dict[str, str]]:
        """The rows of one of the desk's own questions, values as text, about IRIs."""
        bound: dict[str, list[Term]] = {name: [ox.NamedNode(iri) for iri in iris] for name, iris in terms.items()}
        if not all(bound.values()):
            return []
        query = Query(_PREFIXES + bind(text, bound), JSON, N_TRIPLES)
        found = self._answer(query).rows()
        return [{name: cell["value"] for name, cell in row.items()} for row in found]

    def _answer(self, query: Query) -> Answer:
        """The answer, waited for while the readers are taken: the desk is not refused in its own house."""
        patience = time.monotonic() + _PATIENCE
        while True:
            try:
                return self.storage.query(query, Reading())
            except (Busy, TooManyRequests):
                if time.monotonic() > patience:
                    raise
                time.sleep(_PAUSE)

    def graphs(self, things: Iterable[str]) -> dict[str, list[str]]:
        """The graphs that speak of each thing."""
        found: dict[str, list[str]] = {}
        for row in self.rows(_SPEAKING, thing=things):
            found.setdefault(row["thing"], []).append(row["graph"])
        return found

    def areas(self, places: Iterable[str]) -> list[str]:
        """The territories that hold these, themselves among them."""
        given = list(places)
        return list(dict.fromkeys([*given, *(row["area"] for row in self.rows(_AREAS, place=given))]))

    def networks(self, organisation: str | None) -> list[str]:
        """The networks that an organisation is a member of, directly or not."""
        return [row["network"] for row in self.rows(_NETWORKS, thing=[organisation] if organisation else [])]

    def areas_by_place(self, places: Iterable[str]) -> dict[str, set[str]]:
        """The territories that hold each of these, itself among them."""
        given = list(dict.fromkeys(places))
        found: dict[str, set[str]] = {place: {place} for place in given}
        for row in self.rows(_AREAS, place=given):
            found[row["place"]].add(row["area"])
        return found

    def places(self, things: Iterable[str]) -> list[str]:
        """Where published things lie, or those who answer for them."""
        return [row["place"] for row in self.rows(_PLACES, thing=things)]

    def names(self, things: Iterable[str], language: Language = "fr") -> dict[str, str]:
        """A name of each: in a language if it has one there, else in French, else in whichever it has."""
        rows = sorted(self.rows(_NAMES, thing=things), key=lambda row: row["tag"] in (language, "fr"))
        rows.sort(key=lambda row: row["tag"] == language)
        return {row["thing"]: row["name"] for row in rows}

    def owner(self, thing: str) -> str | None:
        """The organisation that answers for a published thing."""
        return next((row["owner"] for row in self.rows(_OWNERS, thing=[thing])), None)

    def types(self, thing: str) -> list[str]:
        """Its classes."""
        return [row["kind"] for row in self.rows(_TYPES, thing=[thing])]

    def actor_kind(self, organisation: str) -> str | None:
        """The kind of actor that an organisation is; an association of a register that tells none is an association."""
        return next((row["kind"] for row in self.rows(_KIND_OF_ACTOR, thing=[organisation]) if "kind" in row), None)

    def said(self, thing: str) -> list[tuple[str, str]]:
        """Everything published of a thing: (property, value as text)."""
        return [(row["property"], row["value"]) for row in self.rows(_LEGAL, thing=[thing])]

    def etag(self, graph: str) -> str | None:
        """The validator of a graph as it is published; None if it is not."""
        state = self.storage.version().graphs.get(graph)
        return f"{state.digest:064x}"[:32] if state is not None and state.count else None
