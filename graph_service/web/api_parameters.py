"""Parameters of the HTTP interface: where they stand, what they accept, an example."""

from dataclasses import dataclass
from typing import Any, Literal

from graph_service.engine.library.examples import example, space
from graph_service.engine.library.question import AS_OF, Question
from graph_service.engine.library.question import Parameter as Asked
from graph_service.languages import Language, Text
from graph_service.vocabulary import SHARED

Form = Literal["text", "number", "whole", "boolean", "iri", "date", "dateTime", "empty"]

_FORMS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": "number", "exclusiveMinimum": 0},
    "whole": {"type": "integer", "minimum": 0},
    "boolean": {"type": "string", "enum": ["true", "false"]},
    "iri": {"type": "string", "format": "iri"},
    "date": {"type": "string", "format": "date"},
    "dateTime": {"type": "string", "format": "date-time"},
    "empty": {"type": "string", "maxLength": 0},
}


@dataclass(frozen=True)
class Parameter:
    """One parameter."""

    name: str
    place: Literal["query", "path"]
    text: Text
    schema: dict[str, Any]
    example: str = ""
    many: bool = False

    def to_openapi(self, language: Language) -> dict[str, Any]:
        """The parameter object of OpenAPI 3.1."""
        schema = {"type": "array", "items": self.schema} if self.many else self.schema
        told: dict[str, Any] = {
            "name": self.name,
            "in": self.place,
            "description": self.text.to(language),
            "schema": schema,
            "required": self.place == "path",
        }
        if self.example and not self.many:
            told["example"] = _typed(self.example, self.schema.get("type", ""))
        return told


def in_query(
    name: str, text: Text, sample: str, *, form: Form = "text", many: bool = False, longest: int | None = None
) -> Parameter:
    """A parameter of the address."""
    bounds = {} if longest is None else {"maxLength": longest}
    return Parameter(name, "query", text, {**_FORMS[form], **bounds}, sample, many)


def in_path(name: str, text: Text, sample: str, *, form: Form = "text") -> Parameter:
    """A part of the path."""
    return Parameter(name, "path", text, _FORMS[form], sample)


def of_question(question: Question, asked: Asked) -> Parameter:
    """A parameter of a question: its type, its example, and how short it may be written."""
    forms: dict[str, Form] = {"boolean": "boolean", "date": "date", "dateTime": "dateTime"}
    start, samples = space(question, asked.name), example(question, asked.name)
    schema = dict(_FORMS[forms.get(asked.type, "text")])
    if asked.type in ("integer", "decimal"):
        schema = {"type": "integer" if asked.type == "integer" else "number"}
    text = asked.label
    if start:
        kind = start.removeprefix(SHARED)
        text = Text(f"{text.fr} : code, nom ou IRI ({kind}…)", f"{text.en}: code, name or IRI ({kind}…)")
    if asked.type == "search":
        text = Text(
            f"{text.fr} : cherchés, puis liés aux choses trouvées", f"{text.en}: searched, then bound to what is found"
        )
    sample = "" if asked.name == AS_OF or not samples else samples[0].removeprefix(start)
    return Parameter(asked.name, "query", text, schema, sample)


def _typed(text: str, kind: str) -> str | int | float:
    if kind == "integer":
        return int(text)
    return float(text) if kind == "number" else text


LANGUAGE = in_query("lang", Text("langue de la page : fr ou en", "language of the page: fr or en"), "fr")
CONTENT = in_query("content", Text("langue des noms", "language of names"), "fr")
VERSION = in_query(
    "version", Text("version à lire, par défaut la dernière", "version to read, by default the last"), "", form="whole"
)
PAGE = in_query("page", Text("numéro de page, à partir de 1", "number of the page, from 1"), "1", form="whole")
LIMIT = in_query("limit", Text("lignes d’une page", "rows of a page"), "10", form="whole")
FORMAT = in_query("format", Text("format, au lieu d’Accept", "format, instead of Accept"), "json")
