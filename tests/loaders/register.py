"""Invented rows under the real headers of the RNA."""

import csv
from pathlib import Path

WALDEC = [
    "id",
    "id_ex",
    "siret",
    "rup_mi",
    "gestion",
    "date_creat",
    "date_decla",
    "date_publi",
    "date_disso",
    "nature",
    "groupement",
    "titre",
    "titre_court",
    "objet",
    "objet_social1",
    "objet_social2",
    "adrs_complement",
    "adrs_numvoie",
    "adrs_repetition",
    "adrs_typevoie",
    "adrs_libvoie",
    "adrs_distrib",
    "adrs_codeinsee",
    "adrs_codepostal",
    "adrs_libcommune",
    "adrg_declarant",
    "adrg_complemid",
    "adrg_complemgeo",
    "adrg_libvoie",
    "adrg_distrib",
    "adrg_codepostal",
    "adrg_achemine",
    "adrg_pays",
    "dir_civilite",
    "siteweb",
    "publiweb",
    "observation",
    "position",
    "maj_time",
]
IMPORT = [
    "id",
    "id_ex",
    "siret",
    "gestion",
    "date_creat",
    "date_publi",
    "nature",
    "groupement",
    "titre",
    "objet",
    "objet_social1",
    "objet_social2",
    "adr1",
    "adr2",
    "adr3",
    "adrs_codepostal",
    "libcom",
    "adrs_codeinsee",
    "dir_civilite",
    "siteweb",
    "observation",
    "position",
    "rup_mi",
    "maj_time",
]
PLAIN = {
    "id": "W353000001", "gestion": "353P", "date_creat": "2014-08-11", "date_decla": "2019-05-29",
    "date_publi": "2014-08-23", "date_disso": "0001-01-01", "nature": "D", "groupement": "S", "titre": "LES EXEMPLES",
    "titre_court": "EXEMPLES", "objet": "donner des exemples", "objet_social1": "006000", "objet_social2": "000000",
    "adrs_numvoie": "12", "adrs_libvoie": "SECRETE", "adrs_codeinsee": "35360", "adrs_codepostal": "35500",
    "adrs_libcommune": "Vitré", "adrg_declarant": "Madame Secrète", "dir_civilite": "MF", "publiweb": "0",
    "observation": "note secrète", "position": "A", "maj_time": "2019-06-01 12:45:31",
}  # fmt: skip


def write_register(
    path: Path, *changes: dict[str, str], columns: list[str] = WALDEC, encoding: str = "utf-8-sig"
) -> Path:
    """A file with one row a change, each a plain row but for what changes."""
    with path.open("w", encoding=encoding, newline="", errors="surrogateescape") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", quoting=csv.QUOTE_ALL, extrasaction="ignore", restval="")
        writer.writeheader()
        for number, change in enumerate(changes, start=1):
            writer.writerow({**PLAIN, "id": f"W35300000{number}", "libcom": PLAIN["adrs_libcommune"], **change})
    return path
