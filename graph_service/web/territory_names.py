"""A territory by its name, where one alone bears it."""

import re

from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import Search
from graph_service.engine.search.words import words
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY

_CODE = re.compile(r"[0-9][0-9AB][0-9]{0,7}")
_TOLD = 5


def is_name(value: str) -> bool:
    """Whether what was typed is a name, not a code or an address."""
    return ":" not in value and not _CODE.fullmatch(value.strip()) and any(map(str.isalpha, words(value)))


def any_territory_named(index: SearchIndex, value: str, label: Text) -> str:
    """The IRI of the territory of that name: of several levels that bear it, the widest.

    Raises:
        InvalidParameter: none, or several of one level.
    """
    for kind in ("Region", "Departement", "Epci"):
        hits = index.find(Search(value, (("kind", ONTOLOGY + kind),), size=_TOLD)).hits
        same = [hit for hit in hits if any(words(name) == words(value) for name in hit.names.values())]
        if len(same) == 1:
            return same[0].iri
    return territory_named(index, "Commune", value, label)


def territory_named(index: SearchIndex, kind: str, value: str, label: Text) -> str:
    """The IRI of the one territory of that class (`Commune`, `Departement`…) and name.

    Raises:
        InvalidParameter: none, or several: the sentence gives their codes.
    """
    found = index.find(Search(value, (("kind", ONTOLOGY + kind),), size=_TOLD))
    same = [hit for hit in found.hits if any(words(name) == words(value) for name in hit.names.values())]
    if len(same) == 1:
        return same[0].iri
    close = ", ".join(f"{next(iter(hit.names.values()))} ({hit.iri.rpartition('/')[2]})" for hit in same or found.hits)
    if not close:
        raise InvalidParameter(
            Text(
                f"« {label.fr} » : rien ne s’appelle « {value[:60]} » ; donnez un nom ou un code.",
                f"“{label.en}”: nothing is called “{value[:60]}”; give a name or a code.",
            )
        )
    raise InvalidParameter(
        Text(
            f"« {label.fr} » : « {value[:60]} » n’en désigne pas un seul ; donnez un code : {close}.",
            f"“{label.en}”: “{value[:60]}” does not name one alone; give a code: {close}.",
        )
    )
