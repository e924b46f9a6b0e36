"""The JSON of a GoGoCarto map: gogofull, gogocompact or JSON-LD, as elements without anything private.

Shapes of the answers of `/api/elements.json`: `{"data": […], "ontology": "gogofull" | "gogocompact"}`, or
`{"@context": …, "@graph": […]}`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graph_service.errors import UnreadableTable
from graph_service.languages import Text

MAX_BYTES = 256 * 1024 * 1024
_PRIVATE = re.compile(
    r"mail|courriel|phone|(?<![a-z])tel(?![a-z])|owner|user|subscriber|modifiedby|contact|private|reports|votes|"
    r"responsable|dirigeant|president|président|referent|référent|prenom|prénom|civilite|civilité|naissance|tresorier|trésorier",
    re.IGNORECASE,
)
"""In the name of a field: GoGoCarto keeps these from its public answers, an administrator's export may hold them."""

_KNOWN = frozenset(
    [
        "id",
        "@id",
        "@type",
        "name",
        "geo",
        "address",
        "categories",
        "categoriesFull",
        "status",
        "moderationState",
        "createdAt",
        "updatedAt",
    ]
)
_STATUS, _MODERATION = 5, 6
_COMPACT = 5


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a map."""

    number: int
    """Its rank in the file, from 1."""
    id: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    categories: tuple[str, ...] = ()
    """Names or numbers of its options, as the file gives them."""
    commune: str = ""
    postcode: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    """Custom fields that hold text or a number, private ones left out."""
    status: int = 1
    """-6 to 7; below 1 it is not published."""
    moderation: int = 0
    """Other than 0: something is to be looked at."""


def read_elements(data: bytes, name: str) -> list[Element]:
    """The elements of a map.

    Raises:
        UnreadableTable: not JSON, too large, or not one of the three shapes.
    """
    if len(data) > MAX_BYTES:
        raise _unreadable(name, Text(f"plus de {MAX_BYTES} octets", f"over {MAX_BYTES} bytes"))
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, Text(f"ce n’est pas du JSON ({error})", f"this is not JSON ({error})")) from None
    found = document.get("data", document.get("@graph")) if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise _unreadable(
            name,
            Text(
                "ni « data » ni « @graph » : demandez /api/elements.json à la carte",
                "neither “data” nor “@graph”: ask the map for /api/elements.json",
            ),
        )
    return list(_elements(found))


def _elements(found: list[Any]) -> Iterator[Element]:
    for number, item in enumerate(found, start=1):
        if isinstance(item, list) and len(item) >= _COMPACT:
            yield _compact(number, item)
        elif isinstance(item, dict):
            yield _full(number, item)
        else:
            yield Element(number, "", "")


def _compact(number: int, item: list[Any]) -> Element:
    return Element(
        number,
        id=_text(item[0]),
        name=_text(item[1]),
        latitude=_degrees(item[2], 90),
        longitude=_degrees(item[3], 180),
        categories=_categories(item[4]),
        status=_whole(item[_STATUS], 1) if len(item) > _STATUS else 1,
        moderation=_whole(item[_MODERATION], 0) if len(item) > _MODERATION else 0,
    )


def _full(number: int, item: dict[str, Any]) -> Element:
    geo, address = item.get("geo"), item.get("address")
    place = geo if isinstance(geo, dict) else item
    where = address if isinstance(address, dict) else {}
    return Element(
        number,
        id=_text(item.get("id", item.get("@id"))),
        name=_text(item.get("name")),
        latitude=_degrees(place.get("latitude"), 90),
        longitude=_degrees(place.get("longitude"), 180),
        categories=_categories(item.get("categories") or item.get("categoriesFull")),
        commune=_text(where.get("addressLocality")),
        postcode=_text(where.get("postalCode")),
        fields={key: _text(value) for key, value in item.items() if _is_public(key) and _text(value)},
        status=_whole(item.get("status"), 1),
        moderation=_whole(item.get("moderationState"), 0),
    )


def is_private(key: str) -> bool:
    """Whether a field's name says that it was not given for publication."""
    return _PRIVATE.search(key) is not None


def _is_public(key: str) -> bool:
    return key not in _KNOWN and not is_private(key)


def _categories(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else []
    names = (_text(item.get("name", item.get("id")) if isinstance(item, dict) else item) for item in items)
    return tuple(dict.fromkeys(filter(None, names)))


def _text(value: object) -> str:
    """Text or a number as one line; nothing for what holds other things."""
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _degrees(value: object, most: int) -> float | None:
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    # 0, 0 is what an address that was not found is given.
    return found if 0 < abs(found) <= most else None


def _whole(value: object, default: int) -> int:
    try:
        return int(value)  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError, OverflowError):
        return default


def _unreadable(name: str, why: Text) -> UnreadableTable:
    return UnreadableTable(Text(f"{name} : {why.fr}.", f"{name}: {why.en}."))
