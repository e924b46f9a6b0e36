"""Asking for what is shared: requests, the slots they take, hours given and received, offers put beside needs."""

from sqlalchemy import Column, ForeignKey, Index, Numeric, String, Table

from graph_service.desk.tables.moments import Moment, metadata

_IRI, _ULID = String(2000), String(26)

asks = Table(
    "asks",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("thing", _IRI, nullable=False),
    Column("title", String(300), nullable=False),
    Column("owner", _IRI, nullable=False),
    Column("name", String(200)),
    Column("organisation", String(300)),
    Column("message", String(5000)),
    Column("address", String(254)),
    Column("zone", String(60), nullable=False),
    Column("begins", Moment),
    Column("ends", Moment),
    Column("other_begins", Moment),
    Column("other_ends", Moment),
    Column("state", String(20), nullable=False),
    Column("answer", String(5000)),
    Column("created", Moment, nullable=False),
    Column("answered", Moment),
    Column("erased", Moment),
    Index("asks_owner", "owner", "state"),
)
"""« Je suis intéressé », « Demander ce créneau »; the words, names and address go after twelve months (`erased`)."""

bookings = Table(
    "bookings",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("thing", _IRI, nullable=False),
    Column("ask", _ULID, ForeignKey("asks.id"), nullable=False),
    Column("begins", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("created", Moment, nullable=False),
    Index("bookings_thing", "thing", "begins"),
)
"""A slot that a thing is taken in, from `begins` to before `ends`."""

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("provider", _IRI, nullable=False),
    Column("receiver", _IRI, nullable=False),
    Column("hours", Numeric(8, 2), nullable=False),
    Column("skill", _IRI),
    Column("day", String(10), nullable=False),
    Column("told_by", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created", Moment, nullable=False),
    Column("confirmed", Moment),
)
"""Hours given by one organisation to another: published once both have said so."""

proposals = Table(
    "proposals",
    metadata,
    Column("need", _IRI, primary_key=True),
    Column("offer", _IRI, primary_key=True),
    Column("need_owner", _IRI, nullable=False),
    Column("offer_owner", _IRI, nullable=False),
    Column("need_title", String(300), nullable=False),
    Column("offer_title", String(300), nullable=False),
    Column("created", Moment, nullable=False),
)
"""An offer that fits a need, told to both once."""
