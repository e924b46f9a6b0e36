"""A description as a person reads it: sections and rows, words of their language, links that stay on this instance."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

import pyoxigraph as ox
from flask import request

from graph_service.desk.bookings import booking_name
from graph_service.desk.kinds import is_bookable, is_pooled
from graph_service.engine.descriptions import Description, bookings_of, fictitious_of, names_of
from graph_service.engine.dumps.datasets import dataset_of, demonstration_graph
from graph_service.engine.model.schemes import concept_label
from graph_service.engine.profile import property_of, short, terms
from graph_service.languages import Language, Text
from graph_service.vocabulary import ONTOLOGY, SHARED, XSD, prefixes
from graph_service.web.addresses import local_address, web_address
from graph_service.web.preferences import content_tags, interface_language

_TYPE = prefixes()["rdf"] + "type"
_REVISED = prefixes()["prov"] + "specializationOf"
_NAMES = frozenset({prefixes()["rdfs"] + "label", prefixes()["skos"] + "prefLabel", prefixes()["dct"] + "title"})
_BOOKED = prefixes()["vf"] + "resourceInventoriedAs"
_NOT_A_ROW = _NAMES | {_TYPE, prefixes()["time"] + "hasTime"}
"""What the page tells elsewhere: its title, its kinds, and in words when a booking takes its thing."""
_GEOMETRY = re.compile(r"(?:wktLiteral|asWKT|hasGeometry|boundingBox|centroid)\Z")
_YES_NO = {"true": Text("oui", "yes"), "false": Text("non", "no")}
_REGISTERS = {
    ONTOLOGY + "siren": ("Annuaire des entreprises", "https://annuaire-entreprises.data.gouv.fr/entreprise/{}"),
    ONTOLOGY + "rna": ("Journal officiel", "https://www.journal-officiel.gouv.fr/pages/associations-recherche/?q={}"),
    ONTOLOGY + "siret": ("Annuaire des entreprises", "https://annuaire-entreprises.data.gouv.fr/etablissement/{}"),
}
_INSEE = re.compile(re.escape(SHARED) + r"id/(commune|departement|region)/([0-9AB]{2,5})\Z")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row."""

    text: str
    language: str = ""
    """Language tag of the text, when it is not the reader's."""
    address: str = ""
    """Where it leads; empty: nowhere."""
    own: bool = True
    """Whether that is on this instance."""
    fictitious: bool = False


@dataclass
class Row:
    """A property and its values."""

    name: str
    iri: str
    values: list[Value] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a reader may ask of a thing."""

    words: str
    address: str
    calendar: str
    """When it is taken; empty: it is not booked."""
    offers: str
    """The offers that fit it, if it is a need."""


@dataclass(frozen=True)
class View:
    """Everything the template writes."""

    language: Language
    title: Value
    thing: str
    kinds: list[Value]
    sections: list[tuple[str, list[Row]]]
    incoming: list[tuple[str, list[Value]]]
    more: bool
    sources: list[dict[str, str]]
    registers: list[tuple[str, str]]
    version: int
    page: int
    fictitious: bool
    fallback: bool
    """Whether some names are not in the reader's language."""
    structured: str
    """schema.org, as the text of a script element."""
    asking: Asking | None


class Reader:
    """The languages someone reads, and the names of this description in them."""

    def __init__(self, found: Description, base: str) -> None:
        self.language = interface_language()
        self.base = base
        self.names = names_of(found)
        self.fictitious = fictitious_of(found)
        self.fallback = False
        self.tags = content_tags()

    def name(self, iri: str) -> Value | None:
        """The name of a thing in the first language that it has one in; its tag is told when it is not the page's."""
        names = self.names.get(iri, [])
        for tag in self.tags:
            for name in names:
                if (name.language or "").split("-")[0] == tag:
                    return Value(name.value, self._told(tag))
        return Value(names[0].value, self._told(names[0].language or "")) if names else None

    def _told(self, tag: str) -> str:
        """The tag of a text, nothing when it is the page's own language."""
        other = tag if tag != self.language else ""
        self.fallback = self.fallback or bool(other)
        return other

    def value(self, term: object) -> Value:
        """A term as a person reads it."""
        if isinstance(term, ox.NamedNode):
            return self._link(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        return Value("…")

    def _link(self, iri: str) -> Value:
        label = self.name(iri)
        words = terms().get(iri) or concept_label(iri)
        text = label.text if label else words.to(self.language) if words else short(iri)
        tag = label.language if label else ""
        local = local_address(iri, self.base)
        if local:
            return Value(text, tag, local, fictitious=iri in self.fictitious)
        return Value(text, tag, web_address(iri), own=False)

    def _literal(self, literal: ox.Literal) -> Value:
        if literal.datatype.value == XSD + "boolean" and literal.value in _YES_NO:
            return Value(_YES_NO[literal.value].to(self.language))
        return Value(literal.value, self._told(literal.language or ""))


def page_of(found: Description, base: str) -> View:
    """The page of a description."""
    reader = Reader(found, base)
    title = reader.name(found.thing.value) or Value(_unnamed(found, reader))
    return View(
        language=reader.language,
        title=title,
        thing=found.thing.value,
        kinds=[reader.value(kind) for kind in found.types],
        sections=_sections(found, reader),
        incoming=_incoming(found, reader),
        more=found.more,
        sources=_sources(found, reader),
        registers=_registers(found),
        version=found.version,
        page=request.args.get("page", 1, type=int),
        fictitious=found.thing.value in reader.fictitious,
        fallback=reader.fallback,
        structured=_structured(found, title.text),
        asking=_asking(found, reader.language),
    )


def _unnamed(found: Description, reader: Reader) -> str:
    """What a thing without a name is called: a booking of an earlier version after its thing, the others by address."""
    booked = (t.object for t in found.own if t.predicate.value == _BOOKED and isinstance(t.object, ox.NamedNode))
    thing = next(booked, None) if ox.NamedNode(ONTOLOGY + "Booking") in found.types else None
    return booking_name(reader.value(thing).text).to(reader.language) if thing else short(found.thing.value)


def _asking(found: Description, language: Language) -> Asking | None:
    """Nothing for what is not asked for."""
    classes = [kind.value for kind in found.types]
    if not is_bookable(classes):
        return None
    pooled, thing = is_pooled(classes), quote(found.thing.value, safe="")
    words = Text("Demander ce créneau", "Ask for a slot") if pooled else Text("Je suis intéressé", "I am interested")
    lang = "" if language == "fr" else "&lang=en"
    return Asking(
        words.to(language),
        f"/ask?thing={thing}{lang}",
        f"/busy.ics?thing={thing}" if pooled else "",
        f"/queries/offers-for-a-need.html?need={thing}{lang}" if ONTOLOGY + "Need" in classes else "",
    )


def _sections(found: Description, reader: Reader) -> list[tuple[str, list[Row]]]:
    rows: dict[str, Row] = {}
    for triple in found.own:
        iri = triple.predicate.value
        if triple.subject != found.thing or iri in _NOT_A_ROW or _GEOMETRY.search(iri):
            continue
        row = rows.setdefault(iri, Row(property_of(iri).name.to(reader.language), iri))
        row.values.append(reader.value(triple.object))
    sections: dict[str, list[Row]] = {}
    for row in sorted(rows.values(), key=lambda row: (property_of(row.iri).order, row.name)):
        sections.setdefault(property_of(row.iri).section.to(reader.language), []).append(row)
    return list(sections.items())


def _incoming(found: Description, reader: Reader) -> list[tuple[str, list[Value]]]:
    rows: dict[str, list[Value]] = {}
    bookings = bookings_of(found)
    for triple in found.incoming:
        # Its history tells the revisions, act by act; when it is taken is told beside the button to ask for it.
        if triple.predicate.value == _REVISED or triple.subject in bookings:
            continue
        name = property_of(triple.predicate.value).name.to(reader.language)
        rows.setdefault(name, []).append(reader.value(triple.subject))
    return [(name, sorted(values, key=lambda value: value.text)) for name, values in sorted(rows.items())]


def _sources(found: Description, reader: Reader) -> list[dict[str, str]]:
    """Each graph that speaks of it: title, licence, publisher, day of its load, and its dataset if it is published."""
    wanted = {prefixes()["dct"] + name: name for name in ("title", "license", "publisher", "modified")}
    graphs: dict[str, dict[str, str]] = {}
    for triple in found.graphs:
        graph = graphs.setdefault(str(getattr(triple.subject, "value", "")), {})
        name = wanted.get(triple.predicate.value)
        language = getattr(triple.object, "language", None)
        if name and (language in (None, reader.language) or name not in graph):
            graph[name] = str(getattr(triple.object, "value", ""))
    return [_source(iri, said, reader.base) for iri, said in sorted(graphs.items())]


def _source(graph: str, said: dict[str, str], base: str) -> dict[str, str]:
    published = "license" in said and graph != demonstration_graph(base)
    return {"graph": graph, "dataset": f"/dataset/{dataset_of(graph, base)}" if published else "", **said}


def _registers(found: Description) -> list[tuple[str, str]]:
    links = []
    for triple in found.own:
        known = _REGISTERS.get(triple.predicate.value)
        if known and triple.subject == found.thing and isinstance(triple.object, ox.Literal):
            links.append((f"{known[0]} · {triple.object.value}", known[1].format(quote(triple.object.value, safe=""))))
    if match := _INSEE.match(found.thing.value):
        links.append((f"Insee · {match[2]}", f"http://id.insee.fr/geo/{match[1]}/{match[2]}"))
    return links


_SCHEMA = {
    prefixes()["dct"] + "description": "description",
    prefixes()["foaf"] + "homepage": "url",
    prefixes()["schema"] + "url": "url",
    prefixes()["schema"] + "startDate": "startDate",
    prefixes()["schema"] + "endDate": "endDate",
    prefixes()["wgs84"] + "lat": "latitude",
    prefixes()["wgs84"] + "long": "longitude",
}
_SCHEMA_TYPES = {
    prefixes()["schema"] + "Event": "Event",
    prefixes()["org"] + "Organization": "Organization",
    ONTOLOGY + "Association": "NGO",
    ONTOLOGY + "Commune": "City",
    ONTOLOGY + "Departement": "AdministrativeArea",
    ONTOLOGY + "Region": "AdministrativeArea",
    ONTOLOGY + "Premises": "Place",
    ONTOLOGY + "Resource": "CreativeWork",
}


def _structured(found: Description, name: str) -> str:
    """What search engines read, in schema.org; what closes a script element is escaped."""
    kinds: Iterable[str] = (_SCHEMA_TYPES[kind.value] for kind in found.types if kind.value in _SCHEMA_TYPES)
    document: dict[str, str] = {"@context": "https://schema.org", "@type": next(iter(kinds), "Thing")}
    document |= {"@id": found.thing.value, "name": name}
    for triple in found.own:
        if triple.subject == found.thing and triple.predicate.value in _SCHEMA:
            document.setdefault(_SCHEMA[triple.predicate.value], str(getattr(triple.object, "value", "")))
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")
