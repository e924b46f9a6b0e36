"""What the example in a question's text tells of a parameter: its value, and the space that short values belong to."""

import re

from graph_service.engine.library.question import Question
from graph_service.vocabulary import SHARED

_IRI = re.compile(r"<([^<>]+)>")
_SPACE = re.compile(re.escape(SHARED) + r"(?:id|scheme)/([a-z-]+)/")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


def example(question: Question, name: str) -> list[str]:
    """The values that stand in the text for a parameter."""
    if question.parameters[name].type == "search":
        return [question.parameters[name].example]
    match = re.search(rf"VALUES\s+\?{re.escape(name)}\s*\{{([^{{}}]*)\}}", question.text)
    inside = match[1] if match else ""
    return (
        _IRI.findall(inside) if question.parameters[name].type == "iri" else _LITERAL.findall(inside) or inside.split()
    )


def space(question: Question, name: str) -> str:
    """The beginning of the IRIs that a parameter takes, when they are of the shared space; else nothing."""
    if question.parameters[name].type != "iri":
        return ""
    match = next((found for value in example(question, name) if (found := _SPACE.match(value))), None)
    return match[0] if match else ""


def whole_value(question: Question, name: str, written: str) -> str:
    """What a person wrote, as the parameter wants it: « 35 » is the département of that code."""
    start = space(question, name)
    return start + written.strip() if start and ":" not in written else written
