"""Private addresses: a secret shown once, kept as a hash, for one purpose on one subject, until a day."""

import hashlib
import secrets
from datetime import timedelta
from typing import Literal

from sqlalchemy import Connection, Engine, delete, insert, select, update

from graph_service.desk.tables.access import links
from graph_service.desk.tables.moments import now
from graph_service.errors import NotFound
from graph_service.languages import Text

Purpose = Literal["login", "confirm", "follow", "answer", "asker", "exchange", "claim"]

DAYS: dict[Purpose, float] = {
    "login": 1 / 48,
    "confirm": 7,
    "follow": 730,
    "answer": 1100,
    "asker": 1100,
    "exchange": 90,
    "claim": 7,
}
"""How long each holds; those of a request as long as the slot it may be for, at most two years ahead and one long."""

_UNKNOWN = Text(
    "Ce lien ne vaut pas, ou ne vaut plus. Demandez-en un autre là où vous avez eu celui-ci.",
    "This link does not hold, or no longer does. Ask for another where you got this one.",
)


def make_link(connection: Connection, purpose: Purpose, subject: str, secret: str | None = None) -> str:
    """Make a link; its secret, chosen here unless it is given, is returned here and nowhere else."""
    secret = secret or secrets.token_urlsafe(24)
    values = {
        "digest": _digest(secret),
        "purpose": purpose,
        "subject": subject,
        "created": now(),
        "expires": now() + timedelta(days=DAYS[purpose]),
    }
    connection.execute(insert(links).prefix_with("OR REPLACE").values(values))
    return secret


def subject_of(connection: Connection, purpose: Purpose, secret: str) -> str:
    """What a link is about.

    Raises:
        NotFound: unknown, for something else, too old or used; the same sentence for each.
    """
    query = select(links.c.subject).where(
        links.c.digest == _digest(secret),
        links.c.purpose == purpose,
        links.c.expires > now(),
        links.c.used.is_(None),
    )
    found: str | None = connection.execute(query).scalar()
    if found is None:
        raise NotFound(_UNKNOWN)
    return found


def use_link(connection: Connection, purpose: Purpose, secret: str) -> str:
    """What a link is about; it does not hold a second time (see `subject_of`)."""
    subject = subject_of(connection, purpose, secret)
    connection.execute(update(links).where(links.c.digest == _digest(secret)).values(used=now()))
    return subject


def end_links(connection: Connection, purpose: Purpose, subject: str) -> None:
    """End every link for a purpose on a subject."""
    connection.execute(delete(links).where(links.c.purpose == purpose, links.c.subject == subject))


def sweep_links(engine: Engine) -> None:
    """Forget those that no longer hold."""
    with engine.begin() as connection:
        connection.execute(delete(links).where(links.c.expires < now()))


def _digest(secret: str) -> str:
    # 192 random bits need no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
