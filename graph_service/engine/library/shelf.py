"""The questions, discovered: every `.rq` of `queries/`, by theme; the checks are the theme `checks`."""

from functools import cache

from graph_service.engine.library.header import read_question
from graph_service.engine.library.question import Question
from graph_service.languages import Text
from graph_service.vocabulary import model_folder

THEMES = {
    "agenda": Text("Agenda et appels", "Calendar and calls"),
    "checks": Text("Contrôles des données", "Checks of the data"),
    "exchange": Text("Offres, besoins, échanges", "Offers, needs, exchanges"),
    "federation": Text("Fédération et fraîcheur", "Federation and freshness"),
    "governance": Text("Gouvernance", "Governance"),
    "observation": Text("Observation", "Observation"),
    "pooling": Text("Mutualisation", "Pooling"),
    "resources": Text("Ressources et comité", "Resources and committee"),
    "support": Text("Appui", "Support"),
}
"""Folder of `queries/` → how it is read; one that is not here is read by its own name."""


@cache
def questions() -> dict[str, Question]:
    """Name → question, in the order of themes and names."""
    paths = sorted((model_folder() / "queries").glob("*/*.rq"))
    return {path.stem: read_question(path) for path in paths}
