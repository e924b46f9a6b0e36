"""The official geographic code (COG 2026) as the build brought it in."""

import gzip
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from graph_service.engine.communes import CommuneIndex as CommuneIndex  # noqa: PLC0414 - sources take it from here
from graph_service.engine.communes import Found as Found  # noqa: PLC0414 - and this
from graph_service.errors import UsageError
from graph_service.languages import Text

VINTAGE = "2026-01-01"
"""The day for which the code is given."""

_ARTICLE = {2: "Le ", 3: "La ", 4: "Les ", 5: "L'", 6: "Aux ", 7: "Las ", 8: "Los "}


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


@cache
def commune_index() -> CommuneIndex:
    """The index, built once a process (about 0.3 s)."""
    rows = table("communes")
    present = [row for row in rows if row["type"] == "commune-actuelle"]
    return CommuneIndex(
        names={row["code"]: row["nom"] for row in present},
        districts={row["code"]: row["commune"] for row in rows if row["type"] == "arrondissement-municipal"},
        parts={row["code"]: row["chefLieu"] for row in rows if row["type"] in ("commune-deleguee", "commune-associee")},
        successors=_grouped(present, "anciensCodes"),
        by_postcode=_grouped(present, "codesPostaux"),
    )


def _grouped(present: list[dict[str, Any]], name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in present:
        for code in row.get(name, ()):
            found[code].append(row["code"])
    return dict(found)
