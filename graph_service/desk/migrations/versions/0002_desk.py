"""Accounts, contributions, what is asked for, and what leaves the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.String(32)


def upgrade() -> None:
    """Create the tables."""
    _access()
    _editorial()
    _exchange()
    _delivery()


def _access() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("organisation", sa.String(2000), nullable=False),
        sa.Column("organisation_name", sa.String(300), nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("capacity", sa.String(60)),
        sa.Column("address", sa.String(254), unique=True),
        sa.Column("password", sa.String(200)),
        sa.Column("consented", _MOMENT, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("closed", _MOMENT),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("organisation", sa.String(2000), nullable=False),
        sa.Column("organisation_name", sa.String(300), nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("address", sa.String(254)),
        sa.Column("message", sa.String(2000)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("decided", _MOMENT),
        sa.Column("decided_by", sa.String(200)),
    )
    op.create_table(
        "contacts",
        sa.Column("organisation", sa.String(2000), primary_key=True),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("consented", _MOMENT, nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("used", _MOMENT),
    )
    op.create_index("links_subject", "links", ["purpose", "subject"])
    op.create_table(
        "claim_areas",
        sa.Column("claim", sa.String(26), sa.ForeignKey("claims.id"), primary_key=True),
        sa.Column("territory", sa.String(2000), primary_key=True),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("account", sa.String(26), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("network", sa.String(2000)),
        sa.Column("territory", sa.String(2000)),
        sa.Column("granted_by", sa.String(200), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("revoked", _MOMENT),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(26), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
    )


def _editorial() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("thing", sa.String(2000), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("body", sa.String(2000), nullable=False),
        sa.Column("reach", sa.String(40)),
        sa.Column("outcome", sa.String(20)),
        sa.Column("description", sa.String(5000), nullable=False),
        sa.Column("opened_by", sa.String(230), nullable=False),
        sa.Column("opened", _MOMENT, nullable=False),
        sa.Column("closed", _MOMENT),
    )
    op.create_index("decisions_thing", "decisions", ["thing"])
    op.create_table(
        "keys",
        sa.Column("key", sa.String(450), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(26), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("thing", sa.String(2000), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("message", sa.String(5000), nullable=False),
        sa.Column("address", sa.String(254)),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("handled", _MOMENT),
        sa.Column("answer", sa.String(5000)),
        sa.Column("weight", sa.Integer(), nullable=False, server_default="1"),
    )
    op.create_table(
        "contributions",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("statements", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("nature", sa.String(20), nullable=False),
        sa.Column("author", sa.String(230), nullable=False),
        sa.Column("account", sa.String(26), sa.ForeignKey("accounts.id")),
        sa.Column("organisation", sa.String(2000)),
        sa.Column("address", sa.String(254)),
        sa.Column("revises", sa.String(26)),
        sa.Column("base_digest", sa.String(64)),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(26)),
    )
    op.create_index("contributions_state", "contributions", ["state", "created"])
    op.create_table(
        "votes",
        sa.Column("decision", sa.String(26), sa.ForeignKey("decisions.id"), primary_key=True),
        sa.Column("account", sa.String(26), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("organisation", sa.String(2000), nullable=False),
        sa.Column("actor_kind", sa.String(2000), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "areas",
        sa.Column("contribution", sa.String(26), sa.ForeignKey("contributions.id"), primary_key=True),
        sa.Column("territory", sa.String(2000), primary_key=True),
    )
    op.create_table(
        "moves",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("contribution", sa.String(26), sa.ForeignKey("contributions.id"), nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("before", sa.String(20), nullable=False),
        sa.Column("after", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(230), nullable=False),
        sa.Column("account", sa.String(26)),
        sa.Column("reason", sa.String(5000)),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("moves_contribution", "moves", ["contribution", "id"])
    op.create_table(
        "photos",
        sa.Column("contribution", sa.String(26), sa.ForeignKey("contributions.id"), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("caption", sa.String(500), nullable=False),
        sa.Column("licence", sa.String(2000), nullable=False),
    )
    op.create_table(
        "themes",
        sa.Column("contribution", sa.String(26), sa.ForeignKey("contributions.id"), primary_key=True),
        sa.Column("theme", sa.String(2000), primary_key=True),
    )
    op.create_table(
        "things",
        sa.Column("contribution", sa.String(26), sa.ForeignKey("contributions.id"), primary_key=True),
        sa.Column("iri", sa.String(2000), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("graph", sa.String(2000), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
    )
    op.create_index("things_iri", "things", ["iri"])


def _exchange() -> None:
    op.create_table(
        "asks",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("thing", sa.String(2000), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("owner", sa.String(2000), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("organisation", sa.String(300)),
        sa.Column("message", sa.String(5000)),
        sa.Column("address", sa.String(254)),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("begins", _MOMENT),
        sa.Column("ends", _MOMENT),
        sa.Column("other_begins", _MOMENT),
        sa.Column("other_ends", _MOMENT),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(5000)),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("answered", _MOMENT),
        sa.Column("erased", _MOMENT),
    )
    op.create_index("asks_owner", "asks", ["owner", "state"])
    op.create_table(
        "exchanges",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("provider", sa.String(2000), nullable=False),
        sa.Column("receiver", sa.String(2000), nullable=False),
        sa.Column("hours", sa.Numeric(8, 2), nullable=False),
        sa.Column("skill", sa.String(2000)),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("told_by", sa.String(10), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("confirmed", _MOMENT),
    )
    op.create_table(
        "proposals",
        sa.Column("need", sa.String(2000), primary_key=True),
        sa.Column("offer", sa.String(2000), primary_key=True),
        sa.Column("need_owner", sa.String(2000), nullable=False),
        sa.Column("offer_owner", sa.String(2000), nullable=False),
        sa.Column("need_title", sa.String(300), nullable=False),
        sa.Column("offer_title", sa.String(300), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
    )
    op.create_table(
        "bookings",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("thing", sa.String(2000), nullable=False),
        sa.Column("ask", sa.String(26), sa.ForeignKey("asks.id"), nullable=False),
        sa.Column("begins", _MOMENT, nullable=False),
        sa.Column("ends", _MOMENT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
    )
    op.create_index("bookings_thing", "bookings", ["thing", "begins"])


def _delivery() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(230), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(2000), nullable=False),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("due", _MOMENT, nullable=False),
        sa.Column("failure", sa.String(500)),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("contribution", sa.String(26)),
        sa.Column("cause", sa.String(300), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("failure", sa.String(5000)),
    )
    op.create_index("outbox_contribution", "outbox", ["contribution"])


def downgrade() -> None:
    """Drop the tables."""
    for name in (
        "outbox",
        "mails",
        "audit",
        "bookings",
        "proposals",
        "exchanges",
        "asks",
        "things",
        "themes",
        "photos",
        "moves",
        "areas",
        "votes",
        "contributions",
        "reports",
        "keys",
        "decisions",
        "sessions",
        "grants",
        "claim_areas",
        "links",
        "contacts",
        "claims",
        "accounts",
    ):
        op.drop_table(name)
