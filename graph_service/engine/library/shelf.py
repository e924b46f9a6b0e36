"""The questions, discovered: every `.rq` of `queries/`, by theme; the checks are the theme `checks`."""

from functools import cache

from graph_service.engine.library.header import read_question
from graph_service.engine.library.question import Question
from graph_service.vocabulary import model_folder


@cache
def questions() -> dict[str, Question]:
    """Name → question, in the order of themes and names."""
    paths = sorted((model_folder() / "queries").glob("*/*.rq"))
    return {path.stem: read_question(path) for path in paths}
