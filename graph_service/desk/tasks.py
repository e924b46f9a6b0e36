"""What the outbox holds: a publication as data, written in the transaction that decided it."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from sqlalchemy import Connection, insert
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
