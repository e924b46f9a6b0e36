"""French territories (COG 2026): regions, departments, overseas collectivities, inter-communal bodies, communes.

With their parts (déléguées, associées, municipal districts), their abolished codes and successors, dated
memberships, and a point for each commune when the geometry was fetched.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from graph_service.engine.formats.ntriples import LABEL, TYPE, day, decimal, describe, own, shared, term, text, whole
from graph_service.engine.frequencies import ANNUAL
from graph_service.languages import Text
from loaders import geometry
from loaders.cog import VINTAGE, article, commune_index, table
from loaders.source import LICENCE_OUVERTE, Loading, Option, Part, Source

_DATA = Path(__file__).parents[1] / "data" / "cog"
_TODAY = date.fromisoformat(VINTAGE)
_PART_KINDS = {
    "commune-deleguee": ("CommuneDeleguee", "chefLieu"),
    "commune-associee": ("CommuneAssociee", "chefLieu"),
    "arrondissement-municipal": ("ArrondissementMunicipal", "commune"),
}


def lines(loading: Loading) -> Iterator[str]:
    """Every territory, from the widest to the narrowest."""
    points = geometry.points(loading)
    yield from _regions()
    yield from _departements()
    yield from _arrondissements()
    yield from _epci()
    for row in table("communes"):
        if row["type"] == "commune-actuelle":
            yield from _commune(row, points.get(row["code"]))
        else:
            yield from _part(row)
    yield from _memberships()
    yield from _abolished()


def _named(subject: str, kind: str, row: dict[str, Any]) -> Iterator[str]:
    """Type, code and names; the article stands in the names of communes and outside those of the others."""
    name, joint = row["nom"], article(row)
    bare = name.removeprefix(joint)
    full = name if name.startswith(joint) else joint + name
    yield from describe(
        subject,
        (TYPE, own(kind)),
        (LABEL, text(name, "fr")),
        (own("inseeCode"), text(row["code"])),
        (own("nameWithArticle"), text(full, "fr") if full != name else None),
        (own("nameWithoutArticle"), text(bare, "fr") if bare != name else None),
    )


def _is_overseas(row: dict[str, Any]) -> bool:
    return bool(row.get("zone") == "com")


def _regions() -> Iterator[str]:
    communes = commune_index().names
    for row in table("regions"):
        overseas = _is_overseas(row)
        subject = shared("collectivite-outre-mer" if overseas else "region", row["code"])
        yield from _named(subject, "OverseasCollectivity" if overseas else "Region", row)
        # Two overseas rows of the source name a seat that is not theirs, or none: a seat shares its territory's code.
        seat = row["chefLieu"]
        right = seat in communes and (not overseas or seat.startswith(row["code"]))
        yield from describe(subject, (own("seat"), shared("commune", seat) if right else None))


def _departements() -> Iterator[str]:
    for row in table("departements"):
        if _is_overseas(row):
            continue
        subject, region = shared("departement", row["code"]), shared("region", row["region"])
        yield from _named(subject, "Departement", row)
        yield from describe(
            subject,
            (own("region"), region),
            (own("within"), region),
            (own("seat"), shared("commune", row["chefLieu"])),
        )


def _arrondissements() -> Iterator[str]:
    for row in table("arrondissements"):
        subject, departement = (
            shared("arrondissement", row["code"]),
            shared("departement", row["departement"]),
        )
        yield from _named(subject, "Arrondissement", row)
        yield from describe(subject, (own("departement"), departement), (own("within"), departement))


def _epci() -> Iterator[str]:
    for row in table("epci"):
        subject = shared("epci", row["code"])
        yield from describe(
            subject,
            (TYPE, own("Epci")),
            (LABEL, text(row["nom"], "fr")),
            (own("siren"), text(row["code"])),
            (own("epciKind"), text(row["type"])),
            (own("population"), whole(row["populationMunicipale"])),
            *_around(row),
        )


def _around(epci: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What an EPCI lies in: its members' département, or their région and, in part, each of the départements."""
    members = [_rows_by_code()[member["code"]] for member in epci["membres"] if member["code"] in _rows_by_code()]
    places = sorted({member["departement"] for member in members if not _is_overseas(member)})
    regions = {member["region"] for member in members if not _is_overseas(member)}
    if len(places) == 1:
        yield own("within"), shared("departement", places[0])
        return
    if len(regions) == 1:
        yield own("within"), shared("region", next(iter(regions)))
    yield from ((own("partlyWithin"), shared("departement", code)) for code in places)


@cache
def _rows_by_code() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in table("communes") if row["type"] == "commune-actuelle"}


def _commune(row: dict[str, Any], point: tuple[float, float] | None) -> Iterator[str]:
    subject = shared("commune", row["code"])
    yield from _named(subject, "Commune", row)
    overseas = _is_overseas(row)
    parent = shared("collectivite-outre-mer" if overseas else "departement", row["departement"])
    yield from describe(
        subject,
        (own("overseasCollectivity" if overseas else "departement"), parent),
        (own("within"), parent),
        (own("region"), None if overseas else shared("region", row["region"])),
        (
            own("arrondissement"),
            shared("arrondissement", row["arrondissement"]) if row.get("arrondissement") else None,
        ),
        (own("siren"), text(row["siren"]) if row.get("siren") else None),
        (own("population"), whole(row["population"]) if row.get("population") is not None else None),
        *((own("postcode"), text(postcode)) for postcode in row.get("codesPostaux", ())),
    )
    if point is not None:
        yield from describe(
            subject, (term("wgs84:long"), decimal(point[0], 5)), (term("wgs84:lat"), decimal(point[1], 5))
        )


def _part(row: dict[str, Any]) -> Iterator[str]:
    kind, parent_key = _PART_KINDS[row["type"]]
    subject, parent = shared(row["type"], row["code"]), shared("commune", row[parent_key])
    yield from _named(subject, kind, row)
    yield from describe(
        subject,
        (own("commune"), parent),
        (own("within"), parent),
        (own("population"), whole(row["population"]) if row.get("population") is not None else None),
        *((own("postcode"), text(postcode)) for postcode in row.get("codesPostaux", ())),
    )


def _memberships() -> Iterator[str]:
    """A commune's membership of its EPCI: what is read on the day of the code, and a shortcut."""
    for epci in table("epci"):
        body = shared("epci", epci["code"])
        for member in epci["membres"]:
            commune = shared("commune", member["code"])
            membership = f"{commune[:-1]}#epci-{epci['code']}>"
            yield from describe(commune, (own("epci"), body), (own("within"), body))
            yield from describe(
                membership,
                (TYPE, own("TerritoryMembership")),
                (own("memberTerritory"), commune),
                (own("containingTerritory"), body),
                (own("observedOn"), day(_TODAY)),
            )


def _abolished() -> Iterator[str]:
    """Former codes: entities of their own, with their successors; a part of the same code lends its name."""
    index = commune_index()
    names = {row["code"]: row["nom"] for row in table("communes") if row["type"] != "commune-actuelle"}
    for code, successors in sorted(index.successors.items()):
        if code in index.names:
            continue
        subject = shared("commune", code)
        yield from describe(
            subject,
            (TYPE, own("AbolishedCommune")),
            (LABEL, text(names.get(code, f"Ancienne commune {code}"), "fr")),
            (own("inseeCode"), text(code)),
            (own("abolishedBefore"), day(_TODAY)),
            *((term("dct:isReplacedBy"), shared("commune", successor)) for successor in successors),
        )


SOURCE = Source(
    name="territories",
    title=Text("Territoires français (COG 2026)", "French territories (COG 2026)"),
    licence=LICENCE_OUVERTE,
    publisher="INSEE, DGCL, IGN, La Poste ; réunis par Etalab",
    homepage="https://github.com/datagouv/decoupage-administratif",
    frequency=Text("annuelle", "yearly"),
    parts=lambda _paths, loading: [
        Part("territories", (*sorted(_DATA.glob("*.json.gz")), *geometry.files(loading)), lines)
    ],
    needs_paths=False,
    usage=Text(
        "aucun fichier à donner ; la géométrie est prise sur PyPI, ou dans un GeoJSON officiel (--contours)",
        "no file to give; geometry is fetched from PyPI, or from an official GeoJSON (--contours)",
    ),
    options=(
        Option("--contours", Text("GeoJSON officiel des communes", "official GeoJSON of communes"), multiple=True),
        Option("--no-geometry", Text("sans points ni contours", "without points or contours"), switch=True),
    ),
    rhythm=ANNUAL,
)
