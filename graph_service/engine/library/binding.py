"""A parameter's value in place of its example: the `VALUES ?name { … }` line of a query, rewritten with whole terms."""

import re
from collections.abc import Iterable

import pyoxigraph as ox

Term = ox.NamedNode | ox.Literal


class UnboundError(Exception):
    """The query has no `VALUES` line for that parameter."""


def bind(text: str, name: str, terms: Iterable[Term]) -> str:
    """The query with `terms` as the values of `?name`.

    A term writes itself, escaped, so no value can leave its place; no other text is replaced.

    Raises:
        UnboundError: no `VALUES ?name { … }` in the text.
    """
    values = " ".join(str(term) for term in terms)
    line = re.compile(rf"(VALUES\s+\?{re.escape(name)}\s*\{{)[^{{}}]*(\}})")
    bound, count = line.subn(lambda match: f"{match[1]} {values} {match[2]}", text)
    if count == 0:
        raise UnboundError(name)
    return bound
