"""« Je suis intéressé », « Demander ce créneau »: requests as the desk keeps them; their words are never published."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from graph_service.desk.openings import Slot
from graph_service.desk.tables.exchange import asks
from graph_service.errors import NotFound
from graph_service.languages import Text

UNKNOWN = Text("Aucune demande n’a ce nom.", "No request has this name.")
PATIENCE = timedelta(days=90)
"""How long a request without a date waits for its answer."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request."""

    id: str
    thing: str
    title: str
    owner: str
    name: str | None
    organisation: str | None
    message: str | None
    address: str | None
    zone: str
    begins: datetime | None
    ends: datetime | None
    other_begins: datetime | None
    other_ends: datetime | None
    state: str
    answer: str | None
    created: datetime
    answered: datetime | None
    erased: datetime | None

    @property
    def slot(self) -> Slot | None:
        """The slot that it asks for or has."""
        return Slot(self.begins, self.ends) if self.begins and self.ends else None

    @property
    def other(self) -> Slot | None:
        """The slot that its owner proposed instead."""
        return Slot(self.other_begins, self.other_ends) if self.other_begins and self.other_ends else None

    def standing(self, at: datetime) -> str:
        """Its state at a moment: one whose date passed unanswered has expired, swept or not."""
        if self.state not in ("asked", "other"):
            return self.state
        waited = self.other if self.state == "other" else self.slot
        until = waited.begins if waited else (self.answered or self.created) + PATIENCE
        return "expired" if until <= at else self.state


def request(connection: Connection, identity: str) -> Ask:
    """A request by its id.

    Raises:
        NotFound: none has it.
    """
    row = connection.execute(select(asks).where(asks.c.id == identity)).mappings().first()
    if row is None:
        raise NotFound(UNKNOWN)
    return Ask(**row)


def requests(connection: Connection, *where: ColumnElement[bool], most: int = 500) -> list[Ask]:
    """Requests that fit, the newest first."""
    query = select(asks).where(*where).order_by(asks.c.created.desc()).limit(most)
    return [Ask(**row) for row in connection.execute(query).mappings()]


def change(connection: Connection, identity: str, **values: Any) -> Ask:  # noqa: ANN401 - columns of any type
    """Change a request; as it is then."""
    connection.execute(update(asks).where(asks.c.id == identity).values(values))
    return request(connection, identity)
