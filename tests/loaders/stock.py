"""Invented rows under the real headers of StockUniteLegale and StockEtablissement (August 2026)."""

import csv
import zipfile
from pathlib import Path

_U = "UniteLegale"
UNIT = [
    "siren", f"statutDiffusion{_U}", f"unitePurgee{_U}", f"dateCreation{_U}", f"sigle{_U}", f"sexe{_U}", f"prenom1{_U}",
    f"prenom2{_U}", f"prenom3{_U}", f"prenom4{_U}", f"prenomUsuel{_U}", f"pseudonyme{_U}", f"identifiantAssociation{_U}",
    f"trancheEffectifs{_U}", f"anneeEffectifs{_U}", f"dateDernierTraitement{_U}", f"nombrePeriodes{_U}",
    "categorieEntreprise", "anneeCategorieEntreprise", "dateDebut", f"etatAdministratif{_U}", f"nom{_U}", f"nomUsage{_U}",
    f"denomination{_U}", f"denominationUsuelle1{_U}", f"denominationUsuelle2{_U}", f"denominationUsuelle3{_U}",
    f"categorieJuridique{_U}", f"activitePrincipale{_U}", f"nomenclatureActivitePrincipale{_U}", f"nicSiege{_U}",
    f"economieSocialeSolidaire{_U}", f"societeMission{_U}", f"caractereEmployeur{_U}", f"activitePrincipaleNAF25{_U}",
]  # fmt: skip
OLD_UNIT = [name for name in UNIT if "societeMission" not in name and "NAF25" not in name]
_E = "Etablissement"
SITE = [
    "siren", "nic", "siret", f"statutDiffusion{_E}", f"dateCreation{_E}", f"trancheEffectifs{_E}", f"anneeEffectifs{_E}",
    f"activitePrincipaleRegistreMetiers{_E}", f"dateDernierTraitement{_E}", "etablissementSiege", f"nombrePeriodes{_E}",
    f"complementAdresse{_E}", f"numeroVoie{_E}", f"indiceRepetition{_E}", f"typeVoie{_E}", f"libelleVoie{_E}",
    f"codePostal{_E}", f"libelleCommune{_E}", f"libelleCommuneEtranger{_E}", f"distributionSpeciale{_E}",
    f"codeCommune{_E}", f"codeCedex{_E}", f"libelleCedex{_E}", f"codePaysEtranger{_E}", f"libellePaysEtranger{_E}",
    "dateDebut", f"etatAdministratif{_E}", f"enseigne1{_E}", f"enseigne2{_E}", f"enseigne3{_E}", f"denominationUsuelle{_E}",
    f"activitePrincipale{_E}", f"nomenclatureActivitePrincipale{_E}", f"caractereEmployeur{_E}",
]  # fmt: skip
PLAIN_UNIT = {
    "siren": "356000000", f"statutDiffusion{_U}": "O", f"dateCreation{_U}": "2001-05-06", f"sexe{_U}": "F",
    f"prenom1{_U}": "Secrète", f"nom{_U}": "CACHÉE", f"identifiantAssociation{_U}": "W353000001",
    f"trancheEffectifs{_U}": "01", f"anneeEffectifs{_U}": "2023", "dateDebut": "2020-01-01", f"etatAdministratif{_U}": "A",
    f"denomination{_U}": "LES EXEMPLES", f"categorieJuridique{_U}": "9220", f"activitePrincipale{_U}": "94.99Z",
    f"nomenclatureActivitePrincipale{_U}": "NAFRev2", f"nicSiege{_U}": "00048", f"economieSocialeSolidaire{_U}": "O",
    f"caractereEmployeur{_U}": "O",
}  # fmt: skip
PLAIN_SITE = {
    "siren": "356000000", "nic": "00048", "siret": "35600000000048", f"statutDiffusion{_E}": "O", "etablissementSiege": "true",
    f"numeroVoie{_E}": "12", f"libelleVoie{_E}": "CACHEE", f"codePostal{_E}": "35500", f"libelleCommune{_E}": "VITRE",
    f"codeCommune{_E}": "35360", f"etatAdministratif{_E}": "A", f"enseigne1{_E}": "LA MAISON DES EXEMPLES",
}  # fmt: skip


def write_units(path: Path, *changes: dict[str, str], columns: list[str] = UNIT) -> Path:
    """A StockUniteLegale with one row a change; names in changes leave out « UniteLegale »."""
    rows = [{**PLAIN_UNIT, **_full(change, columns, _U)} for change in changes]
    return _write(path, columns, rows)


def write_sites(path: Path, *changes: dict[str, str]) -> Path:
    """A StockEtablissement with one row a change; names in changes leave out « Etablissement »."""
    return _write(path, SITE, [{**PLAIN_SITE, **_full(change, SITE, _E)} for change in changes])


def _full(change: dict[str, str], columns: list[str], end: str) -> dict[str, str]:
    return {name if name in columns else name + end: value for name, value in change.items()}


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> Path:
    table = path.with_suffix(".csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(table, table.name)
        table.unlink()
    return path
