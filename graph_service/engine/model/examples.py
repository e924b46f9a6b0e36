"""An example of each class, in Turtle: files of `ontology/examples/`, held valid by the tests, never loaded."""

import re
from functools import cache

from graph_service.engine.model.terms import OntologyTerm
from graph_service.vocabulary import model_folder

_PREFIX = re.compile(r"@prefix [^\n]*\n")


@cache
def examples() -> dict[str, str]:
    """Local name of a class → its example."""
    paths = sorted((model_folder() / "ontology" / "examples").glob("*.ttl"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


@cache
def example_of(term: OntologyTerm) -> tuple[str, str]:
    """The name of an example that shows a term, and the lines to read: all for a class, its own for a property."""
    if term.kind == "class":
        return term.name, examples().get(term.name, "")
    wanted = re.compile(rf"\bmaillage:{term.name}\s")
    for name, text in examples().items():
        lines = [line.strip() for line in _PREFIX.sub("", text).splitlines() if wanted.search(line)]
        if lines:
            return name, lines[0]
    return "", ""
