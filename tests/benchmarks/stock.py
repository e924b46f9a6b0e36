"""A synthetic StockUniteLegale of any size: one unit in twenty is an association, one of those in three has an RNA number.

Written by DuckDB in some seconds for ten million rows; the thirty million of the real file take about five gigabytes.
"""

from pathlib import Path

import duckdb

from tests.loaders.stock import UNIT

SHARE = 20
"""Legal units for one association."""

_ASSOCIATION = f"i % {SHARE} = 0"
# A SIREN is eight digits and the key of Luhn: from the right, every other digit is doubled.
_DOUBLED = " + ".join(
    f"(2 * ((i // 1{'0' * k}) % 10)) % 10 + (2 * ((i // 1{'0' * k}) % 10)) // 10" for k in (0, 2, 4, 6)
)
_PLAIN = " + ".join(f"(i // 1{'0' * k}) % 10" for k in (1, 3, 5, 7))
_VALUES = {
    "siren": f"printf('%08d%d', i, (10 - ({_DOUBLED} + {_PLAIN}) % 10) % 10)",
    "statutDiffusionUniteLegale": "CASE WHEN i % 97 = 0 THEN 'P' ELSE 'O' END",
    "dateCreationUniteLegale": "CAST(DATE '1950-01-01' + CAST(i % 27000 AS INTEGER) AS VARCHAR)",
    "sexeUniteLegale": f"CASE WHEN {_ASSOCIATION} THEN NULL ELSE 'F' END",
    "prenom1UniteLegale": f"CASE WHEN {_ASSOCIATION} THEN NULL ELSE 'PRENOM' END",
    "nomUniteLegale": f"CASE WHEN {_ASSOCIATION} THEN NULL ELSE 'NOM' END",
    "identifiantAssociationUniteLegale": f"CASE WHEN i % {3 * SHARE} = 0 THEN printf('W%09d', i // {SHARE}) END",
    "trancheEffectifsUniteLegale": "CASE WHEN i % 7 = 0 THEN '02' ELSE 'NN' END",
    "anneeEffectifsUniteLegale": "CASE WHEN i % 7 = 0 THEN '2023' END",
    "dateDernierTraitementUniteLegale": "'2024-03-22T14:33:08'",
    "nombrePeriodesUniteLegale": "'3'",
    "dateDebut": "'2020-01-01'",
    "etatAdministratifUniteLegale": "CASE WHEN i % 3 = 0 THEN 'C' ELSE 'A' END",
    "denominationUniteLegale": f"CASE WHEN {_ASSOCIATION} THEN 'ASSOCIATION NUMERO ' || i END",
    "categorieJuridiqueUniteLegale": f"CASE WHEN {_ASSOCIATION} THEN '9220' ELSE '1000' END",
    "activitePrincipaleUniteLegale": "'94.99Z'",
    "nomenclatureActivitePrincipaleUniteLegale": "'NAFRev2'",
    "economieSocialeSolidaireUniteLegale": "CASE WHEN i % 2 = 0 THEN 'O' END",
    "caractereEmployeurUniteLegale": "CASE WHEN i % 7 = 0 THEN 'O' ELSE 'N' END",
}


def write_stock(path: Path, size: int) -> Path:
    """A file of so many legal units, one column a name of the real header."""
    columns = ", ".join(f'{_VALUES.get(name, "NULL")} AS "{name}"' for name in UNIT)
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        connection.execute(f"COPY (SELECT {columns} FROM range({size}) AS t(i)) TO '{path}' (HEADER, DELIMITER ',')")
    return path
