"""Labels as a facet: what bears them is told by who searches, for they end by a date and not by a change."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from graph_service.engine.search.request import LABEL, Search

_ROWS = """SELECT row, iri FROM thing WHERE iri IN (SELECT value FROM json_each(?1))
AND first <= ?2 AND last >= ?2"""


class Marks:
    """The rows that bear a label, in one search."""

    def __init__(self, connection: sqlite3.Connection, search: Search, version: int) -> None:
        iris = sorted({iri for _, bearers in search.labels for iri in bearers})
        found = connection.execute(_ROWS, (json.dumps(iris), version)).fetchall() if iris else []
        borne = [(brand, frozenset(bearers)) for brand, bearers in search.labels]
        self._brands = {row: [brand for brand, bearers in borne if iri in bearers] for row, iri in found}
        self._asked = search.values().get(LABEL)

    @property
    def chosen(self) -> list[int] | None:
        """The rows that bear one of the labels asked for; None when none is."""
        if self._asked is None:
            return None
        return [row for row, brands in self._brands.items() if not set(brands).isdisjoint(self._asked)]

    def counted(self, rows: Iterable[int]) -> list[tuple[str, int]]:
        """Each label and how many of the rows bear it, the most frequent first."""
        return Counter(brand for row in rows for brand in self._brands.get(row, ())).most_common()
