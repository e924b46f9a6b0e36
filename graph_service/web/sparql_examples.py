"""`/sparql/examples`: the questions of the library as one edits them."""

from flask import Blueprint, Response

from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import questions
from graph_service.errors import NotFound
from graph_service.languages import Language, Text
from graph_service.settings import Settings
from graph_service.web.model_documents import kept
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("sparql_examples", __name__)

_HEADER = "#+"
_WRITTEN_FOR: str = Settings.model_fields["base_iri"].default
"""The instance whose own things the examples name."""


@blueprint.get("/sparql/examples/<name>.rq")
def example(name: str) -> Response:
    """The text of one example, for the editor."""
    body = example_text(name, interface_language()).encode()
    response = kept(body, "application/sparql-query; charset=utf-8", f'</queries/{name}>; rel="describedby"')
    response.vary.add("Accept-Language")
    return response


def example_text(name: str, language: Language) -> str:
    """A question: its title, then its SPARQL, with the things of this instance where it names its own.

    Raises:
        NotFound: no such question.
    """
    if name not in questions():
        raise NotFound(
            Text(f"« {name} » n’est pas un exemple ; ils sont à /queries.", f"“{name}” is no example; see /queries.")
        )
    found = questions()[name]
    lines = [line for line in found.text.splitlines() if not line.startswith(_HEADER)]
    text = "\n".join((f"# {found.title.to(language)}", *lines, ""))
    return text.replace(f"<{_WRITTEN_FOR}/", f"<{service().settings.base_iri}/")


def examples_by_theme() -> dict[str, list[Question]]:
    """Theme → its questions."""
    themes: dict[str, list[Question]] = {}
    for found in questions().values():
        themes.setdefault(found.theme, []).append(found)
    return themes
