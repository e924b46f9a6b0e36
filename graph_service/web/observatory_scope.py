"""What an observatory page is asked for: a territory, a day, a version, with or without what is fictitious."""

from dataclasses import dataclass

from graph_service.engine.contours import level_and_code
from graph_service.engine.library.question import AS_OF, Question, today
from graph_service.engine.library.values import term_of
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import Search
from graph_service.engine.search.words import words
from graph_service.errors import InvalidParameter
from graph_service.languages import Language, Text
from graph_service.vocabulary import ONTOLOGY
from graph_service.web.library_values import FRANCE, KINDS
from graph_service.web.page_terms import day_of, short_territory, unknown
from graph_service.web.parameters import Parameters
from graph_service.web.search_request import whole_facet
from graph_service.web.territory_names import is_name

PARAMETERS = ("territory", "place", AS_OF, "demonstration", "version", "lang")
"""Everything that the pages take."""

_TERRITORY = Text("territoire", "territory")


@dataclass(frozen=True)
class Scope:
    """The terms that every figure of a page shares."""

    territory: str
    """IRI of a territory; empty: France."""
    day: str
    version: int
    demonstration: bool
    pinned: bool = False
    """Whether the version was asked for."""

    def pairs(self, question: Question) -> list[tuple[str, str]]:
        """What of it a question takes, in the order of its address."""
        told = {
            "territory": self.territory,
            # The last year that is over: the question is asked of a whole one.
            "year": str(int(self.day[:4]) - 1),
            AS_OF: self.day,
            "demonstration": "true" if self.demonstration else "",
        }
        return [(name, value) for name, value in told.items() if value and name in question.parameters]

    def ignored_by(self, question: Question) -> bool:
        """Whether a territory is asked for, and the question takes none."""
        return bool(self.territory) and "territory" not in question.parameters

    def kept(self, language: Language) -> str:
        """The query string that leads to another page with the same terms."""
        pairs = [("territory", short(self.territory)), ("demonstration", "true" if self.demonstration else "")]
        pairs.append((AS_OF, self.day if self.day != today().isoformat() else ""))
        pairs.append(("version", str(self.version) if self.pinned else ""))
        pairs.append(("lang", "en" if language == "en" else ""))
        return Parameters([(name, value) for name, value in pairs if value]).encoded()


def scope_of(parameters: Parameters, index: SearchIndex, version: int) -> Scope:
    """The terms of a request.

    Raises:
        InvalidParameter: a name or a value that is none; the sentence says which.
    """
    for name, _ in parameters.pairs:
        if name not in PARAMETERS:
            raise unknown(name, PARAMETERS)
    day = day_of(parameters.one(AS_OF) or "")
    flag = parameters.one("demonstration") or "false"
    term_of("boolean", flag, Text("démonstration", "demonstration"))
    territory = parameters.one("territory") or ""
    place = place_of(territory, index) if territory else FRANCE
    pinned = parameters.whole("version") is not None
    return Scope(place if place != FRANCE else "", day, version, flag == "true", pinned)


def place_of(written: str, index: SearchIndex) -> str:
    """The IRI of a territory: « departement/35 », an IRI, or a name that one alone bears.

    Raises:
        InvalidParameter: none, or several: the sentence gives their codes.
    """
    if written.strip().lower() == "france":
        return FRANCE
    if "/" not in written and is_name(written):
        return _named(written, index)
    found = whole_facet("territory", written.strip())[1]
    if found != FRANCE and level_and_code(found) is None:
        raise InvalidParameter(
            Text(
                f"« {written[:80]} » n’est pas un territoire : donnez departement/35, un nom, ou France.",
                f"“{written[:80]}” is no territory: give departement/35, a name, or France.",
            )
        )
    return found


def short(iri: str) -> str:
    """A territory as an address writes it: « departement/35 », « France »."""
    return "France" if iri == FRANCE else short_territory(iri)


def _named(written: str, index: SearchIndex) -> str:
    kinds = tuple(("kind", ONTOLOGY + kind) for kind in KINDS.values())
    hits = index.find(Search(written, kinds, size=20)).hits
    same = [hit.iri for hit in hits if any(words(name) == words(written) for name in hit.names.values())]
    if len(same) == 1:
        return same[0]
    close = ", ".join(
        f"{next(iter(hit.names.values()))} ({short(hit.iri)})" for hit in hits if not same or hit.iri in same
    )
    told = close or "departement/35"
    raise InvalidParameter(
        Text(
            f"« {_TERRITORY.fr} » : « {written[:60]} » n’en désigne pas un seul ; donnez un code : {told}.",
            f"“{_TERRITORY.en}”: “{written[:60]}” does not name one alone; give a code: {told}.",
        )
    )
