"""The WALDEC table itself, for whoever needs its codes."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "waldec.tsv"


@cache
def labels() -> dict[str, str]:
    """Code → label in French, families included."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: " ".join(row["libelle"].split()) for row in csv.DictReader(file, delimiter="\t")}


def family(code: str) -> str:
    """The family of a code: its three-digit prefix (for 20 codes the published parent differs from it)."""
    return code[:3] + "000"
