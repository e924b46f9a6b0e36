"""The territories of a map of the observatory: every one of its level, with its value where an answer tells one."""

from collections.abc import Sequence

from graph_service.engine.contours import contour, contours_by_code, level_and_code
from graph_service.web.coverage import LOCAL_REGISTER
from graph_service.web.observatory_choropleth import Area
from graph_service.web.observatory_measures import thing_of
from graph_service.web.observatory_numbers import Row, number_in
from graph_service.web.observatory_scope import Scope, short
from graph_service.web.observatory_subjects import Figure
from graph_service.web.service import service


def shown(figure: Figure, scope: Scope) -> bool:
    """Whether a map tells something there: départements in France and a région, inter-communal bodies below."""
    if figure.drawing != "map":
        return True
    inside = scope.territory.split("/")[-2] if scope.territory else ""
    return inside in ("", "region") if figure.level == "departement" else inside in ("region", "departement")


def areas(figure: Figure, rows: Sequence[Row], scope: Scope) -> list[Area]:
    """The territories to draw: those of the answer, and in the whole country the others too, not known."""
    contours = contours_by_code(service().storage.folder.contours, figure.level)
    told = {thing_of(figure, row).rpartition("/")[2]: row for row in rows}
    drawn = [code for code in contours if code in told or not scope.territory]
    return _around(scope) + [
        Area(
            code,
            told[code][figure.label]["value"] if code in told else f"département {code}",
            contours[code],
            number_in(told[code], figure.value) if code in told else None,
            apart=figure.register and figure.level == "departement" and code in LOCAL_REGISTER,
        )
        for code in drawn
    ]


def _around(scope: Scope) -> list[Area]:
    """The territory asked for, behind those of the answer: what they leave of it is not known."""
    place = level_and_code(scope.territory)
    whole = contour(service().storage.folder.contours, *place) if place else None
    return [Area(scope.territory, short(scope.territory), whole, None)] if whole else []
