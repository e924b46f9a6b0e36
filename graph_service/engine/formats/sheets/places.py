"""What reading a row asks of whoever knows the territories: a commune or any territory, from what people write."""

from typing import Protocol

from graph_service.languages import Text


class UnresolvedError(Exception):
    """What is written names no territory, or several; the reason says which."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class UnknownPlaceError(UnresolvedError):
    """What is written names no territory."""


class Places(Protocol):
    """The territories, as terms of N-Triples. Never a guess."""

    def commune(self, insee: str, name: str, postcode: str, departement: str) -> tuple[str | None, Text | None]:
        """A commune, and how it was found when not by its code; None if nothing was written.

        Raises:
            UnresolvedError: what was written names no commune, or several.
        """

    def territory(self, written: str) -> str:
        """A territory by its code, or by its name if only one bears it.

        Raises:
            UnresolvedError: none, or several.
        """
