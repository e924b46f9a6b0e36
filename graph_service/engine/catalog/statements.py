"""Writing triples shortly: prefixed names, texts in two languages, typed values."""

from collections.abc import Iterable
from datetime import datetime

import pyoxigraph as ox

from graph_service.languages import Text
from graph_service.vocabulary import XSD, prefixes

Value = ox.NamedNode | ox.BlankNode | ox.Literal
Pairs = Iterable[tuple[str, Value | None]]


def name(short: str) -> ox.NamedNode:
    """The IRI of a prefixed name."""
    prefix, _, local = short.partition(":")
    return ox.NamedNode(prefixes()[prefix] + local)


def about(subject: str, *pairs: tuple[str, Value | None]) -> list[ox.Triple]:
    """The statements of a subject; a value of None is left out."""
    node = ox.NamedNode(subject)
    return [ox.Triple(node, name(predicate), value) for predicate, value in pairs if value is not None]


def iri(value: str) -> ox.NamedNode | None:
    """An IRI; None for an empty text or for one that is no IRI."""
    try:
        return ox.NamedNode(value) if ":" in value else None
    except ValueError:
        return None


def both(predicate: str, text: Text) -> list[tuple[str, Value | None]]:
    """A text in French and in English."""
    return [(predicate, ox.Literal(text.fr, language="fr")), (predicate, ox.Literal(text.en, language="en"))]


def moment(value: datetime | None) -> ox.Literal | None:
    """An xsd:dateTime."""
    return None if value is None else ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "dateTime"))


def typed(value: object, kind: str) -> ox.Literal:
    """A literal of an XSD type."""
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + kind))
