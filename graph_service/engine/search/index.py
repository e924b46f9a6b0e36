"""Asking the search file: which version it has, what it finds, where things lie. In the web process."""

import json
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from graph_service.engine.search.answer import Found, Hit, Tally
from graph_service.engine.search.connections import Connections
from graph_service.engine.search.documents import DEMONSTRATION, FICTITIOUS
from graph_service.engine.search.finding import Finding
from graph_service.engine.search.request import Search
from graph_service.engine.search.schema import OPEN, said
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import Gone, Unavailable
from graph_service.languages import Text

_BLOCK = "SELECT iri, terms FROM thing WHERE row > ? AND row <= ? AND last = ? ORDER BY row"
_POINTS = """SELECT iri, lat, long FROM thing JOIN place ON place.id = thing.place
WHERE iri IN (SELECT value FROM json_each(?1)) AND first <= ?2 AND last >= ?2"""
_FIRST = "SELECT iri, first FROM thing WHERE iri IN (SELECT value FROM json_each(?1)) AND last = ?2"


class SearchIndex:
    """The search of one instance."""

    def __init__(self, folder: DataFolder, seconds: float) -> None:
        self.folder = folder
        self.connections = Connections(folder, seconds)

    def version(self) -> int:
        """The version that the file has; 0 while there is none."""
        try:
            with self.connections.lend() as connection:
                return int(said(connection)["version"])
        except Unavailable:
            return 0

    def find(self, search: Search) -> Found:
        """Answer a search.

        Raises:
            Gone: the version is not kept, or older than the file.
            NotFound: there is no such version.
            Unavailable: the file does not have that version yet.
            DeadlineExceeded: interrupted.
        """
        with self._finding(search) as finding:
            return finding.found()

    def tally(self, search: Search, level: str) -> Tally:
        """Count the things that a search finds in each territory of a level (see `contours.LEVELS`).

        Raises:
            Gone, NotFound, Unavailable, DeadlineExceeded: as `find`.
        """
        with self._finding(search) as finding:
            return finding.tally(level)

    def known(self, iris: Iterable[str], version: int | None = None) -> dict[str, Hit]:
        """Those of the things that the file has, with their names, places and territories.

        Raises:
            Gone, NotFound, Unavailable: as `find`.
        """
        with self._finding(Search(version=version)) as finding:
            return finding.known(iris)

    @contextmanager
    def _finding(self, search: Search) -> Iterator[Finding]:
        if search.version is not None:
            self.folder.record(search.version)
        with self.connections.lend() as connection:
            version = _version(said(connection), search.version)
            yield Finding(connection, search, version, self.connections.terms(connection))

    def generation(self) -> str:
        """What tells one file from the next, made anew for the same version."""
        try:
            return self.folder.search_link.readlink().name
        except OSError:
            return ""

    def point(self, iri: str) -> tuple[float, float] | None:
        """Latitude and longitude of a thing in degrees, if it has a place."""
        return self.points([iri]).get(iri)

    @property
    def state(self) -> tuple[str, int]:
        """What an answer that calls the search depends on: the file and the version that it has."""
        return self.generation(), self.version()

    def blocks(self, size: int) -> int:
        """How many blocks of so many rows the file has; 0 while there is no file."""
        try:
            with self.connections.lend() as connection:
                return -(-int(connection.execute("SELECT coalesce(max(row), 0) FROM thing").fetchone()[0]) // size)
        except Unavailable:
            return 0

    def block(self, number: int, size: int) -> list[str]:
        """The IRIs of a block's rows that hold in the newest version, what is fictitious left out."""
        with self.connections.lend() as connection:
            first = number * size
            terms = self.connections.terms(connection)
            rows = connection.execute(_BLOCK, (first, first + size, OPEN)).fetchall()
        marks = {number for number, key in terms.items() if key == (FICTITIOUS, DEMONSTRATION)}
        return [iri for iri, told in rows if not marks & set(array("I", told))]

    def points(self, iris: list[str], version: int | None = None) -> dict[str, tuple[float, float]]:
        """Latitude and longitude in degrees of those of the things that have a place, in a version (the newest)."""
        with self.connections.lend() as connection:
            rows = connection.execute(_POINTS, (json.dumps(iris), OPEN if version is None else version)).fetchall()
        return {iri: (lat, long) for iri, lat, long in rows}

    def since(self, iris: list[str]) -> dict[str, int]:
        """The version from which each thing is as it is now, as far back as the file goes."""
        try:
            with self.connections.lend() as connection:
                return dict(connection.execute(_FIRST, (json.dumps(iris), OPEN)).fetchall())
        except Unavailable:
            return {}


def _version(told: dict[str, str], asked: int | None) -> int:
    newest, base = int(told["version"]), int(told["base"])
    if asked is None:
        return newest
    if asked > newest:
        raise Unavailable(
            Text(
                f"L’index de recherche en est à la version {newest} ; la version {asked} suit.",
                f"The search index is at version {newest}; version {asked} follows.",
            ),
            retry_after=2,
        )
    if asked < base:
        raise Gone(
            Text(
                f"La recherche remonte à la version {base} ; pour la {asked}, interrogez /sparql?version={asked}.",
                f"Search goes back to version {base}; for {asked}, ask /sparql?version={asked}.",
            ),
            members={"nearest": [base]},
        )
    return asked
