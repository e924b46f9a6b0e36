"""What the outbox holds: a publication as data, written in the transaction that decided it."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from sqlalchemy import Connection, insert, select
from ulid import ULID

from graph_service.desk.tables.delivery import outbox
from graph_service.desk.tables.moments import now


@dataclass(frozen=True, slots=True)
class Task:
    """A write to the graph, and what must still hold when it is made."""

    update: str = ""
    """SPARQL update."""
    judged: str = ""
    """N-Triples to validate once more, in the version that they extend; empty: nothing to judge."""
    extends: tuple[tuple[str, str | None], ...] = ()
    """Graphs and the validators that they must still have (None: not published)."""
    withdraw: str = ""
    """IRI of a thing to withdraw."""
    reason: str = ""
    after: str = ""
    """Another row of the outbox that must have been published: what undoes nothing is not made."""
    former: str = ""
    """N-Triples of the graph that it replaces: what its undoing publishes again."""

    def to_json(self) -> str:
        """As the outbox keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`."""
        value: dict[str, Any] = json.loads(text)
        return cls(**{**value, "extends": tuple((graph, etag) for graph, etag in value["extends"])})


def failures(connection: Connection, most: int = 50) -> list[dict[str, Any]]:
    """The publications that never were, the latest first: what was decided and why it fell."""
    query = select(outbox.c.id, outbox.c.cause, outbox.c.created, outbox.c.failure).where(outbox.c.failure.is_not(None))
    return [dict(row._mapping) for row in connection.execute(query.order_by(outbox.c.created.desc()).limit(most))]


def publish(
    connection: Connection, task: Task, cause: str, contribution: str | None = None, decision: str | None = None
) -> str:
    """Put a publication in the outbox, in the transaction of its decision; its id, the write's idempotency key."""
    identity = decision or str(ULID())
    values = {
        "id": identity,
        "contribution": contribution,
        "cause": cause[:300],
        "task": task.to_json(),
        "created": now(),
    }
    connection.execute(insert(outbox).values(values))
    return identity
