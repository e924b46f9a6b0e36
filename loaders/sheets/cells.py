"""A cell as terms of the graph, its territories looked up in the official geographic code."""

from graph_service.engine.formats.sheets import cells
from graph_service.engine.formats.sheets.cells import CellError as CellError  # noqa: PLC0414 - sources take it from here
from graph_service.engine.formats.sheets.cells import parse_day as parse_day  # noqa: PLC0414 - and this
from graph_service.engine.formats.sheets.template import Column
from loaders.places import gazetteer


def terms(column: Column, value: str) -> list[str]:
    """The terms of a cell.

    Raises:
        CellError: the value is not of the column's kind.
    """
    return cells.terms(column, value, gazetteer())
