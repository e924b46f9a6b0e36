"""A commune found from what files say: present, former and partial codes, postcodes with names.

Codes are not unique: 584 of them also name a commune déléguée. The kind is always part of the answer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graph_service.languages import Text, folded

MOVED = {"97123": "97701", "97127": "97801"}
"""Saint-Barthélemy and Saint-Martin left Guadeloupe in 2007 and took codes of their own."""

_LYON = re.compile(r"6930([1-9])\Z")
_CEDEX = re.compile(r"\b(cedex|\d+e?r?)\b")


class Found(NamedTuple):
    """A commune found: its present code, the municipal district if one was named, and the repair that led there."""

    commune: str
    district: str | None = None
    repair: Text | None = None


def folded_name(name: str) -> str:
    """A commune's name for comparison: saints in full, and no cedex."""
    words = re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", folded(name)))
    return _CEDEX.sub("", words).strip()


@dataclass(frozen=True)
class CommuneIndex:
    """Present communes, and the ways that lead to them from codes and names of other kinds."""

    names: Mapping[str, str]
    """Code → name, of the present communes."""
    districts: Mapping[str, str] = field(default_factory=dict)
    """Code of a municipal district → its commune."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Code of a delegated or associated commune → its commune."""
    successors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Former code → the present ones."""
    by_postcode: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def find(self, code: str, postcode: str, name: str) -> Found | Text:
        """The present commune for an INSEE code, helped by postcode and name; or the reason why there is none."""
        if code in self.names:
            return Found(code)
        if code in self.districts:
            return Found(self.districts[code], code)
        repaired = self._repaired(code)
        return repaired if repaired and repaired.commune in self.names else self._by_name(code, postcode, name)

    def at_postcode(self, postcode: str) -> list[str]:
        """The names of the communes that have a postcode."""
        return [self.names[code] for code in self.by_postcode.get(postcode, ())]

    def _repaired(self, code: str) -> Found | None:
        if lyon := _LYON.match(code):
            district = f"6938{lyon.group(1)}"
            return Found(
                "69123",
                district,
                Text("code de Lyon corrigé (6930x → 6938x)", "Lyon code corrected (6930x → 6938x)"),
            )
        if code in self.parts:
            return Found(
                self.parts[code],
                None,
                Text("commune déléguée ou associée", "delegated or associated commune"),
            )
        if code in MOVED:
            return Found(MOVED[code], None, Text("collectivité détachée en 2007", "collectivity detached in 2007"))
        new = self.successors.get(code, ())
        return Found(new[0], None, Text("code remplacé", "replaced code")) if len(new) == 1 else None

    def _by_name(self, code: str, postcode: str, name: str) -> Found | Text:
        candidates = self.by_postcode.get(postcode, ())
        wanted = folded_name(name)
        same = [commune for commune in candidates if folded_name(self.names[commune]) == wanted] if wanted else []
        if len(same) == 1:
            return Found(same[0], None, Text("trouvée par code postal et nom", "found by postcode and name"))
        if len(self.successors.get(code, ())) > 1:
            return Text("code partagé entre plusieurs communes", "code split between several communes")
        if code.strip("0") == "":
            return Text("aucun code, et le nom ne suffit pas", "no code, and the name does not suffice")
        return Text("code de commune inconnu", "unknown commune code")
