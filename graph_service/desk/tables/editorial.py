"""Contributions and what becomes of them: their things, moves, votes and photos; what people report."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from graph_service.desk.tables.moments import Moment, metadata

_IRI, _ULID, _DIGEST = String(2000), String(26), String(64)

contributions = Table(
    "contributions",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("act", String(20), nullable=False),
    Column("title", String(300), nullable=False),
    Column("statements", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("nature", String(20), nullable=False),
    Column("author", String(230), nullable=False),
    Column("account", _ULID, ForeignKey("accounts.id")),
    Column("organisation", _IRI),
    Column("address", String(254)),
    Column("revises", _ULID),
    Column("base_digest", String(64)),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("decided_by", _ULID),
    Index("contributions_state", "state", "created"),
)
"""`statements` are N-Triples; `act`: `publish`, `annotate`, `withdraw`; `base_digest` is of the graph it extends."""

things = Table(
    "things",
    metadata,
    Column("contribution", _ULID, ForeignKey("contributions.id"), primary_key=True),
    Column("iri", _IRI, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("graph", _IRI, nullable=False),
    Column("title", String(300), nullable=False),
    Index("things_iri", "iri"),
)
"""What a contribution brings, each for a graph of its own."""

areas = Table(
    "areas",
    metadata,
    Column("contribution", _ULID, ForeignKey("contributions.id"), primary_key=True),
    Column("territory", _IRI, primary_key=True),
)
"""The territories that a contribution lies in and the networks of its owner: who may decide depends on them."""

themes = Table(
    "themes",
    metadata,
    Column("contribution", _ULID, ForeignKey("contributions.id"), primary_key=True),
    Column("theme", _IRI, primary_key=True),
)

moves = Table(
    "moves",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("contribution", _ULID, ForeignKey("contributions.id"), nullable=False),
    Column("move", String(20), nullable=False),
    Column("before", String(20), nullable=False),
    Column("after", String(20), nullable=False),
    Column("actor", String(230), nullable=False),
    Column("account", _ULID),
    Column("reason", String(5000)),
    Column("at", Moment, nullable=False),
    Index("moves_contribution", "contribution", "id"),
)

keys = Table(
    "keys",
    metadata,
    Column("key", String(450), primary_key=True),
    Column("digest", _DIGEST, nullable=False),
    Column("subject", _ULID, nullable=False),
    Column("created", Moment, nullable=False),
)
"""Idempotency keys: the digest of the request, and what it made."""

decisions = Table(
    "decisions",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("thing", _IRI, nullable=False),
    Column("title", String(300), nullable=False),
    Column("move", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    Column("body", _IRI, nullable=False),
    Column("reach", String(40)),
    Column("outcome", String(20)),
    Column("description", String(5000), nullable=False),
    Column("opened_by", String(230), nullable=False),
    Column("opened", Moment, nullable=False),
    Column("closed", Moment),
    Index("decisions_thing", "thing"),
)
"""A question put to a committee: whether a published resource makes a move."""

votes = Table(
    "votes",
    metadata,
    Column("decision", _ULID, ForeignKey("decisions.id"), primary_key=True),
    Column("account", _ULID, ForeignKey("accounts.id"), primary_key=True),
    Column("organisation", _IRI, nullable=False),
    Column("actor_kind", _IRI, nullable=False),
    Column("choice", String(10), nullable=False),
    Column("at", Moment, nullable=False),
)

photos = Table(
    "photos",
    metadata,
    Column("contribution", _ULID, ForeignKey("contributions.id"), primary_key=True),
    Column("digest", _DIGEST, primary_key=True),
    Column("caption", String(500), nullable=False),
    Column("licence", _IRI, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("thing", _IRI, nullable=False),
    Column("title", String(300), nullable=False),
    Column("message", String(5000), nullable=False),
    Column("address", String(254)),
    Column("created", Moment, nullable=False),
    Column("handled", Moment),
    Column("answer", String(5000)),
    Column("weight", Integer, nullable=False, server_default="1"),
)
"""« Signaler un contenu »."""
