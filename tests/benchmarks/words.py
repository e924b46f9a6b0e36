"""Invented words and the way to draw some of them again and again: the same seed gives the same text."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random

_ONSETS = ("b", "ch", "d", "fr", "g", "j", "l", "m", "n", "p", "qu", "r", "s", "tr", "v")
_NUCLEI = ("a", "e", "i", "o", "u", "é", "ou", "ai", "eu", "in", "on")
_BLOCK = 10_000


def vocabulary(random: Random, size: int = 5000) -> list[str]:
    """Words of two to four syllables."""
    return ["".join(_syllable(random) for _ in range(random.randint(2, 4))) for _ in range(size)]


def _syllable(random: Random) -> str:
    return random.choice(_ONSETS) + random.choice(_NUCLEI)


def zipf(random: Random, values: Sequence[str]) -> Iterator[str]:
    """Values without end, the n-th as often as 1/n: few are common, most are rare, like words and towns."""
    shares = list(accumulate(1 / rank for rank in range(1, len(values) + 1)))
    while True:
        # By blocks: one draw alone spends most of its time on arguments.
        yield from random.choices(values, cum_weights=shares, k=_BLOCK)
