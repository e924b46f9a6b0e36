"""Territories found from what people write: codes, names, names with a postcode or a département. Never a guess."""

import re
from collections import defaultdict
from functools import cache

from graph_service.languages import Text
from loaders.cog import article, commune_index, folded_name, table
from loaders.ntriples import shared

_KIND_WORDS = {
    "region": "region", "departement": "departement", "commune": "commune", "epci": "epci",
    "ca": "epci", "cc": "epci", "cu": "epci", "metro": "epci", "met69": "epci",
}  # fmt: skip
"""First word of what is written → the kind it tells, when a name is not enough: « région Bretagne »."""

_REGION_CODE = re.compile(r"\s*r[ée]gion\s+([0-9]{2})\s*\Z", re.IGNORECASE)
_JOINTS = re.compile(r"(?:du|des|de la|de l|de|d)\s+")


class UnresolvedError(Exception):
    """What is written names no territory, or several; the reason says which."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@cache
def _by_name() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in table("communes"):
        if row["type"] == "commune-actuelle":
            _note(found, row["nom"], shared("commune", row["code"]), article(row))
    for row in table("epci"):
        _note(found, row["nom"], shared("epci", row["code"]))
    for row in table("departements"):
        if len(row["code"]) == 2 or row["code"].startswith("97"):
            _note(found, row["nom"], shared("departement", row["code"]), article(row))
    for row in table("regions"):
        _note(found, row["nom"], shared("region", row["code"]), article(row))
    return {name: frozenset(places) for name, places in found.items()}


def _note(found: dict[str, set[str]], name: str, place: str, article: str = "") -> None:
    for written in {name, article + name}:
        found[_plain(written)].add(place)


def _plain(name: str) -> str:
    return _told(name)[1]


def _told(written: str) -> tuple[str, str]:
    """The kind that the first word tells, or nothing, and the name."""
    first, _, rest = folded_name(written).partition(" ")
    if rest and first in _KIND_WORDS:
        return _KIND_WORDS[first], _JOINTS.sub("", rest, count=1) if _JOINTS.match(rest) else rest
    return "", folded_name(written)


@cache
def _codes() -> dict[str, str]:
    codes = {code: shared("commune", code) for code in commune_index().names}
    codes |= {row["code"]: shared("departement", row["code"]) for row in table("departements") if row.get("region")}
    codes |= {row["code"]: shared("epci", row["code"]) for row in table("epci")}
    return codes


@cache
def _region_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in table("regions"))


def territory(written: str) -> str:
    """A commune, EPCI or département by its code, or any territory by its name if only one bears it.

    « région 53 » and « région Bretagne » tell the kind, where a code or a name alone would name several.

    Raises:
        UnresolvedError: none, or several.
    """
    code = written.replace(" ", "").upper()
    if code in _codes():
        return _codes()[code]
    kind, name = _told(written)
    if (told := _REGION_CODE.match(written)) and told[1] in _region_codes():
        return shared("region", told[1])
    places = frozenset(place for place in _by_name().get(name, ()) if f"/id/{kind}" in place)
    if len(places) == 1:
        return next(iter(places))
    raise UnresolvedError(_several(written, places) if places else _unknown(written))


def commune(insee: str, name: str, postcode: str, departement: str) -> tuple[str | None, Text | None]:
    """A commune's IRI, and how it was found when not by its code; None if nothing was written.

    Raises:
        UnresolvedError: what was written names no commune, or several.
    """
    if not (insee or name or postcode):
        return None, None
    index = commune_index()
    code = insee.strip().upper()
    code = code.zfill(5) if code.isdigit() else code
    if code or postcode:
        found = index.find(code, postcode.strip().zfill(5) if postcode else "", name)
        if not isinstance(found, Text):
            return shared("commune", found.commune), found.repair
        if code.strip("0") or not departement:
            raise UnresolvedError(_near(found, postcode))
    return _by_departement(name, departement)


def _by_departement(name: str, departement: str) -> tuple[str, Text | None]:
    places = [p for p in _by_name().get(_plain(name), ()) if "/id/commune/" in p]
    if departement:
        wanted = territory(departement)
        inside = {shared("commune", r["code"]) for r in table("communes") if _within(r, wanted)}
        places = [place for place in places if place in inside]
    if len(places) == 1:
        how = Text("trouvée par nom et département", "found by name and département")
        alone = Text("trouvée par son nom, que seule cette commune porte", "found by its name, which it alone bears")
        return places[0], how if departement else alone
    raise UnresolvedError(_several(name, frozenset(places)) if places else _unknown(name))


@cache
def _areas() -> dict[str, frozenset[str]]:
    """Commune → itself and the areas that it lies in."""
    members = {m["code"]: shared("epci", row["code"]) for row in table("epci") for m in row["membres"]}
    return {
        shared("commune", row["code"]): frozenset(
            filter(
                None,
                (
                    shared("commune", row["code"]),
                    shared("departement", str(row.get("departement"))),
                    shared("region", str(row.get("region"))),
                    members.get(row["code"]),
                ),
            )
        )
        for row in table("communes")
        if row["type"] == "commune-actuelle"
    }


def lies_in(place: str, area: str) -> bool:
    """Whether a commune is, or lies in, a territory."""
    return area in _areas().get(place, frozenset())


def epci_of(place: str) -> str | None:
    """The inter-communal body of a commune, if it is in one."""
    return next((area for area in _areas().get(place, ()) if "/id/epci/" in area), None)


def _within(row: dict[str, object], departement: str) -> bool:
    return row["type"] == "commune-actuelle" and shared("departement", str(row.get("departement"))) == departement


def _near(reason: Text, postcode: str) -> Text:
    names = commune_index().names
    there = [names[code] for code in commune_index().by_postcode.get(postcode.strip().zfill(5), [])]
    if not there:
        return reason
    listed = ", ".join(there[:8])
    return Text(f"{reason.fr} ; à ce code postal : {listed}", f"{reason.en}; at that postcode: {listed}")


def _several(written: str, places: frozenset[str]) -> Text:
    listed = ", ".join(sorted(place.strip("<>").split("/id/")[1] for place in places)[:6])
    return Text(
        f"« {written} » désigne plusieurs territoires : {listed} ; donnez le code",
        f"“{written}” names several territories: {listed}; give the code",
    )


def _unknown(written: str) -> Text:
    return Text(f"« {written} » n’est pas un territoire connu", f"“{written}” is no known territory")
