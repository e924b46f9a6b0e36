"""What holds of any statement that people contribute, whatever its shape: readable, addressed, typed, in known terms.

SHACL judges a thing by its class; these rules see that there is a class, and that nothing escapes by another spelling.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from graph_service.engine.formats.jsonld import defined_terms
from graph_service.engine.validation.lexical import hidden_characters, well_written
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, SHARED, XSD, prefixes

RULES = SHARED + "shape/statement-"
"""Beginning of the IRI that names one of these rules in a report."""

_TYPE = prefixes()["rdf"] + "type"
_SCHEMES = re.compile(r"(?:https?://[^/?#\s]|urn:[a-z0-9]|mailto:[^@\s]+@|tel:[+0-9])", re.IGNORECASE)
_CONTACT = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
_OLD_SCHEMA = "http://schema.org/"
_REIFIED = frozenset(prefixes()["rdf"] + name for name in ("reifies", "subject", "predicate", "object"))
_TEXTS = frozenset({XSD + "string", prefixes()["rdf"] + "langString"})
_LONGEST = 100_000
"""Characters of one literal."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One statement that breaks one rule."""

    rule: str
    focus: str
    path: str
    value: str
    message: Text


Rule = Callable[[ox.Quad], str | None]
"""The value at fault in a statement, or None."""


def faults(quads: tuple[ox.Quad, ...], described: set[str], contactable: set[str]) -> Iterator[Fault]:
    """The faults of a contribution.

    `described` are the subjects that have a type, here or in the published graph; `contactable` those of them whose
    own contact may be public.
    """
    if not quads:
        yield Fault("empty", "", "", "", _MESSAGES["empty"])
    for quad in quads:
        for name, rule in _RULES.items():
            value = rule(quad)
            if value is not None:
                yield _fault(name, quad, value)
        if _CONTACT.match(_iri(quad.object)) and _iri(quad.subject) not in contactable:
            yield _fault("contact", quad, _iri(quad.object))
    for subject in dict.fromkeys(quad.subject for quad in quads):
        if _name(subject) not in described:
            yield Fault("untyped", _name(subject), "", "", _MESSAGES["untyped"])


def _fault(name: str, quad: ox.Quad, value: str) -> Fault:
    return Fault(name, _name(quad.subject), quad.predicate.value, value, _MESSAGES[name])


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _unreadable(quad: ox.Quad) -> str | None:
    value = quad.object
    if not isinstance(value, ox.Literal) or well_written(value.value, value.datatype.value):
        return None
    return value.value


def _hidden(quad: ox.Quad) -> str | None:
    value = quad.object
    found = isinstance(value, ox.Literal) and (len(value.value) > _LONGEST or hidden_characters(value.value))
    return ascii(value.value[:80]) if found and isinstance(value, ox.Literal) else None


def _blank(quad: ox.Quad) -> str | None:
    value = quad.object
    blank = isinstance(value, ox.Literal) and value.datatype.value in _TEXTS and not value.value.strip()
    return ascii(value.value[:20]) if blank and isinstance(value, ox.Literal) else None


def _strange_address(quad: ox.Quad) -> str | None:
    for term in (quad.subject, quad.object):
        if isinstance(term, ox.NamedNode) and not _SCHEMES.match(term.value):
            return term.value
    return None


def _old_schema(quad: ox.Quad) -> str | None:
    return next((i for i in (quad.predicate.value, _iri(quad.object)) if i.startswith(_OLD_SCHEMA)), None)


def _unknown_term(quad: ox.Quad) -> str | None:
    names = (quad.predicate.value, _iri(quad.object) if quad.predicate.value == _TYPE else "")
    return next((name for name in names if name.startswith(ONTOLOGY) and name not in defined_terms()), None)


def _quoted(quad: ox.Quad) -> str | None:
    triple = isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple)
    return quad.predicate.value if triple or quad.predicate.value in _REIFIED else None


_RULES: dict[str, Rule] = {
    "unreadable": _unreadable,
    "hidden": _hidden,
    "blank": _blank,
    "address": _strange_address,
    "schema": _old_schema,
    "unknown-term": _unknown_term,
    "quoted": _quoted,
}
_MESSAGES = {
    "empty": Text(
        "Ce fichier ne dit rien : aucun énoncé n’y a été lu. En JSON-LD, vérifiez le @context.",
        "This file says nothing: no statement was read in it. In JSON-LD, look at the @context.",
    ),
    "unreadable": Text(
        "Cette valeur n’est pas écrite comme son type le demande : vérifiez la date ou le nombre.",
        "This value is not written as its type asks: look at the date or the number again.",
    ),
    "hidden": Text(
        "Ce texte contient des caractères invisibles, finit par un saut de ligne ou dépasse 100 000 signes.",
        "This text holds invisible characters, ends with a line break or passes 100,000 characters.",
    ),
    "blank": Text("Ce texte est vide : écrivez-le, ou retirez-le.", "This text is empty: write it, or take it away."),
    "address": Text(
        "Cette adresse n’est pas de celles qui se publient : https, http, urn, et mailto ou tel pour un contact.",
        "This address is not of those that are published: https, http, urn, and mailto or tel for a contact.",
    ),
    "schema": Text(
        "Écrivez les termes de schema.org avec https : https://schema.org/…",
        "Write the terms of schema.org with https: https://schema.org/…",
    ),
    "unknown-term": Text(
        "Ce terme n’existe pas dans l’ontologie Maillage : vérifiez son orthographe.",
        "This term does not exist in the Maillage ontology: look at its spelling.",
    ),
    "quoted": Text(
        "Un énoncé sur un énoncé n’est pas accepté : dites la chose elle-même.",
        "A statement about a statement is not accepted: say the thing itself.",
    ),
    "contact": Text(
        "Un courriel ou un téléphone ne se publie que pour une organisation, un lieu ou un service.",
        "An e-mail or a telephone is published only for an organisation, a site or a service.",
    ),
    "untyped": Text(
        "On ne sait pas ce que c’est : dites le type de cette chose (a maillage:…).",
        "It is not told what this is: give the type of this thing (a maillage:…).",
    ),
    "unjudged": Text(
        "Une valeur empêche de vérifier cette chose : regardez ses dates, ses nombres et ses adresses.",
        "A value prevents this thing from being judged: look at its dates, its numbers and its addresses.",
    ),
    "part": Text(
        "C’est une partie d’une chose publiée : envoyez la chose entière, avec cette partie.",
        "This is a part of a published thing: send the whole thing, with this part.",
    ),
}


def part_fault(subject: str, whole: str) -> Fault:
    """A published part that is changed without its whole."""
    return Fault("part", subject, "", whole, _MESSAGES["part"])


def unjudged_fault(subject: str) -> Fault:
    """A thing on which a check could not run: not judged is not accepted."""
    return Fault("unjudged", subject, "", "", _MESSAGES["unjudged"])
