"""The tables of `desk.sqlite`, as SQLAlchemy Core sees them; `migrations/` makes them."""

from sqlalchemy import Column, DateTime, MetaData, String, Table

metadata = MetaData()

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("graph_prefix", String(2000)),
    Column("digest", String(64), nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("revoked", DateTime(timezone=True)),
)
"""A token by its public id; `digest` is the SHA-256 of its secret half."""

oppositions = Table(
    "oppositions",
    metadata,
    Column("iri", String(2000), primary_key=True),
    Column("reason", String(2000)),
    Column("created", DateTime(timezone=True), nullable=False),
)
"""IRIs that were erased and that no later load may bring back."""
