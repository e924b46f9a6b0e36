"""What a request tells a question: typed values, names of territories, words that the search turns into things."""

from dataclasses import dataclass

from graph_service.engine.contours import LEVELS
from graph_service.engine.library.examples import space, whole_value
from graph_service.engine.library.question import AS_OF, MOST_FOUND, Parameter, Question, end_of_today
from graph_service.engine.search.request import Search
from graph_service.vocabulary import ONTOLOGY, SHARED
from graph_service.web.parameters import Parameters
from graph_service.web.service import service
from graph_service.web.territory_names import is_name, territory_named

RESERVED = frozenset({"page", "limit", "version", "lang", "content"})
"""Parameters of the answer, not of the question."""

KINDS = {"commune": "Commune", "departement": "Departement", "region": "Region", "epci": "Epci"}
"""Kind of an official IRI → class of what bears it: what a name is looked for among."""

FRANCE = "http://publications.europa.eu/resource/authority/country/FRA"
"""What stands for the whole country where a question takes a territory."""

Values = dict[str, str | list[str]]


@dataclass(frozen=True)
class Asked:
    """A question as a request asks it."""

    question: Question
    parameters: Parameters
    text: str
    """The SPARQL with every value in its place."""
    cut: bool = False
    """Whether the words found more things than were given to the question."""
    behind: int = 0
    """Versions by which the search that was called is late."""

    @property
    def lasting(self) -> bool:
        """Whether the same address asks the same as long as the version is current: the search may be late."""
        return not any(parameter.type == "search" for parameter in self.question.parameters.values())

    @property
    def until(self) -> float | None:
        """The end of today (seconds since 1970) when the question is asked as of today without saying so."""
        told = {name for name, value in self.parameters.pairs if value}
        return end_of_today() if AS_OF in self.question.parameters and AS_OF not in told else None

    @property
    def version(self) -> int | None:
        """The version asked for, if one is."""
        return self.parameters.whole("version")


def asked(question: Question, parameters: Parameters) -> Asked:
    """The question with the request's values bound.

    Raises:
        InvalidParameter: a name that the question does not have, or a value that it does not accept.
    """
    values, cut, behind = values_of(question, parameters), False, 0
    for name, parameter in question.parameters.items():
        if parameter.type == "search":
            told = values.get(name, parameter.example)
            values[name], cut, behind = _found(parameter, told, parameters.whole("version"))
    return Asked(question, parameters, question.bound(values), cut, behind)


def values_of(question: Question, parameters: Parameters) -> Values:
    """The values given; a code or a name stands for a territory's IRI. What is left blank keeps its example."""
    given: dict[str, list[str]] = {}
    for name, value in parameters.pairs:
        if name in RESERVED or value == "":
            continue
        known = question.parameters.get(name)
        given.setdefault(name, []).append(_whole(question, known, value) if known else value)
    return {name: values[0] if len(values) == 1 else values for name, values in given.items()}


def kind_of(question: Question, name: str) -> str:
    """The class of territories that a parameter takes; nothing for other parameters."""
    start = space(question, name)
    return KINDS.get(start.removeprefix(SHARED + "id/").rstrip("/"), "") if start.startswith(SHARED + "id/") else ""


def _whole(question: Question, parameter: Parameter, value: str) -> str:
    kind = kind_of(question, parameter.name)
    if parameter.type == "iri" and value.partition("/")[0] in LEVELS:
        return f"{SHARED}id/{value}"
    if parameter.type == "iri" and value.lower() == "france":
        return FRANCE
    if kind and is_name(value):
        return territory_named(service().storage.search, kind, value, parameter.label)
    return whole_value(question, parameter.name, value)


def _found(parameter: Parameter, told: str | list[str], version: int | None) -> tuple[list[str], bool, int]:
    """What the words find, whether there was more, and how late the search is."""
    text = " ".join(told) if isinstance(told, list) else told
    facets = (("kind", ONTOLOGY + parameter.kind),) if parameter.kind else ()
    search = Search(text, facets, demonstration=True, version=version, size=MOST_FOUND)
    found = service().storage.search.find(search)
    late = service().storage.folder.current_number() - found.version if version is None else 0
    return [hit.iri for hit in found.hits], found.more or not found.exact, late
