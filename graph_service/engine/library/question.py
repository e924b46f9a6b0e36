"""A question of the library: its text, what its header says of it, and its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from graph_service.engine.library.binding import Term, bind
from graph_service.engine.library.values import ParameterType, term_of
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.vocabulary import XSD

Result = Literal["table", "chart", "map", "feed", "graph"]
"""How a page shows the answer; a graph is what CONSTRUCT answers."""

AS_OF = "asOf"
"""The date that stands for today; a library query never calls NOW()."""

MOST_VALUES = 1_000
"""Of one parameter."""

MOST_FOUND = 10_000
"""Things that the words of a search may bring to a question."""

_PARIS = ZoneInfo("Europe/Paris")


def today() -> date:
    """The day it is in metropolitan France."""
    return datetime.now(_PARIS).date()


def end_of_today() -> float:
    """When that day ends, in seconds since 1970."""
    return datetime.combine(today() + timedelta(days=1), time(), _PARIS).timestamp()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question asks for; its example stands in the text."""

    name: str
    type: ParameterType
    label: Text
    example: str = ""
    """Of a search: the words that found the things of the example."""
    kind: str = ""
    """Of a search: the class, by its local name, to look among."""


@dataclass(frozen=True, slots=True)
class Question:
    """One file of `queries/`."""

    name: str
    """Stem of the file, unique in the library."""
    theme: str
    """Its folder."""
    title: Text
    description: Text
    result: Result
    text: str
    """The SPARQL as it stands, header included."""
    number: int | None = None
    """Number of the competency question it answers."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def bound(self, values: Mapping[str, str | list[str]]) -> str:
        """The text with values in place of the examples; `asOf` is today unless told.

        Raises:
            InvalidParameter: a name that the question does not have, or a value that is not of its type.
        """
        for name in values:
            if name not in self.parameters:
                raise InvalidParameter(self._unknown(name))
        asked = {name: parameter for name, parameter in self.parameters.items() if name in values or name == AS_OF}
        return bind(self.text, {name: self._terms(parameter, values.get(name)) for name, parameter in asked.items()})

    def _terms(self, parameter: Parameter, given: str | list[str] | None) -> list[Term]:
        if given is None:
            return [ox.Literal(today().isoformat(), datatype=ox.NamedNode(XSD + "date"))]
        values = given if isinstance(given, list) else [given]
        if len(values) > (MOST_FOUND if parameter.type == "search" else MOST_VALUES):
            raise InvalidParameter(
                Text(
                    f"« {parameter.label.fr} » a plus de {MOST_VALUES} valeurs.",
                    f"“{parameter.label.en}” has more than {MOST_VALUES} values.",
                )
            )
        return [term_of(parameter.type, value, parameter.label) for value in values]

    def _unknown(self, name: str) -> Text:
        names = ", ".join(self.parameters) or "—"
        return Text(
            f"« {name} » n’est pas un paramètre de cette question. Paramètres : {names}.",
            f"“{name}” is no parameter of this question. Parameters: {names}.",
        )
