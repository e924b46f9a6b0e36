"""Where an absence may be counted: only where a directory says it is complete; three départements are apart."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import Search
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, SHARED
from graph_service.web.question_rows import Values, rows_of_question

UNKNOWN = Text("non renseigné", "not known")
PARTLY = Text("renseigné en partie", "known in part")
NOT_COVERED = Text("registre local, non couvert", "local register, not covered")

LOCAL_REGISTER = frozenset({"57", "67", "68"})
"""Départements whose associations are in a register of their own."""


@dataclass(frozen=True)
class Coverage:
    """Where the directories of a class of things say they are complete."""

    territories: frozenset[str]
    inside: frozenset[str]
    """Everything that surrounds one of these territories: known in part."""

    @classmethod
    def of(cls, listed: str, values: Values, index: SearchIndex, version: int | None) -> "Coverage":
        """The coverage of a class (IRI), with the day and what is fictitious as a question takes them."""
        rows = rows_of_question("complete-directories", values, version).rows
        complete = frozenset(row["territory"] for row in rows if row["kind"] == listed)
        hits = index.known(complete, version).values()
        return cls(complete, frozenset(iri for hit in hits for iri in hit.around) - complete)

    def covers(self, around: Iterable[str]) -> bool:
        """Whether nothing is missing in a territory, told by all that it is in."""
        return not self.territories.isdisjoint(around)


class LocalRegister:
    """Which territories keep their associations in a register of their own (droit local), that no source here reads."""

    _PLACES = frozenset(f"{SHARED}id/departement/{code}" for code in LOCAL_REGISTER)

    def __init__(self, index: SearchIndex, version: int | None) -> None:
        self._index = index
        self._version = version

    def holds(self, iri: str, level: str, around: Iterable[str]) -> bool:
        """Whether a territory lies wholly in such départements; an EPCI may lie in two of them."""
        met = [one for one in around if "/id/departement/" in one]
        if met or level != "epci":
            return any(one in self._PLACES for one in met)
        communes = Search(facets=(("kind", ONTOLOGY + "Commune"), (level, iri)), version=self._version)
        counted = self._index.tally(communes, "departement").counts
        return bool(counted) and self._PLACES.issuperset(counted)
