"""`/observatory/partners`: who pools with whom, as a diagram and as a list."""

from dataclasses import dataclass

from graph_service.engine.library.shelf import questions
from graph_service.errors import DeadlineExceeded, Unavailable
from graph_service.languages import Text
from graph_service.web.addresses import local_address
from graph_service.web.library_page import table_of
from graph_service.web.observatory_arcs import Arcs, Pair, arcs_of
from graph_service.web.observatory_plates import MOST_ROWS, Plate, Sitting, address_of
from graph_service.web.observatory_subjects import Figure
from graph_service.web.service import service

FIGURE = Figure(
    "who-pools-with-whom", "bars", Text("Qui mutualise avec qui", "Who pools with whom"), "practiceLabel", ""
)


@dataclass
class Partners:
    """What the page writes."""

    plate: Plate
    arcs: Arcs | None
    names: dict[str, str]
    addresses: dict[str, str]


def partners(sitting: Sitting) -> Partners:
    """The diagram and its table; a sentence in their place when they were not answered in time."""
    question, scope = questions()[FIGURE.question], sitting.scope
    made = Plate(FIGURE, question, address_of(question, scope), scope.ignored_by(question))
    try:
        columns, rows = sitting.rows(question)
    except (DeadlineExceeded, Unavailable) as error:
        made.refusal = error.detail.to(sitting.language)
        return Partners(made, None, {}, {})
    made.total = len(rows)
    made.heads, made.cells = table_of(columns, rows[:MOST_ROWS], sitting.language)
    names = {row[end]["value"]: row[f"{end}Label"]["value"] for row in rows for end in ("first", "second")}
    pairs = [Pair(*(row[name]["value"] for name in ("first", "second", "practice"))) for row in rows]
    base = service().settings.base_iri
    return Partners(made, arcs_of(pairs, names), names, {iri: local_address(iri, base) for iri in names})
