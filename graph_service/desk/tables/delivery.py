"""What leaves the desk: publications for the graph, messages for people; and the trail of who did what."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from graph_service.desk.tables.moments import Moment, metadata

_ULID = String(26)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("contribution", _ULID),
    Column("cause", String(300), nullable=False),
    Column("task", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("version", Integer),
    Column("failure", String(5000)),
    Index("outbox_contribution", "contribution"),
)
"""A decision to be published: its id is the idempotency key of the write, `version` the one that holds it.

`task` is JSON (see `desk.tasks`); `failure` says why it will never be published.
"""

mails = Table(
    "mails",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due", Moment, nullable=False),
    Column("failure", String(500)),
)
"""Messages to be sent; a row goes as soon as the server has taken it."""

audit = Table(
    "audit",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(230), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(2000), nullable=False),
)
"""Who did what to what; never an address or a message."""
