"""What is kept of a thing to find it again: names, words, facets, place. Read from one open version."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

import pyoxigraph as ox

from graph_service.engine.contours import level_and_code
from graph_service.engine.profile import superclasses
from graph_service.engine.search.hierarchies import Hierarchies
from graph_service.engine.search.months import months_of
from graph_service.engine.search.request import REGISTER
from graph_service.engine.search.statements import About, Statements, point_of
from graph_service.engine.search.words import stems, words
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

_P = prefixes()
NAMES = (_P["rdfs"] + "label", _P["skos"] + "prefLabel", _P["dct"] + "title")
OTHER_NAMES = (
    _P["skos"] + "altLabel",
    *(ONTOLOGY + name for name in ("shortTitle", "registeredName", "nameWithArticle", "rna", "siren", "siret")),
    *(ONTOLOGY + name for name in ("inseeCode", "postcode", "importNumber", "formerNumber")),
    _P["skos"] + "notation",
)
BODIES = (
    _P["dct"] + "description",
    _P["skos"] + "definition",
    _P["dct"] + "abstract",
    _P["dcat"] + "keyword",
    _P["schema"] + "description",
    _P["schema"] + "keywords",
)
TYPE = _P["rdf"] + "type"
DEMONSTRATION = ONTOLOGY + "DemonstrationThing"
FICTITIOUS = "fictitious"
"""Facet of what is there for demonstration."""

RECORDS = frozenset(
    {
        *(ONTOLOGY + name for name in ("Contribution", "Verification", "Decision", "Booking")),
        _P["prov"] + "Activity",
        _P["org"] + "Post",
    }
)
"""Kinds that tell how things came to be, by which function, and when they are taken: they bear the names of the things
themselves, and are found by who asks for their kind."""

_UNLISTED = frozenset({DEMONSTRATION, ONTOLOGY + "Withdrawn", ONTOLOGY + "TransferredRecord"})
"""Classes that are no kind: marks on a thing."""

_HIDDEN = frozenset({ONTOLOGY + "Withdrawn", ONTOLOGY + "TransferredRecord"})
"""What is gone, or lives under another key, is not found."""

_CONCEPT_FACETS = {
    _P["dct"] + "subject": "theme",
    ONTOLOGY + "activity": "activity",
    ONTOLOGY + "poolingType": "pooling",
    ONTOLOGY + "accessibility": "accessibility",
    ONTOLOGY + "terms": "terms",
    ONTOLOGY + "skill": "skill",
    ONTOLOGY + "family": "family",
    ONTOLOGY + "scale": "scale",
    ONTOLOGY + "reach": "reach",
    _P["dct"] + "type": "type",
}
PRODUCERS = (_P["dct"] + "creator", ONTOLOGY + "owner")
"""Properties towards who answers for a thing: the circle that they belong to is a facet of it."""

_CIRCLE = ONTOLOGY + "producerCircle"
_POOLED = {
    ONTOLOGY + kind: f"{SHARED}scheme/pooling-type/{concept}"
    for kind, concept in (
        ("Equipment", "equipment"),
        ("Premises", "premises"),
        ("HeldSkill", "skill"),
        ("VolunteerPool", "volunteers"),
        ("SharedJob", "shared-job"),
        ("PooledService", "service"),
    )
}
"""A pooled thing's class tells its pooling type as the property does elsewhere."""

LOCATIONS = (
    ONTOLOGY + "commune",
    _P["dct"] + "spatial",
    _P["schema"] + "areaServed",
    _P["vf"] + "eligibleLocation",
    _P["schema"] + "validIn",
)
THROUGH = (_P["org"] + "hasSite", _P["schema"] + "location", ONTOLOGY + "underAuthorisation")
"""Properties towards what has a location in the thing's stead."""

_SUMMARY = 240


@dataclass(frozen=True, slots=True)
class Document:
    """One thing, as it is found."""

    iri: str
    names: dict[str, str]
    """Language tag (or nothing) → name."""
    folded: str
    """Words of its name, the French one first: what a question is compared with to rank it."""
    label: str
    """Words of every name, other names and identifiers."""
    stems: str
    body: str
    summary: str
    terms: tuple[tuple[str, str], ...]
    """Facet and value, the broader ones and the surrounding territories included."""
    place: tuple[float, float] | None
    """Latitude and longitude in degrees."""
    nearby: bool
    """Whether the place is that of its commune, for want of its own."""

    @property
    def digest(self) -> bytes:
        """What tells whether a change of the graph changed anything here."""
        told = (sorted(self.names.items()), self.label, self.body, self.summary, self.terms, self.place, self.nearby)
        return hashlib.blake2s(repr(told).encode(), digest_size=8).digest()

    def to_json(self) -> str:
        """As it waits for its row."""
        # `asdict` copies deeply and takes as long as all the rest of the indexing.
        return json.dumps([getattr(self, name) for name in self.__slots__], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`."""
        told = dict(zip(cls.__slots__, json.loads(text), strict=True))
        told["terms"] = tuple((facet, value) for facet, value in told["terms"])
        told["place"] = told["place"] and (told["place"][0], told["place"][1])
        return cls(**told)

    @property
    def names_text(self) -> str:
        """The names as they are stored."""
        return json.dumps(self.names, ensure_ascii=False)


@dataclass
class Documents:
    """Makes documents from one version."""

    statements: Statements
    hierarchies: Hierarchies = field(init=False)

    def __post_init__(self) -> None:
        self.hierarchies = Hierarchies(self.statements)

    def all(self) -> Iterator[Document]:
        """The document of every thing, in the order of the store where it has a merge; there each comes once."""
        if self.statements.merged:
            found = (self.told(iri, about) for iri, about in self.statements.everything())
        else:
            found = (self.of(iri) for name in NAMES for iri in self.statements.subjects(name))
        return (document for document in found if document is not None)

    def of(self, iri: str) -> Document | None:
        """The document of a thing; None if it has no name, is a part of another, or is gone."""
        return self.told(iri, self.statements.about(iri)) if is_thing(iri) else None

    def told(self, iri: str, about: About) -> Document | None:
        """The document of a thing of which all statements are given."""
        if not is_thing(iri):
            return None
        names = {_language(name): _text(name) for name in reversed(list(_values(about, NAMES))) if _text(name)}
        kinds = {kind.value for kind in about.get(TYPE, ()) if isinstance(kind, ox.NamedNode)}
        if not names or kinds & _HIDDEN:
            return None
        others = [_text(value) for value in _values(about, OTHER_NAMES)]
        body = [_text(value) for value in _values(about, BODIES)]
        territories = self._territories(iri, about)
        place, nearby = self._place(about, territories)
        return Document(
            iri=iri,
            names=names,
            folded=" ".join(words(names.get("fr") or next(iter(names.values())))),
            label=_indexed([*names.values(), *others]),
            stems=" ".join(sorted(stems([*names.values(), *others, *body]))),
            body=_indexed(body),
            summary=_summary(about),
            terms=tuple(
                sorted({*_kinds(kinds), *self._concepts(kinds, about), *self._around(territories), *months_of(about)})
            ),
            place=place,
            nearby=nearby,
        )

    def _concepts(self, kinds: set[str], about: About) -> Iterator[tuple[str, str]]:
        for kind in kinds & set(_POOLED):
            yield "pooling", _POOLED[kind]
        for predicate, facet in _CONCEPT_FACETS.items():
            for value in about.get(predicate, ()):
                if isinstance(value, ox.NamedNode):
                    yield from ((facet, concept) for concept in self.hierarchies.above(value.value))
        yield from self._circles(about)
        if any(about.get(ONTOLOGY + name) for name in ("rna", "importNumber")):
            yield REGISTER, ONTOLOGY + "rna"

    def _circles(self, about: About) -> Iterator[tuple[str, str]]:
        for producer in _values(about, PRODUCERS):
            if isinstance(producer, ox.NamedNode):
                circles = self.statements.about(producer.value).get(_CIRCLE, ())
                yield from (("circle", circle.value) for circle in circles if isinstance(circle, ox.NamedNode))

    def _territories(self, iri: str, about: About) -> list[str]:
        """The territories that a thing names, itself if it is one, those of its sites when it names none."""
        if level_of(iri):
            return [iri]
        direct = [value.value for value in _values(about, LOCATIONS) if isinstance(value, ox.NamedNode)]
        for through in _values(about, THROUGH):
            if isinstance(through, ox.NamedNode):
                met = self.statements.about(through.value)
                direct += [value.value for value in _values(met, LOCATIONS) if isinstance(value, ox.NamedNode)]
        return list(dict.fromkeys(direct))

    def _around(self, territories: Iterable[str]) -> Iterator[tuple[str, str]]:
        for territory in territories:
            for around in self.hierarchies.above(territory):
                yield level_of(around) or "territory", around
            if level_of(territory) == "commune" and (size := self.hierarchies.size(territory)):
                yield "size", size

    def _place(self, about: About, territories: list[str]) -> tuple[tuple[float, float] | None, bool]:
        own = point_of(about)
        if own is not None:
            return own, False
        for territory in territories:
            if level_of(territory) == "commune" and (point := self.hierarchies.point(territory)):
                return point, True
        return None, False


def is_thing(iri: str) -> bool:
    """Whether an IRI may be a result: not a part of a thing, a term of the model, or a graph's own name."""
    return "#" not in iri and "/graph/" not in iri and not iri.startswith((SHARED + "def", SHARED + "shape"))


def level_of(iri: str) -> str:
    """The level of a territory of the official codes, by its IRI; nothing for anything else."""
    place = level_and_code(iri)
    return place[0] if place else ""


def _kinds(kinds: set[str]) -> Iterator[tuple[str, str]]:
    for kind in kinds:
        if kind == DEMONSTRATION:
            yield FICTITIOUS, kind
        for name in superclasses(kind):
            if name not in _UNLISTED:
                yield "kind", name


def _values(about: About, predicates: Iterable[str]) -> Iterator[ox.Literal | ox.NamedNode | ox.BlankNode]:
    for predicate in predicates:
        yield from about.get(predicate, ())


def _text(value: object) -> str:
    return str(getattr(value, "value", "")) if isinstance(value, ox.Literal) else ""


def _language(value: object) -> str:
    return value.language or "" if isinstance(value, ox.Literal) else ""


def _indexed(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(word for text in texts for word in words(text)))


def _summary(about: About) -> str:
    texts = sorted(_values(about, BODIES[:3]), key=lambda value: _language(value) != "fr")
    text = next((_text(value) for value in texts if _text(value)), "")
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rpartition(" ")[0] + "…"
