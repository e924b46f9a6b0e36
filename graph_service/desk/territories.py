"""Territories as rights know them: what begins as their IRIs do; what lies in several belongs to none."""

from graph_service.vocabulary import SHARED

TERRITORIES = tuple(
    f"{SHARED}id/{kind}/"
    for kind in ("commune", "departement", "region", "epci", "collectivite-outre-mer", "arrondissement", "several")
)
"""Beginnings of the IRIs of territories."""

SEVERAL = f"{SHARED}id/several/territories"
"""Where things lie that no one territory holds: who decides on them decides everywhere."""
