"""N-Triples lines, written as the engine would write them back: canonical escapes and lexical forms."""

import re
from collections.abc import Iterator
from datetime import date

from graph_service.vocabulary import ONTOLOGY, SHARED, XSD, prefixes

_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f]')
_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')

TYPE = f"<{prefixes()['rdf']}type>"
LABEL = f"<{prefixes()['rdfs']}label>"


def term(prefixed: str) -> str:
    """`prefix:local` → `<IRI>`, by the project's list of prefixes."""
    prefix, _, local = prefixed.partition(":")
    return f"<{prefixes()[prefix]}{local}>"


def own(local: str) -> str:
    """A term of the ontology."""
    return f"<{ONTOLOGY}{local}>"


def shared(kind: str, key: str) -> str:
    """The IRI of a thing with an official identifier, the same in every instance."""
    return f"<{SHARED}id/{kind}/{key}>"


def concept(scheme: str, key: str) -> str:
    """The IRI of a concept of ours."""
    return f"<{SHARED}scheme/{scheme}/{key}>"


def iri(address: str) -> str:
    """An address as a term.

    Raises:
        ValueError: it holds a character that no IRI may hold.
    """
    if _FORBIDDEN.search(address):
        raise ValueError(address)
    return f"<{address}>"


def text(value: str, language: str | None = None) -> str:
    """A string literal, with its language if any."""
    if _ESCAPED.search(value):
        value = _ESCAPED.sub(_escape, value)
    return f'"{value}"@{language}' if language else f'"{value}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _NAMED.get(character) or f"\\u{ord(character):04X}"


def whole(value: int) -> str:
    """An integer."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: float, places: int) -> str:
    """A decimal rounded to so many places, without useless zeros."""
    digits = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return f'"{"0" if digits in ("-0", "") else digits}"^^<{XSD}decimal>'


def day(value: date) -> str:
    """A date."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def moment(value: str) -> str:
    """A time in UTC, given as `YYYY-MM-DDTHH:MM:SSZ`."""
    return f'"{value}"^^<{XSD}dateTime>'


def describe(subject: str, *pairs: tuple[str, str | None]) -> Iterator[str]:
    """The lines of a subject, from (predicate, object); a None object writes nothing."""
    for predicate, value in pairs:
        if value is not None:
            yield f"{subject} {predicate} {value} .\n"
