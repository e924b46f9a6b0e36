"""The publisher: applies what the outbox holds, in order, each once, and marks the version that holds it.

A row's id is the idempotency key of its write: a row that was published and not marked, because the process died
between the two, is replayed and found published.
"""

import fcntl
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, Engine, Row, select, update

from graph_service.desk.authors import SERVICE
from graph_service.desk.contributions import change_state, record
from graph_service.desk.database import writing
from graph_service.desk.intake import refuse_report
from graph_service.desk.published import Published
from graph_service.desk.rounds import OnFailure, Rounds
from graph_service.desk.tables.delivery import outbox
from graph_service.desk.tables.editorial import contributions
from graph_service.desk.tasks import Task
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.tombstones import withdraw_thing
from graph_service.engine.validation.validation import Validation
from graph_service.engine.writes import Receipt, Update, digest_of, replay
from graph_service.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    Gone,
    InvalidData,
    MaillageError,
    NotFound,
    UsageError,
    ValidationUnfinished,
)
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES

_TRIES = 5
"""Times that a row is tried which fails of something that may pass."""

_FINAL = (BadRequest, Conflict, Forbidden, Gone, InvalidData, NotFound, UsageError, ValidationUnfinished)
"""Errors that the same row would meet for ever, and every row behind it; others are tried again."""

_PATIENCE = 6
"""How many times the deadline of what arrives: what was judged once has its history with it, on a busy machine."""


class Aftermath(Protocol):
    """What follows a publication at the desk."""

    def published(self, contribution: str) -> None:
        """An accepted contribution is in the graph."""

    def fallen(self, connection: Connection, identity: str) -> None:
        """A row of the outbox will never be published, in the transaction that says so."""


class Nothing:
    """Nothing follows."""

    def published(self, contribution: str) -> None:
        """Nothing."""

    def fallen(self, connection: Connection, identity: str) -> None:
        """Nothing."""


class Publisher(Rounds):
    """Publishes what the desk decided."""

    role = "publisher"
    seconds = 1.0
    """Between two looks at an outbox that nobody announced anything in: the command line may have."""

    def __init__(
        self, desk: Callable[[], Engine], storage: EmbeddedStorage, validation: Validation, on_failure: OnFailure
    ) -> None:
        super().__init__(on_failure)
        self._desk = desk
        self.storage = storage
        self.validation = validation
        self._tries: dict[str, int] = {}
        self.aftermath: Aftermath = Nothing()
        self._published = Published(storage, storage.settings.base_iri)

    def run_once(self) -> int:
        """Publish everything that waits; how many rows were settled. One process at a time does."""
        if not self.storage.folder.desk.exists():
            return 0
        path = self.storage.folder.desk.with_suffix(".publishing")
        with path.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return 0
            return sum(self._settle(row) for row in self._waiting())

    def _waiting(self) -> list[Row[tuple[str, str, str, str]]]:
        query = (
            select(outbox.c.id, outbox.c.cause, outbox.c.task, outbox.c.contribution)
            .where(outbox.c.version.is_(None), outbox.c.failure.is_(None))
            .order_by(outbox.c.created, outbox.c.id)
        )
        with self._desk().connect() as connection:
            return list(connection.execute(query))

    def _settle(self, row: Row[tuple[str, str, str, str]]) -> int:
        if self.ended:
            return 0
        try:
            receipt = self._apply(row.id, row.cause, Task.from_json(row.task))
        except _FINAL as error:
            self._give_up(row.id, row.contribution, error)
        except MaillageError as error:
            # One that always kills the writer, or outlasts it, would hold all the others up.
            self._tries[row.id] = self._tries.get(row.id, 0) + 1
            if self._tries[row.id] < _TRIES:
                raise
            self._give_up(row.id, row.contribution, error)
        else:
            with writing(self._desk()) as connection:
                marked = update(outbox).where(outbox.c.id == row.id).values(version=receipt["version"])
                connection.execute(marked)
            if row.contribution is not None:
                self._follow(row.contribution)
        return 1

    def _follow(self, contribution: str) -> None:
        """What follows is no part of the publication: its failure is told, and holds nothing up."""
        try:
            self.aftermath.published(contribution)
        except MaillageError as error:
            self._on_failure(self.role, error)

    def _apply(self, identity: str, cause: str, task: Task) -> Receipt:
        """Make one write; one that was made and not marked is found by its key.

        Raises:
            InvalidContribution: the version that it extends makes it invalid.
            ValidationUnfinished: judging it took too long.
            Conflict: that version is another than the one it revised.
        """
        key, digest = f"desk:{identity}", digest_of(task.to_json().encode())
        published = replay(self.storage.folder, key, digest)
        if published is not None:
            return published
        if task.withdraw:
            base = self.storage.settings.base_iri
            return withdraw_thing(self.storage, self.storage.writes, task.withdraw, base, task.reason, key, digest)
        self._check(task)
        return self.storage.submit(Update(cause=cause, key=key, digest=digest, text=task.update))

    def _check(self, task: Task) -> None:
        if task.after:
            self._refuse_without(task.after)
        for graph, etag in task.extends:
            if self._published.etag(graph) != etag:
                raise Conflict(
                    Text(
                        "Une autre révision a été publiée entre-temps : relisez la fiche et corrigez la vôtre.",
                        "Another revision was published meanwhile: read the record again and correct yours.",
                    )
                )
        if task.judged:
            seconds = _PATIENCE * self.storage.settings.validation_timeout
            refuse_report(self.validation.validate(task.judged.encode(), N_TRIPLES, seconds=seconds))

    def _refuse_without(self, identity: str) -> None:
        """Refuse to undo what was never published."""
        with self._desk().connect() as connection:
            published = connection.execute(select(outbox.c.version).where(outbox.c.id == identity)).scalar()
        if published is None:
            raise Conflict(
                Text("Rien n’a été publié : rien n’est annulé.", "Nothing was published: nothing is undone.")
            )

    def _give_up(self, identity: str, found: str | None, error: MaillageError) -> None:
        """The decision falls, and is told: a contribution goes back to its author with the reason."""
        with writing(self._desk()) as connection:
            told = f"{error.detail.fr} / {error.detail.en}"[:5000]
            connection.execute(update(outbox).where(outbox.c.id == identity).values(failure=told))
            decided = select(contributions.c.id).where(contributions.c.decided_by == identity)
            if found is not None and connection.execute(decided).scalar() is not None:
                change_state(connection, found, "returned", identity)
                record(connection, found, "fail", "accepted", "returned", SERVICE, told)
            self.aftermath.fallen(connection, identity)
        self._on_failure(self.role, error)
