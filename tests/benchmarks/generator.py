"""Synthetic RNA files in the layout of waldec: `python -m tests.benchmarks.generator ROWS FILE`.

Invented associations in real communes with real activity codes; the same seed and size give the same file.
A share of the rows has the register's own faults, so that repairs and refusals are part of what is measured.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from loaders.cog import table
from loaders.nomenclature import labels
from tests.benchmarks.words import vocabulary, zipf

# fmt: off
COLUMNS = (
    "id", "id_ex", "siret", "rup_mi", "gestion", "date_creat", "date_decla", "date_publi", "date_disso",
    "nature", "groupement", "titre", "titre_court", "objet", "objet_social1", "objet_social2",
    "adrs_complement", "adrs_numvoie", "adrs_repetition", "adrs_typevoie", "adrs_libvoie", "adrs_distrib",
    "adrs_codeinsee", "adrs_codepostal", "adrs_libcommune", "adrg_declarant", "adrg_complemid",
    "adrg_complemgeo", "adrg_libvoie", "adrg_distrib", "adrg_codepostal", "adrg_achemine", "adrg_pays",
    "dir_civilite", "siteweb", "publiweb", "observation", "position", "maj_time",
)
# fmt: on
QUIRKY = 0.12
"""Share of rows with one fault."""

_QUIRKS = (
    {"id": "sans numéro"},
    {"adrs_codeinsee": "69307", "adrs_codepostal": "69007", "adrs_libcommune": "Lyon"},
    {"adrs_codeinsee": "97127", "adrs_codepostal": "97150", "adrs_libcommune": "SAINT MARTIN"},
    {"adrs_codeinsee": "91999"},
    {"adrs_codepostal": "35042", "adrs_libcommune": "RENNES CEDEX"},
    {"date_publi": "1901-07-01"},
    {"date_decla": "2099-01-01"},
    {"date_creat": "2015-13-45"},
    {"objet_social1": "6035"},
    {"objet_social1": "999999"},
    {"siret": "12345678901234"},
    {"siteweb": "http://http://exemple.fr", "publiweb": "1"},
    {"siteweb": "écrire au siège", "publiweb": "1"},
    {"titre": "L\x92ATELIER DU C\x9cUR <ABC>"},
    {"objet": 'dit "le club" ; deux  espaces\net une ligne de plus'},
    {"objet": "appeler le 01 23 45 67 89"},
    {"objet": "O"},
    {"position": "I"},
    {"maj_time": "0001-01-01  00:00:00"},
)


class Register:
    """A register that never ends: each row is a dictionary by column."""

    def __init__(self, seed: int = 1901) -> None:
        self.random = Random(seed)
        communes = [row for row in table("communes") if row["type"] == "commune-actuelle" and row.get("codesPostaux")]
        self.random.shuffle(communes)
        self._places = {row["code"]: row for row in communes}
        self._communes = zipf(self.random, list(self._places))
        self._words = zipf(self.random, vocabulary(self.random))
        self._activities = zipf(self.random, self.random.sample(sorted(labels()), len(labels())))

    def rows(self, count: int) -> Iterator[dict[str, str]]:
        """The first rows."""
        for number in range(count):
            row = self._row(number)
            if self.random.random() < QUIRKY:
                row |= self.random.choice(_QUIRKS)
            yield row

    def _row(self, number: int) -> dict[str, str]:
        place = self._places[next(self._communes)]
        office = f"{place['departement'][:2]}{self.random.randint(1, 4)}{self.random.choice('PS')}"
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "id": number_of(number),
            "gestion": office,
            "adrg_pays": "FRANCE",
            "adrs_distrib": "_",
            "publiweb": "0",
        }
        row |= {"nature": "D", "groupement": "F" if number % 50 == 0 else "S"}
        row |= self._status() | self._wording() | self._dates()
        postcode = place["codesPostaux"][0]
        row |= {"adrs_codeinsee": place["code"], "adrs_codepostal": postcode, "adrs_libcommune": place["nom"]}
        return row | {"adrg_codepostal": postcode, "adrg_achemine": place["nom"].upper()}

    def _status(self) -> dict[str, str]:
        second = next(self._activities) if self.random.random() < 0.2 else "000000"
        return {
            "position": self.random.choices("ADS", (85, 14, 1))[0],
            "objet_social1": next(self._activities),
            "objet_social2": second,
        }

    def _wording(self) -> dict[str, str]:
        title = " ".join(self._take(2, 6)).upper()
        found = {"titre": title, "titre_court": title[:38], "objet": " ".join(self._take(5, 60))}
        if self.random.random() < 0.05:
            found |= {"siteweb": f"www.{next(self._words)}.fr".replace("é", "e"), "publiweb": "1"}
        return found

    def _take(self, least: int, most: int) -> list[str]:
        return [next(self._words) for _ in range(self.random.randint(least, most))]

    def _dates(self) -> dict[str, str]:
        year, month, day = (
            self.random.randint(1950, 2020),
            self.random.randint(1, 12),
            self.random.randint(1, 28),
        )
        created, declared = f"{year}-{month:02}-{day:02}", f"{year + 1}-{month:02}-{day:02}"
        moment = f"{declared} {self.random.randint(0, 23):02}:00:{day:02}"
        return {"date_creat": created, "date_decla": declared, "date_publi": created, "maj_time": moment}


def number_of(number: int) -> str:
    """A number of its own for each association; some hold a letter, as the real ones do."""
    return f"W9R{number:07}" if number % 30 == 0 else f"W{number:09}"


def write_file(path: Path, count: int) -> Path:
    """Write a file of so many rows, UTF-8 with its mark, every cell quoted."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(Register().rows(count))
    return path


if __name__ == "__main__":
    write_file(Path(sys.argv[2]), int(sys.argv[1]))
