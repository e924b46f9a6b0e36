"""A cell as terms of the graph, by the kind of its column; what cannot be read says what was expected."""

import re
from collections.abc import Callable
from datetime import date, datetime

from graph_service.engine.formats.ntriples import day, iri, text, whole
from graph_service.engine.formats.sheets.concepts import close_to, concept
from graph_service.engine.formats.sheets.places import Places, UnresolvedError
from graph_service.engine.formats.sheets.template import Column
from graph_service.engine.licences import LICENCES
from graph_service.languages import Text, folded
from graph_service.vocabulary import XSD

_YES = frozenset({"oui", "vrai", "true", "yes", "x", "1", "o"})
_NO = frozenset({"non", "faux", "false", "no", "0", "n"})
_SEVERAL = re.compile(r"[;|\n]")
_NUMBER = re.compile(
    r"(-?[0-9]{1,12})(?:[.,]([0-9]{1,6}))?\s*(?:€|euros?|eur|m2|m²|pers(?:onnes)?\.?)?\Z", re.IGNORECASE
)
_BARE_SITE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?\Z", re.IGNORECASE)


class CellError(Exception):
    """A cell that cannot be read as its column asks."""

    def __init__(self, column: str, reason: Text) -> None:
        super().__init__(reason.en)
        self.column = column
        self.reason = reason


def terms(column: Column, value: str, places: Places) -> list[str]:
    """The terms of a cell; `places` knows the territories.

    Raises:
        CellError: the value is not of the column's kind.
    """
    if column.kind == "territories":
        return _territories(column, value, places)
    return _READERS[column.kind](column, value)


def several(value: str) -> list[str]:
    """The values of a cell, separated by semicolons, bars or line breaks."""
    return [part for part in map(str.strip, _SEVERAL.split(value)) if part]


def parse_day(column: str, value: str) -> date:
    """A day written 2026-03-02, 02/03/2026 or 2/3/2026.

    Raises:
        CellError: another form, or no such day.
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(value.strip(), form).date()
        except ValueError:
            continue
    raise CellError(column, Text("donnez un jour, par exemple 02/03/2026", "give a day, such as 02/03/2026"))


def _text(_column: Column, value: str) -> list[str]:
    return [text(" ".join(value.split()), "fr")]


def _plain(_column: Column, value: str) -> list[str]:
    return [text(" ".join(value.split()))]


def _keywords(_column: Column, value: str) -> list[str]:
    return [text(word, "fr") for part in several(value) for word in map(str.strip, part.split(",")) if word]


def _concepts(column: Column, value: str) -> list[str]:
    # A label may hold a semicolon's place itself, so the whole cell is tried before its parts.
    whole_cell = concept(column.scheme, value)
    parts = [value] if whole_cell else several(value)
    return [iri(_known(column, part)) for part in parts]


def _known(column: Column, written: str) -> str:
    found = concept(column.scheme, written)
    if found is None:
        near = ", ".join(close_to(column.scheme, written))
        raise CellError(
            column.key,
            Text(
                f"« {written} » n’est pas dans la liste" + (f" ; le plus proche : {near}" if near else ""),
                f"“{written}” is not in the list" + (f"; the closest: {near}" if near else ""),
            ),
        )
    return found


def _boolean(column: Column, value: str) -> list[str]:
    word = folded(value)
    if word not in _YES | _NO:
        raise CellError(column.key, Text("répondez oui ou non", "answer oui or non"))
    return [f'"{"true" if word in _YES else "false"}"^^<{XSD}boolean>']


def _decimal(column: Column, value: str) -> list[str]:
    match = _NUMBER.match(value.replace("\u202f", "").replace("\xa0", "").replace(" ", ""))
    if match is None:
        raise CellError(column.key, Text("donnez un nombre, par exemple 12,50", "give a number, such as 12.50"))
    fraction = (match[2] or "").rstrip("0")
    return [f'"{int(match[1]) if not fraction else match[1]}{"." + fraction if fraction else ""}"^^<{XSD}decimal>']


def _whole(column: Column, value: str) -> list[str]:
    match = _NUMBER.match(value.replace(" ", ""))
    if match is None or (match[2] or "0").strip("0"):
        raise CellError(column.key, Text("donnez un nombre entier", "give a whole number"))
    return [whole(int(match[1]))]


def _date(column: Column, value: str) -> list[str]:
    return [day(parse_day(column.key, value))]


def _link(column: Column, value: str) -> list[str]:
    address = value.strip()
    if column.key == "licence" and folded(address) in LICENCES:
        return [iri(LICENCES[folded(address)])]
    if _BARE_SITE.match(address):
        address = f"https://{address}"
    try:
        if re.match(r"(?:https?|mailto|tel):", address, re.IGNORECASE):
            return [iri(address)]
    except ValueError:
        pass
    raise CellError(column.key, Text("donnez une adresse complète : https://…", "give a whole address: https://…"))


def _territories(column: Column, value: str, places: Places) -> list[str]:
    try:
        return [places.territory(part) for part in several(value)]
    except UnresolvedError as error:
        raise CellError(column.key, error.reason) from None


_READERS: dict[str, Callable[[Column, str], list[str]]] = {
    "text": _text,
    "plain": _plain,
    "keywords": _keywords,
    "concepts": _concepts,
    "boolean": _boolean,
    "decimal": _decimal,
    "whole": _whole,
    "date": _date,
    "link": _link,
}
