"""What a person typed for a parameter, as a term of the declared type."""

import re
from datetime import date, datetime
from typing import Literal

import pyoxigraph as ox

from graph_service.engine.library.binding import Term
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.vocabulary import XSD

ParameterType = Literal["iri", "string", "boolean", "integer", "decimal", "date", "dateTime", "search"]
"""`search`: words, which the search turns into the things that are bound."""

_FORMS: dict[str, tuple[re.Pattern[str], Text]] = {
    "boolean": (re.compile(r"true|false"), Text("true ou false", "true or false")),
    "integer": (re.compile(r"-?[0-9]{1,9}"), Text("un nombre entier, par exemple 90", "a whole number, such as 90")),
    "decimal": (
        re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?"),
        Text("un nombre, par exemple 48.12", "a number, such as 48.12"),
    ),
    "date": (
        re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"),
        Text("un jour, par exemple 2026-03-01", "a day, such as 2026-03-01"),
    ),
    "dateTime": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})"),
        Text(
            "un instant avec son décalage, par exemple 2026-03-07T14:00:00+01:00",
            "a moment with its offset, such as 2026-03-07T14:00:00+01:00",
        ),
    ),
}
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_LENGTH = 2_000


def term_of(kind: ParameterType, value: str, label: Text) -> Term:
    """The term that a text stands for.

    Raises:
        InvalidParameter: the text is not of that type.
    """
    value = value.strip() if kind != "string" else value
    if kind in ("iri", "search"):
        if _FORBIDDEN.search(value) or not _SCHEME.match(value) or len(value) > _LENGTH:
            raise _unfit(label, Text("une adresse complète (https://…)", "a whole address (https://…)"))
        try:
            return ox.NamedNode(value)
        except ValueError:
            raise _unfit(label, Text("une adresse bien formée", "a well-formed address")) from None
    if kind == "string":
        return ox.Literal(value[:_LENGTH])
    form, wanted = _FORMS[kind]
    if not form.fullmatch(value) or not _exists(kind, value):
        raise _unfit(label, wanted)
    return ox.Literal(value, datatype=ox.NamedNode(XSD + kind))


def _exists(kind: str, value: str) -> bool:
    """Whether a day that is well written is in the calendar: no 31 February."""
    if kind not in ("date", "dateTime"):
        return True
    try:
        return bool(date.fromisoformat(value) if kind == "date" else datetime.fromisoformat(value))
    except ValueError:
        return False


def _unfit(label: Text, wanted: Text) -> InvalidParameter:
    return InvalidParameter(
        Text(f"« {label.fr} » ne convient pas : donnez {wanted.fr}.", f"“{label.en}” is unfit: give {wanted.en}.")
    )
