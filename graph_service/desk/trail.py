"""The trail of who did what: kept beside everything, without an address or a message."""

from typing import Any

from sqlalchemy import Connection, Engine, insert, select
from ulid import ULID

from graph_service.desk.authors import Author
from graph_service.desk.tables.delivery import audit
from graph_service.desk.tables.moments import now


def note(connection: Connection, author: Author, action: str, subject: str) -> None:
    """Add a line, in the transaction of what it tells."""
    row = {"id": str(ULID()), "at": now(), "actor": author.name, "action": action, "subject": subject[:2000]}
    connection.execute(insert(audit).values(row))


def lines(engine: Engine, most: int = 200) -> list[dict[str, Any]]:
    """The last lines, the newest first."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(audit).order_by(audit.c.id.desc()).limit(most))]
