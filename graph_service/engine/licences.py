"""Licences by the names that people write and read."""

from graph_service.vocabulary import LICENCE_OUVERTE

LICENCES = {
    "cc by": "https://creativecommons.org/licenses/by/4.0/",
    "cc by sa": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc by nc": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc by nc sa": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "cc by nd": "https://creativecommons.org/licenses/by-nd/4.0/",
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "licence ouverte": LICENCE_OUVERTE,
    "etalab": LICENCE_OUVERTE,
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
}
"""Name, folded → IRI."""

_SHOWN = {
    LICENCE_OUVERTE: "Licence Ouverte 2.0",
    LICENCES["cc by"]: "CC BY 4.0",
    LICENCES["cc by sa"]: "CC BY-SA 4.0",
    LICENCES["cc by nc"]: "CC BY-NC 4.0",
    LICENCES["cc by nc sa"]: "CC BY-NC-SA 4.0",
    LICENCES["cc by nd"]: "CC BY-ND 4.0",
    LICENCES["cc0"]: "CC0 1.0",
    LICENCES["odbl"]: "ODbL 1.0",
}


def licence_name(iri: str) -> str:
    """The usual name of a licence; its address without the scheme when it has none here."""
    return _SHOWN.get(iri, iri.rstrip("/").partition("://")[2] or iri)
