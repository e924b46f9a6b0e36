"""Tokens: made once, shown once, kept as a hash, compared in constant time."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from graph_service.desk.tables.access import tokens
from graph_service.errors import Unauthorized, UsageError
from graph_service.languages import Text

Role = Literal["administrator", "editor", "contributor"]
ROLES: tuple[Role, ...] = get_args(Role)
_NO_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows."""

    name: str
    role: Role
    graph_prefix: str | None

    @property
    def may_write(self) -> bool:
        """Whether it may update graphs (a contributor submits, and does not write)."""
        return self.role in ("administrator", "editor")


def create_token(engine: Engine, name: str, role: Role, graph_prefix: str | None = None) -> str:
    """Make a token; its text is returned here and nowhere else, ever.

    Raises:
        UsageError: the name is taken.
    """
    public, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    row = {
        "id": public,
        "name": name,
        "role": role,
        "graph_prefix": graph_prefix,
        "digest": _digest(secret),
        "created": datetime.now(UTC),
    }
    try:
        with engine.begin() as connection:
            connection.execute(insert(tokens).values(row))
    except IntegrityError:
        raise UsageError(
            Text(
                f"Un jeton nommé « {name} » existe déjà. Choisissez un autre nom.",
                f"A token named “{name}” already exists. Choose another name.",
            )
        ) from None
    return f"mlg_{public}_{secret}"


def list_tokens(engine: Engine) -> list[dict[str, Any]]:
    """Every token, without its digest."""
    columns = [column for column in tokens.c if column.name != "digest"]
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(*columns).order_by(tokens.c.created))]


def revoke_token(engine: Engine, name: str) -> bool:
    """Revoke a token by its name; False if no token in force has it."""
    with engine.begin() as connection:
        change = update(tokens).where(tokens.c.name == name, tokens.c.revoked.is_(None))
        return connection.execute(change.values(revoked=datetime.now(UTC))).rowcount == 1


def authenticate(engine: Engine, token: str) -> Grant:
    """The grant of a token.

    Raises:
        Unauthorized: unknown, wrong or revoked; the same sentence and the same work for each.
    """
    _, _, rest = token.partition("mlg_")
    public, _, secret = rest.partition("_")
    with engine.connect() as connection:
        query = select(tokens).where(tokens.c.id == public, tokens.c.revoked.is_(None))
        row = connection.execute(query).mappings().first()
    expected = row["digest"] if row else _NO_DIGEST
    if not hmac.compare_digest(_digest(secret), expected) or row is None:
        raise Unauthorized(
            Text("Ce jeton est inconnu ou révoqué.", "This token is unknown or revoked."),
            headers={"WWW-Authenticate": 'Bearer realm="maillage", error="invalid_token"'},
        )
    return Grant(row["name"], row["role"], row["graph_prefix"])


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()
