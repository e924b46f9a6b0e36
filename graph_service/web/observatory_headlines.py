"""One figure a subject, for the first page of the observatory: only what is answered at once."""
# ruff: noqa: E501 (a table of texts)

from dataclasses import dataclass

from graph_service.engine.library.shelf import questions
from graph_service.errors import DeadlineExceeded, Unavailable
from graph_service.languages import Text
from graph_service.web.observatory_numbers import Row, number_in, told_number
from graph_service.web.observatory_plates import Sitting
from graph_service.web.observatory_subjects import SUBJECTS, Subject


@dataclass(frozen=True)
class Headline:
    """A subject and what it begins with."""

    subject: Subject
    number: str
    """Empty: nothing says it, or it was not answered in time."""
    words: str


@dataclass(frozen=True)
class _Asked:
    question: str
    column: str
    """Column that is added up; empty: rows are counted."""
    words: Text


_FIRST = {
    "associations": _Asked("associations-of-territories", "associations", Text("associations inscrites au RNA", "associations entered in the RNA")),
    "coverage": _Asked("territory-population", "declared", Text("communes où un annuaire de l’appui se dit complet", "communes where a directory of support says it is complete")),
    "pooling": _Asked("who-pools-what", "", Text("pratiques de mutualisation en cours", "pooling practices under way")),
    "obstacles": _Asked("obstacles-ranking", "mentions", Text("freins cités, datés et situés", "obstacles mentioned, with a date and a place")),
    "network": _Asked("graphs", "", Text("sources réunies", "sources gathered")),
}  # fmt: skip


def headlines(sitting: Sitting) -> list[Headline]:
    """Every subject, in their order."""
    return [_headline(subject, _FIRST[name], sitting) for name, subject in SUBJECTS.items()]


def _headline(subject: Subject, asked: _Asked, sitting: Sitting) -> Headline:
    words = asked.words.to(sitting.language)
    try:
        _, rows = sitting.rows(questions()[asked.question])
    except (DeadlineExceeded, Unavailable):
        return Headline(subject, "", words)
    total = _total(rows, asked.column)
    return Headline(subject, told_number(total, sitting.language) if total else "", words)


def _total(rows: list[Row], column: str) -> float:
    return sum(number_in(row, column) or 0.0 for row in rows) if column else len(rows)
