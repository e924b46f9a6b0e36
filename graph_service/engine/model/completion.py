"""What an editor of queries proposes: classes, properties and concepts, each with its name in both languages."""

from functools import cache
from typing import NamedTuple

from graph_service.engine.model.schemes import schemes
from graph_service.engine.model.terms import term_of, terms
from graph_service.engine.profile import properties, property_of
from graph_service.engine.profile import terms as named_terms
from graph_service.languages import Text
from graph_service.vocabulary import SHARED, prefixes

_OF_SKOS = ("prefLabel", "altLabel", "broader", "narrower", "inScheme", "notation")
"""Properties of concepts: no shape tells them, and every question about a vocabulary asks for them."""


class Proposal(NamedTuple):
    """An IRI and how it is read."""

    iri: str
    label: Text


@cache
def proposed_classes() -> tuple[Proposal, ...]:
    """The classes of the ontology, then those of others that things here have."""
    own = (Proposal(term.iri, term.label) for term in terms().values() if term.kind == "class")
    others = (Proposal(iri, label) for iri, label in named_terms().items() if not iri.startswith(SHARED))
    return (*own, *sorted(others))


@cache
def proposed_properties() -> tuple[Proposal, ...]:
    """The properties of the ontology, then those of others that things here have."""
    own = (Proposal(term.iri, term.label) for term in terms().values() if term.kind != "class")
    used = {iri for iri in properties() if term_of(iri) is None} | {prefixes()["skos"] + name for name in _OF_SKOS}
    return (*own, *(Proposal(iri, property_of(iri).name) for iri in sorted(used)))


@cache
def proposed_concepts() -> tuple[Proposal, ...]:
    """Every value of every vocabulary."""
    return tuple(Proposal(one.iri, one.label) for scheme in schemes().values() for one in scheme.concepts())
