"""From a text to what is compared: words without accents or case, and their French stems."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_LONGEST = 40
"""Characters of a word that count."""

_STOP = (
    "a au aux avec ce ces dans de des du d en et est l la le les leur leurs ou par pas pour qu que qui s sa se ses son "
    "sur un une vos votre y the of and or for in to at by with"
)
STOP_WORDS = frozenset(_STOP.split(" "))
"""Words that a question may hold and a label may lack."""


def plain(text: str) -> str:
    """Lower case without accents or ligatures, in any script."""
    return unaccented(text.casefold())


def unaccented(text: str) -> str:
    """The text without its combining marks."""
    split = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    return "".join(character for character in split if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """The words of a text as they are compared, in order."""
    return [word[:_LONGEST] for word in _WORD.findall(plain(text))]


def stems(texts: Iterable[str]) -> set[str]:
    """The stems of every word, as it is written and as it is typed without accents."""
    found: set[str] = set()
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFC", text.casefold())):
            if word.isalpha():
                found |= stems_of(word[:_LONGEST])
    return found


@lru_cache(maxsize=65_536)
def stems_of(word: str) -> frozenset[str]:
    """The French stems of one word in lower case, accented or not."""
    stem = _stemmer().stemWord
    return frozenset({unaccented(stem(word)), stem(unaccented(word))})


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french", 0)


def asked(text: str) -> list[str]:
    """The words of a question: those that mean something, or all of them when none does."""
    found = list(dict.fromkeys(words(text)))
    return [word for word in found if word not in STOP_WORDS] or found
