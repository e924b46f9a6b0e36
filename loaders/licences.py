"""Licences by the names that people write."""

import re

from graph_service.engine.licences import LICENCES
from graph_service.errors import UsageError
from graph_service.languages import Text, folded

_VERSION = re.compile(r"(?: v)? [1-4](?: 0)?(?: international| france| fr)?\Z")
"""« CC BY-SA 4.0 » is the licence that is meant by « cc by sa »."""

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?(?:/[^\s<>\"{}|\\^`\[\]\x00-\x1f]*)?\Z")


def licence(written: str) -> str:
    """The IRI of a licence, by its name or its address.

    Raises:
        UsageError: neither a name known here nor an https address.
    """
    found = LICENCES.get(_VERSION.sub("", folded(written)))
    if found is None and _ADDRESS.match(written):
        return written
    if found is None:
        names = ", ".join(LICENCES)
        raise UsageError(
            Text(
                f"« {written} » n’est pas une licence connue : donnez {names}, ou l’adresse de sa licence.",
                f"“{written}” is no known licence: give {names}, or the address of its licence.",
            )
        )
    return found
