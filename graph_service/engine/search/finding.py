"""One search on one connection: candidates, count, facets, order, a page of things."""

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from graph_service.engine.search.answer import Found, Hit, Tally
from graph_service.engine.search.connections import Terms
from graph_service.engine.search.documents import DEMONSTRATION, FICTITIOUS, RECORDS
from graph_service.engine.search.marks import Marks
from graph_service.engine.search.places import in_box, in_circle
from graph_service.engine.search.request import FACETS, LABEL, TERRITORIES, Expression, Search, Words
from graph_service.engine.search.schema import place_token, term_token
from graph_service.engine.search.words import words

EXACT = 10_000
"""Hits up to which counts are exact; above, they are estimated from as many rows."""

_PLACES_TOLD = 1_000
"""Places up to which they are part of the expression."""

_RANKED = 2_000
"""Rows that are ranked when there are more than can be counted: putting ten thousand in order takes as long as finding
them."""

_FIRST_PLACES = 8

_SAME_NAME = 100
_VALUES = 12
"""Values of a facet that are told."""

_HITS = """SELECT thing.row, thing.place, thing.terms, thing.folded FROM words JOIN thing ON thing.row = words.rowid
WHERE words MATCH :expression AND thing.first <= :version AND thing.last >= :version {among} LIMIT :most"""
_AMONG = "AND thing.place IN (SELECT value FROM json_each(:places))"
_BEARING = "AND thing.row IN (SELECT value FROM json_each(:bearing))"
# In the order of the index, so that the first are found without reading all names that begin alike.
_NAMED = """SELECT row, place, terms, folded FROM thing WHERE folded >= ?1 AND folded < ?1 || char(1114111)
AND first <= ?2 AND last >= ?2 ORDER BY folded LIMIT ?3"""
_THINGS = """SELECT thing.row, iri, names, summary, terms, lat, long, nearby FROM thing
LEFT JOIN place ON place.id = thing.place WHERE row IN (SELECT value FROM json_each(?1))"""
_NAMES = """SELECT iri, names FROM thing WHERE iri IN (SELECT value FROM json_each(?1))
AND first <= ?2 AND last >= ?2"""
_KNOWN = """SELECT row, place FROM thing WHERE iri IN (SELECT value FROM json_each(?1))
AND first <= ?2 AND last >= ?2"""
_TERM = "SELECT id FROM term WHERE facet = ? AND value = ?"

Row = tuple[int, int | None, bytes, str]
"""Number, place, terms, folded name."""


class Finding:
    """One search on one connection."""

    def __init__(self, connection: sqlite3.Connection, search: Search, version: int, terms: Terms) -> None:
        self.connection = connection
        self.search = search
        self.version = version
        self.terms = terms
        self.words = Words.of(search.words)
        self.places = self._places()
        self.marks = Marks(connection, search, version)

    def found(self) -> Found:
        """The answer."""
        expression = self._expression()
        if expression is None:
            return Found(self.version, 0, True, [], {})
        rows = self._rows(expression, self.places)
        exact = len(rows) <= EXACT
        rows = rows[:EXACT]
        scale = 1.0 if exact else self._scale(rows)
        ranked = self._ranked(self._pool(expression, rows, exact))
        start = (self.search.page - 1) * self.search.size
        page = ranked[start : start + self.search.size]
        facets = self._facets(rows, scale)
        names = self._names(value for values in facets.values() for value, _ in values)
        more = len(ranked) > start + self.search.size
        return Found(self.version, round(len(rows) * scale), exact, self._hits(page), facets, names, more)

    def tally(self, level: str) -> Tally:
        """How many things there are in each territory of a level, all of them, not only the most frequent."""
        expression = self._expression()
        rows = self._rows(expression, self.places) if expression is not None else []
        exact = len(rows) <= EXACT
        scale = 1.0 if exact else self._scale(rows[:EXACT])
        counted = Counter(array("I", b"".join(row[2] for row in rows[:EXACT])))
        told = ((*self.terms[number], count) for number, count in counted.items())
        counts = {value: round(count * scale) for facet, value, count in told if facet == level}
        return Tally(self.version, round(min(len(rows), EXACT) * scale), exact, counts)

    def known(self, iris: Iterable[str]) -> dict[str, Hit]:
        """Those of the things that the file has, whatever is asked."""
        rows = self.connection.execute(_KNOWN, (json.dumps(sorted(iris)), self.version))
        return {hit.iri: hit for hit in self._hits([(row, place, b"", "") for row, place in rows])}

    def _places(self) -> dict[int, float] | None:
        if self.search.near is not None:
            return in_circle(self.connection, self.search.near)
        return in_box(self.connection, self.search.box) if self.search.box is not None else None

    def _expression(self) -> Expression | None:
        """What is asked; None if a value is told that nothing has."""
        if self.search.words.strip() and not self.words.written:
            return None
        expression = self.words.expression()
        for facet, values in self.search.values().items():
            if facet == LABEL:
                continue
            numbers = self._numbers(facet, values)
            if not numbers:
                return None
            expression = expression.and_any(map(term_token, numbers))
        for facet, value in self._left_out():
            for number in self._numbers(facet, [value]):
                expression = expression.but(term_token(number))
        return expression

    def _left_out(self) -> list[tuple[str, str]]:
        """What is not found unless it is asked for: fictitious things, and the records of what was done to things."""
        fictitious = [] if self.search.demonstration else [(FICTITIOUS, DEMONSTRATION)]
        asked = RECORDS.intersection(self.search.values().get("kind", ()))
        return [*fictitious, *(("kind", kind) for kind in sorted(RECORDS) if not asked)]

    def _numbers(self, facet: str, values: list[str]) -> list[int]:
        """The numbers of a facet's values that are known; a territory is of whichever level it has."""
        facets = TERRITORIES if facet == "territory" else (facet,)
        pairs = ((level, value) for level in facets for value in values)
        found = (self.connection.execute(_TERM, pair).fetchone() for pair in pairs)
        return [row[0] for row in found if row]

    def _rows(self, expression: Expression, places: dict[int, float] | None) -> list[Row]:
        """At most one row more than are counted exactly."""
        if places is not None and not places:
            return []
        if places is not None and len(places) <= _PLACES_TOLD:
            expression, places = expression.and_any(map(place_token, places)), None
        bearing = self.marks.chosen
        among = (_AMONG if places is not None else "") + (_BEARING if bearing is not None else "")
        given = {"expression": expression.text, "version": self.version, "most": EXACT + 1}
        given |= {"places": json.dumps(list(places or ())), "bearing": json.dumps(bearing or ())}
        return self.connection.execute(_HITS.format(among=among), given).fetchall()

    def _scale(self, rows: list[Row]) -> float:
        """How many rows there are for each one seen: rows lie in the order of a hash, so the first are a sample."""
        last: int = self.connection.execute("SELECT max(row) FROM thing").fetchone()[0]
        return last / max(1, rows[-1][0])

    def _pool(self, expression: Expression, rows: list[Row], exact: bool) -> list[Row]:
        """The rows to choose the best from: of too many hits, also those of that name, or the nearest."""
        if exact:
            return rows
        needed = 2 * self.search.page * self.search.size
        if self.search.near is not None and self.places:
            return self._nearest(expression, self.places, needed)
        return list({row[0]: row for row in (*self._same_name(), *rows[: max(_RANKED, needed)])}.values())

    def _nearest(self, expression: Expression, places: dict[int, float], needed: int) -> list[Row]:
        """The rows of the nearest places: of a few first, then of four times as many, until there are enough."""
        count = _FIRST_PLACES
        while True:
            found = self._rows(expression, dict(islice(places.items(), count)))
            if len(found) >= needed or count >= len(places):
                return found[:EXACT]
            count *= 4

    def _same_name(self) -> list[Row]:
        wanted = [(facet, set(values)) for facet, values in self.search.values().items() if facet != LABEL]
        asked = " ".join(words(self.search.words))
        rows = self.connection.execute(_NAMED, (asked, self.version, _SAME_NAME)).fetchall() if asked else []
        return [row for row in rows if self._holds(row, wanted)]

    def _holds(self, row: Row, wanted: list[tuple[str, set[str]]]) -> bool:
        told = [self.terms[number] for number in array("I", row[2])]
        if any(pair in told for pair in self._left_out()):
            return False
        if self.places is not None and row[1] not in self.places:
            return False
        if self.marks.chosen is not None and row[0] not in self.marks.chosen:
            return False
        return all(any(_is_of(level, facet) and value in values for level, value in told) for facet, values in wanted)

    def _ranked(self, rows: list[Row]) -> list[Row]:
        if self.search.near is not None and self.places is not None:
            places = self.places
            return sorted(rows, key=lambda row: (places.get(row[1] or 0, 0.0), row[3]))
        asked = " ".join(words(self.search.words))
        if not asked:
            return sorted(rows, key=lambda row: row[3])
        nearness = _Nearness(asked, self.words.written)
        return sorted(rows, key=lambda row: (nearness.of(row[3]), row[1] is None, len(row[3]), row[3]))

    def _facets(self, rows: list[Row], scale: float) -> dict[str, list[tuple[str, int]]]:
        numbers = array("I", b"".join(row[2] for row in rows))
        found: dict[str, list[tuple[str, int]]] = {}
        for number, count in Counter(numbers).most_common():
            facet, value = self.terms[number]
            values = found.setdefault(facet, [])
            if len(values) < _VALUES or (facet, value) in self.search.facets:
                values.append((value, round(count * scale)))
        if labels := self.marks.counted(row[0] for row in rows):
            found[LABEL] = [(value, round(count * scale)) for value, count in labels]
        return {facet: found[facet] for facet in FACETS if facet in found}

    def _hits(self, page: list[Row]) -> list[Hit]:
        numbers = [row[0] for row in page]
        found = {row[0]: row for row in self.connection.execute(_THINGS, (json.dumps(numbers),))}
        places = {row[0]: row[1] for row in page}
        return [self._hit(found[number], places[number]) for number in numbers]

    def _hit(self, row: tuple[int, str, str, str, bytes, float | None, float | None, int], place: int | None) -> Hit:
        _, iri, names, summary, terms, lat, long, nearby = row
        told = [self.terms[number] for number in array("I", terms)]
        distance = self.places.get(place or 0) if self.search.near is not None and self.places is not None else None
        return Hit(
            iri=iri,
            names=json.loads(names),
            summary=summary,
            kinds=tuple(value for facet, value in told if facet == "kind"),
            point=None if lat is None or long is None else (lat, long),
            nearby=bool(nearby),
            kilometres=None if distance is None else round(distance, 1),
            fictitious=(FICTITIOUS, DEMONSTRATION) in told,
            around=tuple(value for facet, value in told if facet in TERRITORIES),
        )

    def _names(self, iris: Iterable[str]) -> dict[str, dict[str, str]]:
        rows = self.connection.execute(_NAMES, (json.dumps(list(iris)), self.version))
        return {iri: json.loads(names) for iri, names in rows}


def _is_of(level: str, facet: str) -> bool:
    return level == facet or (facet == "territory" and level in TERRITORIES)


class _Nearness:
    """How near a name is to what was asked: it is computed for thousands of names at each search."""

    def __init__(self, asked: str, written: tuple[str, ...]) -> None:
        self._asked = asked
        self._whole = [f" {word} " for word in written]
        self._beginnings = [f" {word}" for word in written]

    def of(self, folded: str) -> int:
        """0: that very name; then names that begin with it, with all its words, with their beginnings, the others."""
        if folded == self._asked:
            return 0
        inside = f" {folded} "
        if folded.startswith(self._asked):
            return 1 if inside.startswith(f" {self._asked} ") else 2
        for word in self._whole:
            if word not in inside:
                break
        else:
            return 3
        for word in self._beginnings:
            if word not in inside:
                return 5
        return 4
