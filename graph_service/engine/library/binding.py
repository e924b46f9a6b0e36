"""A parameter's value in place of its example: the `VALUES ?name { … }` line of a query, rewritten with whole terms."""

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

Term = ox.NamedNode | ox.Literal

_LINE = re.compile(r"(?P<open>VALUES\s+\?(?P<name>\w+)\s*\{)[^{}]*\}")


class UnboundError(Exception):
    """The query has no `VALUES` line for that parameter."""


def bind(text: str, terms: Mapping[str, Iterable[Term]]) -> str:
    """The query with the terms of each name as the values of that variable.

    A term writes itself, escaped, so no value can leave its place; all names are bound in one pass over the original
    text, so no value is ever read as text to replace.

    Raises:
        UnboundError: no `VALUES ?name { … }` in the text for one of the names.
    """
    values = {name: " ".join(str(term) for term in given) for name, given in terms.items()}
    missing = set(values) - {match["name"] for match in _LINE.finditer(text)}
    if missing:
        raise UnboundError(", ".join(sorted(missing)))

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        return f"{match['open']} {values[name]} }}" if name in values else match[0]

    return _LINE.sub(replaced, text)
