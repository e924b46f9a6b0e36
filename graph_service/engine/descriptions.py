"""What the graph says of one thing: its statements and parts, names of what is met, what points at it, its graphs.

Concise bounded descriptions, made longer by what a reader expects (W3C submission CBD, 2005, section 5); every list is
bounded, what points at the thing is paged.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from graph_service.engine.library.binding import bind
from graph_service.engine.reads import Query, Reading
from graph_service.engine.store import Storage
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import ONTOLOGY, prefixes

MOST_STATEMENTS = 5_000
PAGE = 100
"""Statements that point at a thing, on one page."""

_USED = ("dcat", "dct", "foaf", "maillage", "prov", "rdf", "rdfs", "skos")
# Only those that are used: the guard reads every text, ours too.
_PREFIXES = "".join(f"PREFIX {name}: <{prefixes()[name]}>\n" for name in _USED)
_THING = "VALUES ?thing { <urn:x-maillage:thing> }"
# A sub-select is evaluated before what surrounds it, so each names its thing itself.
_OWN = f"""{_PREFIXES}CONSTRUCT {{ ?subject ?property ?value }} WHERE {{
  {{ SELECT ?subject ?property ?value WHERE {{
    {_THING}
    {{ ?thing ?property ?value BIND (?thing AS ?subject) }}
    UNION
    {{ ?thing ?any ?part FILTER (isIRI(?part) && STRSTARTS(STR(?part), CONCAT(STR(?thing), "#")))
       ?part ?property ?value BIND (?part AS ?subject) }}
  }} LIMIT {MOST_STATEMENTS} }}
}}"""
_INCOMING = f"""{_PREFIXES}CONSTRUCT {{ ?source ?property ?thing }} WHERE {{
  {{ SELECT ?thing ?source ?property WHERE {{
    {_THING}
    ?source ?property ?thing FILTER (!STRSTARTS(STR(?source), CONCAT(STR(?thing), "#")))
  }} LIMIT PAGE_SIZE OFFSET PAGE_START }}
}}"""
_NAMED = f"""{_PREFIXES}CONSTRUCT {{ ?thing ?property ?name }} WHERE {{
  {_THING}
  {{ ?thing ?property ?name VALUES ?property {{ rdfs:label skos:prefLabel dct:title }} }}
  UNION
  {{ ?thing ?property ?name VALUES (?property ?name) {{
    (rdf:type maillage:DemonstrationThing) (rdf:type maillage:Booking) }} }}
}}"""
_GRAPHS = f"""{_PREFIXES}CONSTRUCT {{ ?graph ?property ?value ; foaf:topic ?thing }} WHERE {{
  {{ SELECT DISTINCT ?thing ?graph WHERE {{ {_THING} GRAPH ?graph {{ ?thing ?any ?other }} }} }}
  OPTIONAL {{ GRAPH ?graph {{
    ?graph ?property ?value
    VALUES ?property {{ dct:title dct:license dct:publisher dct:modified dcat:landingPage prov:wasGeneratedBy }} }} }}
}}"""

_TYPE = ox.NamedNode(prefixes()["rdf"] + "type")
_NAME_PROPERTIES = frozenset(
    ox.NamedNode(prefixes()[p] + n) for p, n in (("rdfs", "label"), ("skos", "prefLabel"), ("dct", "title"))
)
_REPLACED = ox.NamedNode(prefixes()["dct"] + "isReplacedBy")
_BOOKING = ox.NamedNode(ONTOLOGY + "Booking")
_DEMONSTRATION = ox.NamedNode(ONTOLOGY + "DemonstrationThing")
WITHDRAWN = ox.NamedNode(ONTOLOGY + "Withdrawn")
_TRANSFERRED = ox.NamedNode(ONTOLOGY + "TransferredRecord")

Triples = tuple[ox.Triple, ...]


@dataclass(frozen=True)
class Description:
    """One thing, as one version has it."""

    thing: ox.NamedNode
    version: int
    own: Triples
    """Its statements, and those of its parts."""
    incoming: Triples
    """One page of what points at it."""
    more: bool
    """Whether another page follows."""
    names: Triples
    """Labels of every IRI met, predicates left out; which are there for demonstration, which are bookings."""
    graphs: Triples
    """Of each graph that speaks of it: title, licence, publisher, date."""

    @property
    def types(self) -> tuple[ox.NamedNode, ...]:
        """Its classes."""
        kinds = (t.object for t in self.own if t.subject == self.thing and t.predicate == _TYPE)
        return tuple(kind for kind in kinds if isinstance(kind, ox.NamedNode))

    @property
    def withdrawn(self) -> bool:
        """Whether only its tombstone is left."""
        return WITHDRAWN in self.types

    @property
    def replaced_by(self) -> str | None:
        """The IRI under which the same record now lives; a commune that ended is another thing than its successor."""
        if _TRANSFERRED not in self.types:
            return None
        found = (t.object for t in self.own if t.subject == self.thing and t.predicate == _REPLACED)
        return next((value.value for value in found if isinstance(value, ox.NamedNode)), None)

    @property
    def triples(self) -> list[ox.Triple]:
        """All of it, for a program."""
        return list(dict.fromkeys([*self.own, *self.names, *self.incoming, *self.graphs]))


def describe(
    storage: Storage, candidates: tuple[str, ...], version: int | None, page: int, reading: Reading
) -> Description | None:
    """The first of the candidate IRIs that the graph speaks of, or None.

    Raises:
        MaillageError: that version is not kept, or a read failed.
    """
    things = [ox.NamedNode(candidate) for candidate in candidates]
    said, number = _ask(storage, _OWN, things, version, reading) if things else ((), 0)
    for thing in things:
        own = tuple(triple for triple in said if _is_of(triple, thing))
        if own:
            return _described(storage, thing, own, number, page, reading)
    return None


def _is_of(triple: ox.Triple, thing: ox.NamedNode) -> bool:
    """Whether a statement is of a thing or of one of its parts."""
    subject = str(getattr(triple.subject, "value", ""))
    return subject == thing.value or subject.startswith(thing.value + "#")


def _described(
    storage: Storage, thing: ox.NamedNode, own: Triples, version: int, page: int, reading: Reading
) -> Description:
    text = _INCOMING.replace("PAGE_SIZE", str(PAGE + 1)).replace("PAGE_START", str((page - 1) * PAGE))
    incoming, _ = _ask(storage, text, [thing], version, reading)
    more, incoming = len(incoming) > PAGE, incoming[:PAGE]
    met = _met([*own, *incoming], thing)
    names = _ask(storage, _NAMED, met, version, reading)[0] if met else ()
    graphs, _ = _ask(storage, _GRAPHS, [thing], version, reading)
    return Description(thing, version, own, incoming, more, names, graphs)


def _met(triples: Iterable[ox.Triple], thing: ox.NamedNode) -> list[ox.NamedNode]:
    terms = (term for triple in triples for term in (triple.subject, triple.object))
    return [term for term in dict.fromkeys(terms) if isinstance(term, ox.NamedNode) and term != thing]


def _ask(
    storage: Storage, text: str, things: list[ox.NamedNode], version: int | None, reading: Reading
) -> tuple[Triples, int]:
    query = Query(bind(text, {"thing": things}), JSON, N_TRIPLES, version=version)
    answer = storage.query(query, reading)
    # Our own reader wrote these lines: they are not foreign data.
    return tuple(quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)), answer.version


def fictitious_of(description: Description) -> frozenset[str]:
    """The IRIs met that are demonstration things."""
    marked = (t for t in (*description.own, *description.names) if t.predicate == _TYPE and t.object == _DEMONSTRATION)
    return frozenset(str(getattr(triple.subject, "value", "")) for triple in marked)


def bookings_of(description: Description) -> frozenset[ox.NamedNode]:
    """The bookings among what points at a thing."""
    marked = {t.subject for t in description.names if t.predicate == _TYPE and t.object == _BOOKING}
    return frozenset(subject for subject in marked if isinstance(subject, ox.NamedNode))


def names_of(description: Description) -> dict[str, list[ox.Literal]]:
    """IRI → its names, in every language there is; the thing's own among them."""
    found: dict[str, list[ox.Literal]] = {}
    for triple in (*description.own, *description.names):
        if triple.predicate in _NAME_PROPERTIES and isinstance(triple.object, ox.Literal):
            found.setdefault(str(getattr(triple.subject, "value", triple.subject)), []).append(triple.object)
    return found
