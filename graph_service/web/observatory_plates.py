"""A figure of the observatory, asked and drawn: its chart or map, its table, its files and how to cite it."""

import json
from dataclasses import dataclass, field, replace
from time import monotonic
from urllib.parse import urlencode

from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import questions
from graph_service.errors import DeadlineExceeded, Unavailable
from graph_service.languages import Language, Text
from graph_service.media_types import JSON
from graph_service.web.library_answers import query_of
from graph_service.web.library_page import table_of
from graph_service.web.library_values import asked
from graph_service.web.observatory_bars import Bar, Columns, bars_of, columns_of
from graph_service.web.observatory_choropleth import Choropleth, choropleth
from graph_service.web.observatory_measures import measures, years
from graph_service.web.observatory_numbers import Row
from graph_service.web.observatory_scope import Scope, short
from graph_service.web.observatory_subjects import UNTOLD, Figure
from graph_service.web.observatory_territories import areas
from graph_service.web.parameters import Parameters
from graph_service.web.reading import reading_of_request
from graph_service.web.service import service
from graph_service.web.thing_page import Value

MOST_ROWS = 1_500
"""Rows of a table on a page: every inter-communal body of France. The csv has all."""

_PATIENCE = 45.0
"""Seconds that one page may spend asking; what is left is told, and can be asked alone."""

_LATE = Text(
    "Cette page a déjà beaucoup demandé : ouvrez cette question seule.",
    "This page has asked a lot already: open this question alone.",
)
_LOCAL = Text(
    "Cette question se pose dans un territoire : choisissez-en un en haut de la page.",
    "This question is asked of a territory: choose one at the top of the page.",
)


@dataclass
class Sitting:
    """One page being made: what it asks, in what language, and how long it may still take."""

    scope: Scope
    language: Language
    until: float = field(default_factory=lambda: monotonic() + _PATIENCE)
    seconds: float | None = None
    """Deadline of each question, where it is shorter than the service's."""
    whole: bool = True
    """Whether everything that was asked was answered: only then may the page be kept."""

    def rows(self, question: Question, pairs: list[tuple[str, str]] | None = None) -> tuple[list[str], list[Row]]:
        """Columns and rows of a question, as its csv has them.

        Raises:
            DeadlineExceeded, Unavailable: it was not answered in time; the sentence says why.
        """
        if monotonic() > self.until:
            self.whole = False
            raise Unavailable(_LATE)
        told = Parameters(
            [*(self.scope.pairs(question) if pairs is None else pairs), ("version", str(self.scope.version))]
        )
        try:
            query = replace(query_of(asked(question, told), JSON, 0), seconds=self.seconds)
            answer = service().storage.query(query, reading_of_request())
        except (DeadlineExceeded, Unavailable):
            self.whole = False
            raise
        document = json.loads(answer.data)
        return document["head"]["vars"], document["results"]["bindings"]


@dataclass
class Plate:
    """Everything the template writes of one figure."""

    figure: Figure
    question: Question
    address: str
    """Query string of its files: the same answer, for as long as the version is kept."""
    ignored: bool
    """Whether a territory was asked for that this figure cannot be narrowed to."""
    refusal: str = ""
    bars: list[Bar] = field(default_factory=list)
    columns: Columns | None = None
    map: Choropleth | None = None
    heads: list[str] = field(default_factory=list)
    cells: list[list[Value]] = field(default_factory=list)
    total: int = 0
    names: int = 0
    """Names that bars could be drawn of; more than there are bars where the chart is cut."""


def plate(figure: Figure, sitting: Sitting) -> Plate:
    """A figure; what could not be answered in time is a sentence in its place."""
    question, scope = questions()[figure.question], sitting.scope
    made = Plate(figure, question, address_of(question, scope), scope.ignored_by(question))
    if figure.local and not scope.territory:
        made.refusal = _LOCAL.to(sitting.language)
        return made
    try:
        columns, rows = sitting.rows(question)
    except (DeadlineExceeded, Unavailable) as error:
        made.refusal = error.detail.to(sitting.language)
        return made
    rows = [_without_untold_zeros(row) for row in rows]
    made.total = len(rows)
    made.heads, made.cells = table_of(columns, rows[:MOST_ROWS], sitting.language)
    _draw(made, rows, sitting)
    return made


def address_of(question: Question, scope: Scope) -> str:
    """The parameters of an answer that stays: terms, day and version."""
    pairs = [(name, short(value) if name == "territory" else value) for name, value in scope.pairs(question)]
    return stable(pairs, scope)


def stable(pairs: list[tuple[str, str]], scope: Scope) -> str:
    """A query string that names its version, as people read it: slashes stay."""
    return urlencode([*pairs, ("version", str(scope.version))], safe="/:")


def _without_untold_zeros(row: Row) -> Row:
    return {name: cell for name, cell in row.items() if name not in UNTOLD or cell["value"] != "0"}


def _draw(made: Plate, rows: list[Row], sitting: Sitting) -> None:
    figure, base = made.figure, service().settings.base_iri
    if figure.drawing == "map":
        made.map = choropleth(areas(figure, rows, sitting.scope))
    elif figure.drawing == "columns":
        made.columns = columns_of(years(figure, rows))
    else:
        found = measures(figure, rows, sitting.language, sitting.scope.day, base)
        made.bars, made.names = bars_of(found), len(found)
