"""What people write in a field, as the term it means; what cannot be read is a sentence."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from graph_service.engine.forms.fields import Field
from graph_service.languages import Text, folded
from graph_service.vocabulary import XSD

_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")
_YEAR = re.compile(r"\d{4}\Z")
_CLOCK = re.compile(r"(\d{1,2})(?:[:hH.]([0-5]\d)?)?(?::[0-5]\d)?\Z")
_SPACES = re.compile(r"\s+")
_GROUPED = re.compile(r"[\s\u202f\u00a0]")
_YES, _NO = frozenset({"true", "oui", "yes", "1"}), frozenset({"false", "non", "no", "0"})
_LONGEST_NUMBER = 40

Term = ox.Literal | ox.NamedNode


class UnreadableError(Exception):
    """A value that is not of its field's kind, with the sentence to show beside it."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message.en)


def cleaned(value: str, lines: bool) -> str:
    """A text without controls, composed, on one line unless it may hold several."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return kept.strip() if lines else _SPACES.sub(" ", kept).strip()


def term_of(field: Field, value: str, language: str) -> Term:
    """The term that an answer means.

    Raises:
        UnreadableError: it is not of the field's kind.
    """
    return _READERS[field.widget](field, value, language)


def day_of(value: str) -> str:
    """A day, written 2026-03-02 or 02/03/2026, as ISO.

    Raises:
        UnreadableError: it is no day.
    """
    if match := _FRENCH_DAY.match(value.strip()):
        value = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise UnreadableError(
            Text(
                f"« {value[:40]} » n’est pas un jour : écrivez-le sous la forme 02/03/2026 ou 2026-03-02.",
                f"“{value[:40]}” is no day: write it 02/03/2026 or 2026-03-02.",
            )
        ) from None


def clock_of(value: str) -> str:
    """A time, written 14:00, 14h30 or 9h, as `14:00:00`.

    Raises:
        UnreadableError: it is no time.
    """
    match = _CLOCK.match(value.strip())
    try:
        if match is None:
            raise ValueError(value)
        return time(int(match[1]), int(match[2] or 0)).isoformat()
    except ValueError:
        raise UnreadableError(
            Text(
                f"« {value[:40]} » n’est pas une heure : écrivez-la sous la forme 14:00 ou 14h30.",
                f"“{value[:40]}” is no time: write it 14:00.",
            )
        ) from None


def _text(field: Field, value: str, language: str) -> Term:
    text = cleaned(value, lines=field.widget == "long")
    return ox.Literal(text, language=language) if _LANG_STRING in field.datatypes else ox.Literal(text)


def _day(field: Field, value: str, _language: str) -> Term:
    if XSD + "gYear" in field.datatypes and _YEAR.match(value.strip()):
        return ox.Literal(value.strip(), datatype=ox.NamedNode(XSD + "gYear"))
    return ox.Literal(day_of(value), datatype=ox.NamedNode(XSD + "date"))


def _time(_field: Field, value: str, _language: str) -> Term:
    return ox.Literal(clock_of(value), datatype=ox.NamedNode(XSD + "time"))


def _number(_field: Field, value: str, _language: str) -> Term:
    written = _GROUPED.sub("", value).replace(",", ".")
    try:
        number = Decimal(written) if len(written) <= _LONGEST_NUMBER and "_" not in written else Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
            raise InvalidOperation(value)
    except InvalidOperation:
        raise UnreadableError(
            Text(
                f"« {value[:40]} » n’est pas un nombre : écrivez-le en chiffres, par exemple 12 ou 12,50.",
                f"“{value[:40]}” is no number: write it in digits, such as 12 or 12.50.",
            )
        ) from None
    return ox.Literal(f"{number:f}", datatype=ox.NamedNode(XSD + "decimal"))


def _whole(_field: Field, value: str, _language: str) -> Term:
    written = _GROUPED.sub("", value)
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", written):
        raise UnreadableError(
            Text(
                f"« {value[:40]} » n’est pas un nombre entier : écrivez-le en chiffres, sans virgule.",
                f"“{value[:40]}” is no whole number: write it in digits, without decimals.",
            )
        )
    return ox.Literal(str(int(written)), datatype=ox.NamedNode(XSD + "integer"))


def _yes_no(_field: Field, value: str, _language: str) -> Term:
    word = folded(value)
    if word not in _YES | _NO:
        raise UnreadableError(Text("Répondez oui ou non.", "Answer yes or no."))
    return ox.Literal("true" if word in _YES else "false", datatype=ox.NamedNode(XSD + "boolean"))


def _choice(field: Field, value: str, _language: str) -> Term:
    written = value.strip()
    if written not in {iri for iri, _ in field.choices}:
        raise UnreadableError(Text("Choisissez dans la liste.", "Choose from the list."))
    return ox.NamedNode(written)


def _link(_field: Field, value: str, _language: str) -> Term:
    written = value.strip()
    address = written if "://" in written or written.startswith(("mailto:", "tel:")) else f"https://{written}"
    try:
        if _SPACES.search(address) or "." not in address:
            raise ValueError(address)
        return ox.NamedNode(address)
    except ValueError:
        raise UnreadableError(
            Text(
                f"« {written[:60]} » n’est pas une adresse : copiez-la depuis le navigateur (https://…).",
                f"“{written[:60]}” is no address: copy it from the browser (https://…).",
            )
        ) from None


_READERS: dict[str, Callable[[Field, str, str], Term]] = {
    "text": _text, "long": _text, "day": _day, "time": _time, "number": _number, "whole": _whole,
    "yes-no": _yes_no, "choice": _choice, "link": _link,
}  # fmt: skip
