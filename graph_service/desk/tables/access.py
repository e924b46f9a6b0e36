"""Who may do what: tokens, accounts, their roles, sessions and one-time links, claims, and how to reach whom."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, String, Table

from graph_service.desk.tables.moments import Moment, metadata

_IRI, _ULID, _DIGEST = String(2000), String(26), String(64)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("graph_prefix", _IRI),
    Column("digest", _DIGEST, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("revoked", DateTime(timezone=True)),
)
"""A token by its public id; `digest` is the SHA-256 of its secret half."""

oppositions = Table(
    "oppositions",
    metadata,
    Column("iri", _IRI, primary_key=True),
    Column("reason", String(2000)),
    Column("created", DateTime(timezone=True), nullable=False),
)
"""IRIs that were erased and that no later load may bring back."""

accounts = Table(
    "accounts",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("organisation", _IRI, nullable=False),
    Column("organisation_name", String(300), nullable=False),
    Column("post", String(60), nullable=False),
    Column("capacity", String(60)),
    Column("address", String(254), unique=True),
    Column("password", String(200)),
    Column("consented", Moment, nullable=False),
    Column("created", Moment, nullable=False),
    Column("closed", Moment),
)
"""A function of an organisation, published as `<base>/id/function/<id>`; whoever holds it is known by `address` only.

`post` is a concept of the scheme `role`; `capacity` one of `verifier-role`, for those who may verify.
"""

grants = Table(
    "grants",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("account", _ULID, ForeignKey("accounts.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("network", _IRI),
    Column("territory", _IRI),
    Column("granted_by", String(200), nullable=False),
    Column("created", Moment, nullable=False),
    Column("revoked", Moment),
)
"""A role of an account, within a network (or the body of a committee) and a territory; null: everywhere."""

sessions = Table(
    "sessions",
    metadata,
    Column("digest", _DIGEST, primary_key=True),
    Column("account", _ULID, ForeignKey("accounts.id"), nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("digest", _DIGEST, primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("used", Moment),
    Index("links_subject", "purpose", "subject"),
)
"""A private address: the SHA-256 of its secret, what it is for, and on what."""

claims = Table(
    "claims",
    metadata,
    Column("id", _ULID, primary_key=True),
    Column("organisation", _IRI, nullable=False),
    Column("organisation_name", String(300), nullable=False),
    Column("post", String(60), nullable=False),
    Column("address", String(254)),
    Column("message", String(2000)),
    Column("state", String(20), nullable=False),
    Column("created", Moment, nullable=False),
    Column("decided", Moment),
    Column("decided_by", String(200)),
)
"""« C’est mon association »: an account asked for, until an animator of the territory answers."""

claim_areas = Table(
    "claim_areas",
    metadata,
    Column("claim", _ULID, ForeignKey("claims.id"), primary_key=True),
    Column("territory", _IRI, primary_key=True),
)

contacts = Table(
    "contacts",
    metadata,
    Column("organisation", _IRI, primary_key=True),
    Column("address", String(254), nullable=False),
    Column("consented", Moment, nullable=False),
)
"""Where an organisation without an account takes what is asked of it; never published."""
