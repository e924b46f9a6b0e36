"""The territories of the official geographic code, for what sources read: as `Places`, and what lies in what."""

from collections.abc import Iterator
from functools import cache

from graph_service.engine.formats.ntriples import shared
from graph_service.engine.formats.sheets.places import UnresolvedError as UnresolvedError  # noqa: PLC0414 - for sources
from graph_service.engine.gazetteer import Gazetteer, by_name
from graph_service.languages import Text
from loaders.cog import article, commune_index, table


@cache
def gazetteer() -> Gazetteer:
    """The territories of the code, read once a process."""
    codes = {code: shared("commune", code) for code in commune_index().names}
    codes |= {row["code"]: shared("departement", row["code"]) for row in table("departements") if row.get("region")}
    codes |= {row["code"]: shared("epci", row["code"]) for row in table("epci")}
    return Gazetteer(
        communes=commune_index(),
        names=by_name(_names()),
        codes=codes,
        regions=frozenset(row["code"] for row in table("regions")),
        departements={
            shared("commune", row["code"]): shared("departement", str(row.get("departement")))
            for row in table("communes")
            if row["type"] == "commune-actuelle"
        },
    )


def _names() -> Iterator[tuple[str, str]]:
    for kind, rows in (
        ("commune", [row for row in table("communes") if row["type"] == "commune-actuelle"]),
        ("departement", [r for r in table("departements") if len(r["code"]) == 2 or r["code"].startswith("97")]),
        ("region", table("regions")),
    ):
        for row in rows:
            for name in {row["nom"], article(row) + row["nom"]}:
                yield name, shared(kind, row["code"])
    yield from ((row["nom"], shared("epci", row["code"])) for row in table("epci"))


def territory(written: str) -> str:
    """A territory by its code, or by its name if only one bears it (see `Gazetteer.territory`).

    Raises:
        UnresolvedError: none, or several.
    """
    return gazetteer().territory(written)


def commune(insee: str, name: str, postcode: str, departement: str) -> tuple[str | None, Text | None]:
    """A commune's IRI, and how it was found when not by its code; None if nothing was written.

    Raises:
        UnresolvedError: what was written names no commune, or several.
    """
    return gazetteer().commune(insee, name, postcode, departement)


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
