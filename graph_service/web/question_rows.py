"""The rows of a question of the library, for a page that tells them beside other things."""

from dataclasses import dataclass

import pyoxigraph as ox

from graph_service.engine.answer import Answer
from graph_service.engine.library.binding import bind
from graph_service.engine.library.question import today
from graph_service.engine.library.shelf import questions
from graph_service.engine.reads import Query
from graph_service.errors import Busy, DeadlineExceeded, MemoryLimit
from graph_service.languages import Text
from graph_service.media_types import JSON
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service

Row = dict[str, str]
"""Name of a column → value; a column without a value is not there."""

Values = dict[str, str | list[str]]
"""Name of a parameter → its value or values."""

MOST = 2_000
"""Rows of one answer that a page reads."""

_LATE = (DeadlineExceeded, Busy, MemoryLimit)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a question answered, or why it did not."""

    rows: list[Row]
    version: int
    refusal: Text | None = None
    """A sentence, when the question took too long: the rest of the page stands."""


def rows_of_question(name: str, values: Values, version: int | None = None, most: int = MOST) -> Rows:
    """The rows of a question, with values in the place of its examples; as of today unless told.

    Raises:
        InvalidParameter, Gone, NotFound: a value or a version that is none.
    """
    text = f"{questions()[name].bound(values)}\nLIMIT {most}"
    query = Query(text, JSON, None, base=f"{service().settings.base_iri}/sparql", version=version)
    try:
        answer = service().storage.query(query, reading_of_request())
    except _LATE as error:
        return Rows([], service().storage.reads.record(version).number, error.detail)
    return Rows(plain(answer), answer.version)


def query_about(name: str, iris: list[str], version: int | None) -> Query:
    """A question of the library about given things (its `VALUES ?thing`), to be answered in JSON."""
    things = [ox.NamedNode(iri) for iri in iris] or [ox.NamedNode("urn:none")]
    # What was searched for says already whether fictitious things are among it.
    text = bind(questions()[name].text, {"thing": things, "demonstration": [ox.Literal(True)]})
    return Query(text, JSON, None, base=f"{service().settings.base_iri}/sparql", version=version)


def rows_about(name: str, iris: list[str], version: int | None) -> list[Row]:
    """What a question tells of given things; what it leaves empty is not there."""
    found = plain(service().storage.query(query_about(name, iris, version), reading_of_request())) if iris else []
    return [{column: value for column, value in row.items() if value} for row in found]


def plain(answer: Answer) -> list[Row]:
    """The rows of an answer, values as text."""
    return [{name: cell["value"] for name, cell in row.items()} for row in answer.rows()]


def as_of(given: str | None) -> str:
    """The day that stands for today: the one given, else today in metropolitan France."""
    return given or today().isoformat()
