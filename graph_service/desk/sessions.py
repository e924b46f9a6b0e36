"""Sessions of people at the desk: a random secret in a cookie, its hash here, ended at will."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from graph_service.desk.accounts import Account, account
from graph_service.desk.tables.access import sessions
from graph_service.desk.tables.moments import now
from graph_service.errors import NotFound

DAYS = 14


def open_session(connection: Connection, identity: str) -> str:
    """Open a session of an account; the secret for its cookie."""
    secret = secrets.token_urlsafe(32)
    connection.execute(delete(sessions).where(sessions.c.expires < now()))
    values = {
        "digest": _digest(secret),
        "account": identity,
        "created": now(),
        "expires": now() + timedelta(days=DAYS),
    }
    connection.execute(insert(sessions).values(values))
    return secret


def account_of(connection: Connection, secret: str) -> Account | None:
    """Whose session a cookie is; None if it is none's, or no longer."""
    query = select(sessions.c.account).where(sessions.c.digest == _digest(secret), sessions.c.expires > now())
    identity = connection.execute(query).scalar()
    if identity is None:
        return None
    try:
        return account(connection, identity)
    except NotFound:
        return None


def close_session(connection: Connection, secret: str) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.digest == _digest(secret)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
