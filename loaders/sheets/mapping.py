"""The small file that says which of our columns a map's categories and fields fill. YAML, written by a coordinator."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from graph_service.engine.formats.gogocarto import Element, is_private
from graph_service.engine.formats.sheets.catalogue import TEMPLATES
from graph_service.engine.formats.sheets.reading import SheetRow
from graph_service.engine.formats.sheets.template import Template
from graph_service.errors import UsageError
from graph_service.languages import Text, folded

IGNORED = frozenset({"ignore", "ignorer"})
SHEETS = {folded(sheet.name): sheet for name in ("support-actors", "resources") for sheet in TEMPLATES[name]}
_PARTS = ("feuille", "colonnes", "champs", "catégories")
_CONTACTS = frozenset({"email", "telephone"})
"""Columns that a map never fills: its contacts were given for the map."""

Entry = dict[str, str]
"""Column → text; under `feuille`, the name of a sheet."""


_LONGEST = 200_000


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: eight lines of them can say a billion things."""

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 - yaml's own signature
        """Compose a node that is written where it stands."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read; write it out")
        return super().compose_node(parent, index)


@dataclass(frozen=True)
class Mapping:
    """What a map's elements become."""

    sheet: Template
    cells: Entry
    """What every element is given where it says nothing itself."""
    fields: Entry
    """Field of the map → column."""
    categories: dict[str, Entry | None]
    """Folded name or number of a category → what it fills; None: elements of it alone are left out."""

    def row(self, element: Element) -> SheetRow | None:
        """The element as a row of its sheet; None when all its categories are to be ignored."""
        known = [self.categories[folded(name)] for name in element.categories if folded(name) in self.categories]
        entries = [entry for entry in known if entry is not None]
        if known and not entries:
            return None
        template = next((SHEETS[folded(entry["feuille"])] for entry in entries if "feuille" in entry), self.sheet)
        said: dict[str, list[str]] = {}
        for column, value in ((c, v) for entry in entries for c, v in entry.items()):
            said.setdefault(column, []).append(value)
        joined = {column: " ; ".join(dict.fromkeys(values)) for column, values in said.items()}
        cells = {**self.cells, **self._told(element), **joined}
        kept = {column.key: cells[column.key] for column in template.columns if cells.get(column.key)}
        return SheetRow(template.name, element.number, template, kept, {c.key: c.header for c in template.columns})

    def unknown(self, element: Element) -> tuple[str, ...]:
        """Its categories that the mapping does not speak of."""
        return tuple(name for name in element.categories if folded(name) not in self.categories)

    def _told(self, element: Element) -> Entry:
        told = {"reference": element.id, "name": element.name}
        told |= {"commune": element.commune, "postcode": element.postcode}
        if element.latitude is not None and element.longitude is not None:
            told |= {"latitude": f"{element.latitude:.6f}", "longitude": f"{element.longitude:.6f}"}
        told |= {column: element.fields[name] for name, column in self.fields.items() if name in element.fields}
        return {column: value for column, value in told.items() if value}


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        UsageError: not YAML, a sheet or column that does not exist (the sentence names those that do), a private field.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > _LONGEST:
            raise _wrong(path, Text(f"plus de {_LONGEST} signes", f"over {_LONGEST} characters"))
        document = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader that knows no aliases
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise _wrong(path, Text(str(error), str(error))) from None
    if not isinstance(document, dict) or not set(document) <= set(_PARTS) or "feuille" not in document:
        names = ", ".join(_PARTS)
        raise _wrong(path, Text(f"parties attendues : {names}", f"parts expected: {names}"))
    sheet = _sheet(path, document["feuille"])
    fields = _entry(path, document.get("champs"))
    if private := [name for name in fields if is_private(name)]:
        names = ", ".join(private)
        raise _wrong(path, Text(f"champ privé, jamais chargé : {names}", f"private field, never loaded: {names}"))
    categories = {
        folded(str(name)): _category(path, sheet, said) for name, said in _items(path, document, "catégories")
    }
    cells = _filled(path, sheet, _entry(path, document.get("colonnes")))
    filled = {name: next(iter(_filled(path, sheet, {column: ""}))) for name, column in fields.items()}
    return Mapping(sheet, cells, filled, categories)


def _category(path: Path, sheet: Template, said: object) -> Entry | None:
    if isinstance(said, str) and folded(said) in IGNORED:
        return None
    entry = _entry(path, said)
    own = _sheet(path, entry["feuille"]) if "feuille" in entry else sheet
    filled = _filled(path, own, {column: value for column, value in entry.items() if column != "feuille"})
    return filled | ({"feuille": own.name} if "feuille" in entry else {})


def _sheet(path: Path, name: object) -> Template:
    found = SHEETS.get(folded(str(name)))
    if found is None:
        names = ", ".join(template.name for template in SHEETS.values())
        raise _wrong(path, Text(f"« {name} » n’est pas une feuille : {names}", f"“{name}” is no sheet: {names}"))
    return found


def _filled(path: Path, sheet: Template, entry: Entry) -> Entry:
    """The entry under the keys of its columns; headers and synonyms are understood as in a spreadsheet."""
    filled = {}
    for name, value in entry.items():
        column = sheet.column(name)
        if column is None or column.key in _CONTACTS:
            names = ", ".join(c.header for c in sheet.columns if c.key not in _CONTACTS)
            why = Text(
                f"« {name} » n’est pas une colonne de « {sheet.name} » : {names}",
                f"“{name}” is no column of “{sheet.name}”: {names}",
            )
            raise _wrong(path, why)
        filled[column.key] = value
    return filled


def _items(path: Path, document: dict[str, Any], part: str) -> Iterable[tuple[object, object]]:
    found = document.get(part) or {}
    if not isinstance(found, dict):
        raise _wrong(path, Text(f"« {part} » : des clés et des valeurs", f"“{part}”: keys and values"))
    return found.items()


def _entry(path: Path, said: object) -> Entry:
    found = said if said is not None else {}
    if not isinstance(found, dict):
        why = Text(f"« {said} » : écrivez colonne: valeur, ou ignorer", f"“{said}”: write column: value, or ignorer")
        raise _wrong(path, why)
    return {str(k): " ; ".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in found.items()}


def _wrong(path: Path, why: Text) -> UsageError:
    return UsageError(Text(f"{path.name} : {why.fr}.", f"{path.name}: {why.en}."))
