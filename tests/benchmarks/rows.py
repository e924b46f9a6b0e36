"""Rows of the report: one measure, our figure, the peer's, and what is aimed at."""

from dataclasses import dataclass

RATES = frozenset({"quads/s", "requests/s", "rows/min"})
"""Units of which more is better; of any other, less is better."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    measure: str
    unit: str
    ours: float
    peer: float | None = None
    aim: str = ""
    """On the ratio when it begins with "ratio", else on our own figure."""

    @property
    def ratio(self) -> float | None:
        """Our speed over the peer's, whatever the unit."""
        if not self.peer or not self.ours:
            return None
        return self.ours / self.peer if self.unit in RATES else self.peer / self.ours


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
