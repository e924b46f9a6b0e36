"""Organisations that a sheet names: by an official number where there is one, else by their name under our base."""

import base64
import hashlib
import re
from collections.abc import Iterator

from graph_service.engine.formats.ntriples import LABEL, TYPE, describe, iri, own, shared, term, text
from graph_service.engine.formats.sheets.cells import CellError
from graph_service.engine.formats.siren import luhn
from graph_service.languages import Text, folded

_RNA = re.compile(r"W[0-9A-Z]{9}\Z")


def key(*parts: str) -> str:
    """A stable name made of what identifies a thing: 26 letters and digits, the same at every load."""
    digest = hashlib.sha256("\x1f".join(folded(part) for part in parts).encode()).digest()
    return base64.b32encode(digest)[:26].decode().lower()


def organisation(base: str, name: str, number: str, column: str = "ownerNumber") -> tuple[str, list[str]]:
    """An organisation's IRI and what the number says of it.

    Raises:
        CellError: a number that is neither an RNA number nor a valid SIREN or SIRET.
    """
    digits = re.sub(r"[\s.-]", "", number).upper()
    if not digits:
        return iri(f"{base}/id/organisation/{key(name)}"), []
    if _RNA.match(digits):
        subject = shared("association", digits)
        return subject, list(describe(subject, (TYPE, own("Association")), (own("rna"), text(digits))))
    if digits.isdigit() and len(digits) in (9, 14) and luhn(digits):
        subject = shared("organisation", digits[:9])
        pairs = [(own("siren"), text(digits[:9]))]
        if len(digits) == 14:
            pairs.append((own("siret"), text(digits)))
        return subject, list(describe(subject, *pairs))
    raise CellError(
        column,
        Text(
            f"« {number} » n’est ni un numéro RNA (W et neuf signes) ni un SIREN ou SIRET valable",
            f"“{number}” is neither an RNA number (W and nine signs) nor a valid SIREN or SIRET",
        ),
    )


def named(subject: str, name: str) -> Iterator[str]:
    """What any organisation of a sheet says: its type and its name."""
    yield from describe(
        subject, (TYPE, term("org:Organization")), (LABEL, text(" ".join(name.split()), "fr") if name else None)
    )
