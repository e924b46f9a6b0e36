"""Territories found from what people write: codes, names, names with a postcode or a département. Never a guess."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_service.engine.communes import CommuneIndex, folded_name
from graph_service.engine.formats.ntriples import shared
from graph_service.engine.formats.sheets.places import UnknownPlaceError, UnresolvedError
from graph_service.languages import Text

_KIND_WORDS = {
    "region": "region", "departement": "departement", "commune": "commune", "epci": "epci",
    "ca": "epci", "cc": "epci", "cu": "epci", "metro": "epci", "met69": "epci",
}  # fmt: skip
"""First word of what is written → the kind it tells, when a name is not enough: « région Bretagne »."""

_REGION_CODE = re.compile(r"\s*r[ée]gion\s+([0-9]{2})\s*\Z", re.IGNORECASE)
_JOINTS = re.compile(r"(?:du|des|de la|de l|de|d)\s+")


def by_name(names: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Name as it is compared → the territories that bear it, from pairs of a name and a territory's term."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, place in names:
        found[_told(name)[1]].add(place)
    return {name: frozenset(places) for name, places in found.items()}


def _told(written: str) -> tuple[str, str]:
    """The kind that the first word tells, or nothing, and the name."""
    name = folded_name(written)
    first, _, rest = name.partition(" ")
    if rest and first in _KIND_WORDS:
        return _KIND_WORDS[first], _JOINTS.sub("", rest, count=1) if _JOINTS.match(rest) else rest
    return "", name


@dataclass(frozen=True)
class Gazetteer:
    """The territories of one edition of the official code, whoever read it; its answers are terms."""

    communes: CommuneIndex
    names: Mapping[str, frozenset[str]]
    """Of every territory, as `by_name` gives them."""
    codes: Mapping[str, str]
    """Code → commune, département or EPCI."""
    regions: frozenset[str]
    """Codes of régions: only « région 53 » tells that 53 is one."""
    departements: Mapping[str, str]
    """Commune → the département, or what has its place overseas."""

    def territory(self, written: str) -> str:
        """A commune, EPCI or département by its code, or any territory by its name if only one bears it.

        « région 53 » and « région Bretagne » tell the kind, where a code or a name alone would name several.

        Raises:
            UnresolvedError: none, or several.
        """
        code = written.replace(" ", "").upper()
        if code in self.codes:
            return self.codes[code]
        if (told := _REGION_CODE.match(written)) and told[1] in self.regions:
            return shared("region", told[1])
        kind, name = _told(written)
        return _only(written, frozenset(p for p in self.names.get(name, ()) if f"/id/{kind}" in p))

    def commune(self, insee: str, name: str, postcode: str, departement: str) -> tuple[str | None, Text | None]:
        """A commune, and how it was found when not by its code; None if nothing was written.

        Raises:
            UnresolvedError: what was written names no commune, or several.
        """
        if not (insee or name or postcode):
            return None, None
        code = insee.strip().upper()
        code = code.zfill(5) if code.isdigit() else code
        if code or postcode:
            found = self.communes.find(code, postcode.strip().zfill(5) if postcode else "", name)
            if not isinstance(found, Text):
                return shared("commune", found.commune), found.repair
            if code.strip("0") or not departement:
                raise UnknownPlaceError(self._near(found, postcode))
        return self._by_departement(name, departement)

    def _by_departement(self, name: str, departement: str) -> tuple[str, Text | None]:
        places = frozenset(p for p in self.names.get(_told(name)[1], ()) if "/id/commune/" in p)
        if departement:
            wanted = self.territory(departement)
            places = frozenset(place for place in places if self.departements.get(place) == wanted)
        how = Text("trouvée par nom et département", "found by name and département")
        alone = Text("trouvée par son nom, que seule cette commune porte", "found by its name, which it alone bears")
        return _only(name, places), how if departement else alone

    def _near(self, reason: Text, postcode: str) -> Text:
        there = self.communes.at_postcode(postcode.strip().zfill(5))
        if not there:
            return reason
        listed = ", ".join(there[:8])
        return Text(f"{reason.fr} ; à ce code postal : {listed}", f"{reason.en}; at that postcode: {listed}")


def _only(written: str, places: frozenset[str]) -> str:
    if len(places) == 1:
        return next(iter(places))
    if not places:
        raise UnknownPlaceError(
            Text(f"« {written} » n’est pas un territoire connu", f"“{written}” is no known territory")
        )
    listed = ", ".join(sorted(place.strip("<>").split("/id/")[1] for place in places)[:6])
    raise UnresolvedError(
        Text(
            f"« {written} » désigne plusieurs territoires : {listed} ; donnez le code",
            f"“{written}” names several territories: {listed}; give the code",
        )
    )
