"""What a template is: a named list of columns, each with its kind, its property and its help."""

from dataclasses import dataclass
from typing import Literal

from graph_service.languages import Text, folded

Kind = Literal[
    "text", "plain", "keywords", "concepts", "boolean", "decimal", "whole", "date", "link", "territories", "key"
]
"""How a cell is read. `key` columns are read together with others (who, where) and have no property of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a template."""

    key: str
    header: str
    """In French, as the template writes it."""
    kind: Kind
    help: Text
    predicate: str = ""
    """Prefixed name of the property; empty for a `key` column."""
    scheme: str = ""
    """Scheme of a `concepts` column."""
    required: bool = False
    synonyms: tuple[str, ...] = ()
    example: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Every header it answers to, folded."""
        return frozenset(folded(name) for name in (self.header, self.key, *self.synonyms))


@dataclass(frozen=True, slots=True)
class Template:
    """A sheet that a network fills."""

    name: str
    """Also the name of its sheet, in French."""
    title: Text
    kinds: tuple[str, ...]
    """Prefixed names of the classes of a row's thing."""
    path: str
    """Kind in the IRI of a row's thing."""
    columns: tuple[Column, ...]

    def column(self, header: str) -> Column | None:
        """The column that a header names, by synonym."""
        name = folded(header)
        return next((column for column in self.columns if name in column.names), None)

    def by_header(self) -> dict[str, Column]:
        """Folded header → its column, for who looks up many."""
        return {name: column for column in self.columns for name in column.names}
