"""Whether a literal is written as its datatype asks (XSD 1.1, part 2): Python's readers accept more, or raise."""

import re
from datetime import date

from graph_service.vocabulary import XSD

_YEAR, _DAY = r"-?(?:[1-9][0-9]{3,5}|0[0-9]{3})", r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_HOUR = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?)"
_OFFSET = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_FORMS = {
    "boolean": r"true|false|1|0",
    "integer": r"[+-]?[0-9]{1,18}",
    "nonNegativeInteger": r"[+]?[0-9]{1,18}",
    "decimal": r"[+-]?(?:[0-9]{1,18}(?:[.][0-9]{0,18})?|[.][0-9]{1,18})",
    "double": r"[+-]?(?:[0-9]{1,18}(?:[.][0-9]{0,18})?|[.][0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?|[+-]?INF|NaN",
    "date": rf"{_YEAR}-{_DAY}(?:{_OFFSET})?",
    "gYear": rf"{_YEAR}(?:{_OFFSET})?",
    "time": rf"{_HOUR}(?:{_OFFSET})?",
    "dateTime": rf"{_YEAR}-{_DAY}T{_HOUR}(?:{_OFFSET})?",
    "dateTimeStamp": rf"{_YEAR}-{_DAY}T{_HOUR}{_OFFSET}",
}
_PATTERNS = {XSD + name: re.compile(form) for name, form in _FORMS.items()}
_CALENDAR = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:\Z|[TZ+-])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_END = re.compile(r"[\r\n]\s*\Z")


def well_written(value: str, datatype: str) -> bool:
    """Whether the text is a value of its datatype; of a datatype that is not listed, anything is."""
    pattern = _PATTERNS.get(datatype)
    if pattern is None:
        return True
    return pattern.fullmatch(value) is not None and _exists(value, datatype)


def _exists(value: str, datatype: str) -> bool:
    if not datatype.removeprefix(XSD).startswith("date"):
        return True
    match = _CALENDAR.match(value)
    if match is None:
        return True
    try:
        return bool(date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError:
        return False


def hidden_characters(value: str) -> bool:
    """Whether a text holds what nobody sees: controls, direction marks, a line break at its end."""
    return bool(_CONTROL.search(value) or _LINE_END.search(value))
