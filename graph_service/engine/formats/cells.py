"""Text as a cell of a table that people open with a spreadsheet."""

import re

_FORMULA = re.compile(r"[=@\t]|[+-](?![0-9]+(?:[.,][0-9]+)?\Z)")


def plain_cell(value: str) -> str:
    """A value as a cell that no spreadsheet runs as a formula; a signed number stays a number."""
    return "'" + value if _FORMULA.match(value) else value
