"""The storage as the rest of the service sees it: read, write, version. Embedded here; a remote store is another."""

from typing import Protocol, Self

from graph_service.engine.answer import Answer
from graph_service.engine.reads import Query, Reading, Reads
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.writes import GraphWrite, OnProgress, Receipt, Update, Writes
from graph_service.settings import Settings


class Storage(Protocol):
    """The port: what an adapter must offer."""

    def query(self, query: Query, reading: Reading) -> Answer:
        """Answer a query."""

    def submit(self, write: Update | GraphWrite, on_progress: OnProgress | None = None) -> Receipt:
        """Apply and publish an update or a graph."""

    def version(self) -> VersionRecord:
        """The published version."""


class EmbeddedStorage:
    """Immutable versions on this machine's disk, sealed readers, a sealed writer."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = DataFolder(settings.data_dir)
        self.folder.prepare(settings.default_graph)
        self.reads = Reads(settings, self.folder)
        self.writes = Writes(settings, self.folder)
        self.search = SearchIndex(self.folder, settings.search_timeout)

    def start(self) -> Self:
        """Publish the first version of a new folder and start the readers."""
        self.writes.prepare()
        self.reads.start()
        return self

    def close(self) -> None:
        """End every child process; queued writes are finished first."""
        self.writes.close()
        self.reads.close()
        self.search.connections.close()

    def query(self, query: Query, reading: Reading) -> Answer:
        """Answer a query (see `Reads.answer`)."""
        return self.reads.answer(query, reading)

    def submit(self, write: Update | GraphWrite, on_progress: OnProgress | None = None) -> Receipt:
        """Apply and publish a write (see `Writes.submit`)."""
        return self.writes.submit(write, on_progress)

    def version(self) -> VersionRecord:
        """The published version."""
        return self.folder.current_record()
