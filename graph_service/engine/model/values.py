"""What a shape accepts, in words: a kind of value and its limits, each with what it points at."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from graph_service.engine.model.schemes import SCHEME, concept_of, scheme_of
from graph_service.engine.model.statements import RDF, SH, Node, Statements, Term
from graph_service.engine.profile import short, terms
from graph_service.languages import Text
from graph_service.vocabulary import XSD

_DATATYPES = {
    RDF + "langString": Text("texte et sa langue", "text and its language"),
    XSD + "string": Text("texte", "text"),
    XSD + "date": Text("jour", "day"),
    XSD + "dateTime": Text("jour et heure", "day and time"),
    XSD + "dateTimeStamp": Text("jour, heure et fuseau", "day, time and zone"),
    XSD + "time": Text("heure", "time"),
    XSD + "gYear": Text("année", "year"),
    XSD + "integer": Text("nombre entier", "whole number"),
    XSD + "decimal": Text("nombre", "number"),
    XSD + "boolean": Text("oui ou non", "yes or no"),
}
_ADDRESS, _ANYTHING = Text("adresse (IRI)", "address (IRI)"), Text("toute valeur", "any value")
_LISTED = 8
"""A list of values up to this long is written out; a longer one is its vocabulary's name and a number."""


class Words(NamedTuple):
    """Some words, and the IRI that they are about."""

    text: Text
    iri: str = ""
    code: bool = False
    """Whether it is a pattern, to be set as code."""
    before: Text = Text("", "")
    """What leads to them: “never after”, “without”."""


_NUMBER, _WHOLE_NUMBER = Words(_DATATYPES[XSD + "decimal"]), Words(_DATATYPES[XSD + "integer"])


def kinds(said: Statements, shape: Node) -> tuple[Words, ...]:
    """The kinds of value that a shape accepts; several: any of them."""
    alternatives = [item for item in said.listed(shape, SH + "or") if isinstance(item, ox.NamedNode | ox.BlankNode)]
    found = [kind for one in (shape, *alternatives) for kind in _kinds_of(said, one)]
    if not found and SH + "IRI" in said.iris(shape, SH + "nodeKind"):
        return (Words(_ADDRESS),)
    if _NUMBER in found:
        found = [kind for kind in found if kind != _WHOLE_NUMBER]
    return tuple(dict.fromkeys(found)) or (Words(_ANYTHING),)


def _kinds_of(said: Statements, shape: Node) -> Iterator[Words]:
    for iri in said.iris(shape, SH + "class"):
        yield Words(named(iri), iri)
    for iri in said.iris(shape, SH + "datatype"):
        yield Words(_DATATYPES.get(iri) or Text(short(iri), short(iri)), "")
    yield from _choices(said.listed(shape, SH + "in"))
    for value in said.objects(shape, SH + "hasValue"):
        yield _word(value)


def _choices(values: list[Term]) -> list[Words]:
    if len(values) <= _LISTED:
        return [_word(value) for value in values]
    places = {scheme.iri: scheme for value in values if (scheme := scheme_of(getattr(value, "value", "")))}
    return [
        Words(Text(f"{place.label.fr} ({len(values)} valeurs)", f"{place.label.en} ({len(values)} values)"), place.iri)
        for place in places.values()
    ] or [_word(value) for value in values]


def _word(value: Term) -> Words:
    if isinstance(value, ox.NamedNode):
        return Words(named(value.value), value.value)
    text = str(getattr(value, "value", value))
    return Words(Text(text, text))


def named(iri: str) -> Text:
    """How a class, a property or a concept is called; one of elsewhere shows its short name."""
    concept = concept_of(iri) if iri.startswith(SCHEME) else None
    return concept.label if concept else terms().get(iri) or Text(short(iri), short(iri))


def limits(said: Statements, shape: Node) -> tuple[Words, ...]:
    """What else a value must be."""
    found = [words for name, say in _LIMITS.items() for value in said.objects(shape, SH + name) for words in say(value)]
    asked = [
        tag for one in said.nodes(shape, SH + "qualifiedValueShape") for tag in said.listed(one, SH + "languageIn")
    ]
    if asked:
        found.insert(0, Words(Text("en français au moins", "in French at least")))
    for refused in said.nodes(shape, SH + "not"):
        found += [words._replace(before=Text("sans", "without")) for words in _patterns(said, refused)]
    for one in said.listed(shape, SH + "or"):
        found += _patterns(said, one) if isinstance(one, ox.BlankNode) else []
    return tuple(found)


def _patterns(said: Statements, shape: Node) -> list[Words]:
    return [words for value in said.objects(shape, SH + "pattern") for words in _pattern(value)]


def _pattern(value: Term) -> list[Words]:
    text = str(getattr(value, "value", value))
    return [Words(Text(text, text), code=True)]


def _sentence(french: str, english: str) -> Callable[[Term], list[Words]]:
    """How a limit is said: a sentence with its number."""
    return lambda value: [Words(Text(french, english).format(value=getattr(value, "value", value)))]


def _other(french: str, english: str) -> Callable[[Term], list[Words]]:
    """How a limit is said: a few words, then the property it compares with."""
    return lambda value: [_word(value)._replace(before=Text(french, english))]


_LIMITS: dict[str, Callable[[Term], list[Words]]] = {
    "uniqueLang": _sentence("un seul par langue", "one a language"),
    "maxLength": _sentence("{value} signes au plus", "{value} characters at most"),
    "minInclusive": _sentence("au moins {value}", "at least {value}"),
    "maxInclusive": _sentence("au plus {value}", "at most {value}"),
    "lessThanOrEquals": _other("jamais après", "never after"),
    "disjoint": _other("autre que", "other than"),
    "pattern": _pattern,
}
