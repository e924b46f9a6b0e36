"""The official geographic code (COG 2026) as the build brought it in, and a commune found from what files say.

Codes are not unique: 584 of them also name a commune déléguée. The kind is always part of the answer.
"""

import gzip
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from graph_service.errors import UsageError
from graph_service.languages import Text, folded

VINTAGE = "2026-01-01"
"""The day for which the code is given."""

MOVED = {"97123": "97701", "97127": "97801"}
"""Saint-Barthélemy and Saint-Martin left Guadeloupe in 2007 and took codes of their own."""

_LYON = re.compile(r"6930([1-9])\Z")
_ARTICLE = {2: "Le ", 3: "La ", 4: "Les ", 5: "L'", 6: "Aux ", 7: "Las ", 8: "Los "}
_CEDEX = re.compile(r"\b(cedex|\d+e?r?)\b")


class Found(NamedTuple):
    """A commune found: its present code, the municipal district if one was named, and the repair that led there."""

    commune: str
    district: str | None = None
    repair: Text | None = None


@cache
def table(name: str) -> list[dict[str, Any]]:
    """One of the tables: communes, epci, departements, regions, arrondissements.

    Raises:
        UsageError: the build did not bring the data in.
    """
    path = Path(__file__).parent / "data" / "cog" / f"{name}.json.gz"
    try:
        rows: list[dict[str, Any]] = json.loads(gzip.decompress(path.read_bytes()))
    except FileNotFoundError:
        raise UsageError(
            Text(
                "Les données du COG manquent : relancez `make install`.",
                "The COG data is missing: run `make install` again.",
            )
        ) from None
    return rows


def article(row: dict[str, Any]) -> str:
    """The article of a name (INSEE's TNCC), an empty string if it takes none."""
    return _ARTICLE.get(row.get("typeLiaison", 0), "")


def folded_name(name: str) -> str:
    """A commune's name for comparison: saints in full, and no cedex."""
    words = re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", folded(name)))
    return _CEDEX.sub("", words).strip()


class CommuneIndex:
    """Present communes, and the ways that lead to them from codes and names of other kinds."""

    def __init__(self) -> None:
        rows = table("communes")
        present = [row for row in rows if row["type"] == "commune-actuelle"]
        self.names: dict[str, str] = {row["code"]: row["nom"] for row in present}
        self.districts: dict[str, str] = {
            r["code"]: r["commune"] for r in rows if r["type"] == "arrondissement-municipal"
        }
        self.parts: dict[str, str] = {
            row["code"]: row["chefLieu"] for row in rows if row["type"] in ("commune-deleguee", "commune-associee")
        }
        self.successors: dict[str, list[str]] = defaultdict(list)
        self.by_postcode: dict[str, list[str]] = defaultdict(list)
        for row in present:
            for old in row.get("anciensCodes", ()):
                self.successors[old].append(row["code"])
            for postcode in row.get("codesPostaux", ()):
                self.by_postcode[postcode].append(row["code"])

    def find(self, code: str, postcode: str, name: str) -> Found | Text:
        """The present commune for an INSEE code, helped by postcode and name; or the reason why there is none."""
        if code in self.names:
            return Found(code)
        if code in self.districts:
            return Found(self.districts[code], code)
        return self._repaired(code) or self._by_name(code, postcode, name)

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
        new = self.successors.get(code, [])
        return Found(new[0], None, Text("code remplacé", "replaced code")) if len(new) == 1 else None

    def _by_name(self, code: str, postcode: str, name: str) -> Found | Text:
        candidates = self.by_postcode.get(postcode, [])
        wanted = folded_name(name)
        same = [commune for commune in candidates if folded_name(self.names[commune]) == wanted] if wanted else []
        if len(same) == 1:
            return Found(same[0], None, Text("trouvée par code postal et nom", "found by postcode and name"))
        if len(self.successors.get(code, [])) > 1:
            return Text("code partagé entre plusieurs communes", "code split between several communes")
        if code.strip("0") == "":
            return Text("aucun code, et le nom ne suffit pas", "no code, and the name does not suffice")
        return Text("code de commune inconnu", "unknown commune code")


@cache
def commune_index() -> CommuneIndex:
    """The index, built once a process (about 0.3 s)."""
    return CommuneIndex()
