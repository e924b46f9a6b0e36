"""The rows of a question of the library, for a page that tells them beside other things."""

from dataclasses import dataclass

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
    return Rows([{name: cell["value"] for name, cell in row.items()} for row in answer.rows()], answer.version)


def as_of(given: str | None) -> str:
    """The day that stands for today: the one given, else today in metropolitan France."""
    return given or today().isoformat()
