"""A territory and those it is in, by the question of the library that tells them."""

from graph_service.engine.library.shelf import questions
from graph_service.errors import DeadlineExceeded, Unavailable
from graph_service.web.library_values import FRANCE
from graph_service.web.observatory_plates import Sitting
from graph_service.web.observatory_scope import short


def chain(place: str, sitting: Sitting) -> list[str]:
    """A territory, those it is in from the narrowest, and France."""
    return list(dict.fromkeys([place, *_around(place, sitting), FRANCE]))


def name_of_place(sitting: Sitting) -> str:
    """The name of the territory that a page is narrowed to; its code where nothing names it."""
    place = sitting.scope.territory
    try:
        return (_around(place, sitting) if place else {}).get(place) or short(place)
    except (DeadlineExceeded, Unavailable):
        return short(place)


def _around(place: str, sitting: Sitting) -> dict[str, str]:
    _, rows = sitting.rows(questions()["territories-around"], [("place", place)])
    return {row["territory"]["value"]: row["label"]["value"] for row in rows}
