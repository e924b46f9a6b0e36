"""The two languages of the interface, and the sentence that exists in both. No Flask, no I/O."""

import re
import unicodedata
from typing import Literal, NamedTuple

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_MARKS = re.compile(r"[^a-z0-9]+")


def folded(text: str) -> str:
    """Words without accents, case or punctuation, for comparing what people write."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return _MARKS.sub(" ", plain.replace("œ", "oe")).strip()


class Text(NamedTuple):
    """One sentence in French and in English."""

    fr: str
    en: str

    def to(self, language: Language) -> str:
        """The sentence in one language."""
        return self.fr if language == "fr" else self.en

    def format(self, **values: object) -> "Text":
        """The same sentence with its `{blanks}` filled in both languages."""
        return Text(self.fr.format(**values), self.en.format(**values))


def thousands(number: int, language: Language) -> str:
    """A number as people write it: thin spaces in French, commas in English."""
    return f"{number:,}".replace(",", "\u202f" if language == "fr" else ",")


def preferred_language(accept_language: str | None) -> Language:
    """The interface language for an Accept-Language header: French unless English is ranked above it."""
    ranks = {"fr": 0.0, "en": 0.0}
    for item in (accept_language or "").split(","):
        tag, _, parameter = item.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        if primary in ranks:
            ranks[primary] = max(ranks[primary], _quality(parameter))
    return "en" if ranks["en"] > ranks["fr"] else "fr"


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
