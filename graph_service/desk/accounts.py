"""Accounts: a function of an organisation, held by whoever its address reaches; handed over or closed, never shared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from ulid import ULID

from graph_service.desk.authors import SERVICE, Author
from graph_service.desk.links import end_links
from graph_service.desk.publication import Post
from graph_service.desk.tables.access import accounts, grants, sessions
from graph_service.desk.tables.moments import now
from graph_service.desk.territories import TERRITORIES
from graph_service.desk.trail import note
from graph_service.errors import NotFound, UsageError
from graph_service.languages import Text

AccountRole = Literal["contributor", "animator", "committee", "editor", "administrator"]
ACCOUNT_ROLES: tuple[AccountRole, ...] = get_args(AccountRole)
ROLE_NAMES: dict[str, Text] = {
    "contributor": Text("contribution", "contributor"),
    "animator": Text("animation d’un territoire", "animator of a territory"),
    "committee": Text("membre d’un comité", "committee member"),
    "editor": Text("édition", "editor"),
    "administrator": Text("administration", "administrator"),
}
_ADDRESS = re.compile(r"(?!.*=\?)[^@\s\[\]<>\"(),;:\\]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}\Z")
_SHORTEST_PASSWORD = 12
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and where it holds."""

    role: str
    network: str | None = None
    """Of a committee: its body."""
    territory: str | None = None

    def holds(self, areas: frozenset[str]) -> bool:
        """Whether it holds over something in these territories and networks."""
        network = None if self.role == "committee" else self.network
        nowhere = not any(iri.startswith(TERRITORIES) for iri in areas)
        # What lies nowhere has no animator of its own: each may look after it.
        return (self.territory is None or self.territory in areas or nowhere) and (network is None or network in areas)


@dataclass(frozen=True)
class Account:
    """An account in force."""

    id: str
    organisation: str
    organisation_name: str
    post: str
    capacity: str | None
    address: str | None
    password: str | None
    grants: tuple[Grant, ...] = ()

    @property
    def author(self) -> Author:
        """As the trail names it."""
        return Author("account", self.id, self.organisation)

    @property
    def public(self) -> Post:
        """As the graph tells it."""
        return Post(self.id, self.organisation, self.organisation_name, self.post)

    @property
    def animates_everywhere(self) -> bool:
        """Whether it animates every territory and network."""
        return any(g.role == "animator" and g.territory is None and g.network is None for g in self.grants)

    def has(self, *roles: str) -> bool:
        """Whether it has one of these roles, wherever."""
        return any(grant.role in roles for grant in self.grants)

    def may(self, areas: Iterable[str], *roles: str) -> bool:
        """Whether it has one of these roles over something that lies in these territories."""
        lies = frozenset(areas)
        return any(grant.role in roles and grant.holds(lies) for grant in self.grants)

    def territories(self, *roles: str) -> list[str] | None:
        """Where these roles hold; None: everywhere."""
        held = [grant.territory for grant in self.grants if grant.role in roles]
        return None if None in held else [territory for territory in held if territory is not None]


def is_address(text: str) -> bool:
    """Whether a text may be an e-mail address; an encoded word (RFC 2047) in one would lead to another."""
    return len(text) <= 254 and _ADDRESS.match(text) is not None


def checked_address(text: str) -> str:
    """The address, without spaces around it.

    Raises:
        UsageError: it is none.
    """
    if not is_address(text.strip()):
        raise UsageError(Text(f"« {text[:80]} » n’est pas un courriel.", f"“{text[:80]}” is no e-mail address."))
    return text.strip()


def create_account(
    connection: Connection,
    organisation: str,
    organisation_name: str,
    address: str | None,
    post: str = "member",
    capacity: str | None = None,
) -> str:
    """Make an account; its id.

    Raises:
        UsageError: no address, or one that another account has.
    """
    wanted = _free_address(connection, address) if address else None
    identity = str(ULID())
    values = {
        "id": identity,
        "organisation": organisation,
        "organisation_name": organisation_name[:300],
        "post": post,
        "capacity": capacity,
        "address": wanted,
        "consented": now(),
        "created": now(),
    }
    connection.execute(insert(accounts).values(values))
    return identity


def _free_address(connection: Connection, address: str) -> str:
    wanted = checked_address(address)
    if by_address(connection, wanted) is not None:
        raise UsageError(Text("Un autre compte a déjà cette adresse.", "Another account has this address already."))
    return wanted


def grant_role(
    connection: Connection,
    account: str,
    role: str,
    by: Author,
    network: str | None = None,
    territory: str | None = None,
) -> None:
    """Give a role, within a network (for a committee: its body) and a territory."""
    values = {
        "id": str(ULID()),
        "account": account,
        "role": role,
        "network": network,
        "territory": territory,
        "granted_by": by.name,
        "created": now(),
    }
    connection.execute(insert(grants).values(values))
    note(connection, by, f"grant {role}", account)


def revoke_role(connection: Connection, account: str, role: str, by: Author) -> int:
    """Take a role away, wherever it holds; how many were."""
    held = update(grants).where(grants.c.account == account, grants.c.role == role, grants.c.revoked.is_(None))
    note(connection, by, f"revoke {role}", account)
    return connection.execute(held.values(revoked=now())).rowcount


def account(connection: Connection, identity: str) -> Account:
    """An account in force, with its roles in force.

    Raises:
        NotFound: none has this id, or it is closed.
    """
    row = connection.execute(select(accounts).where(accounts.c.id == identity)).first()
    if row is None or row.closed is not None:
        raise NotFound(Text("Aucun compte en vigueur n’a ce nom.", "No account in force has this name."))
    query = select(grants).where(grants.c.account == identity, grants.c.revoked.is_(None)).order_by(grants.c.id)
    held = tuple(Grant(one.role, one.network, one.territory) for one in connection.execute(query))
    known = (row.organisation, row.organisation_name, row.post, row.capacity, row.address, row.password)
    return Account(identity, *known, grants=held)


def post_of(connection: Connection, identity: str | None) -> Post | None:
    """The public function of an account, even closed: what it published stays."""
    row = connection.execute(select(accounts).where(accounts.c.id == identity)).first()
    return None if row is None else Post(row.id, row.organisation, row.organisation_name, row.post)


def by_address(connection: Connection, address: str) -> str | None:
    """The id of the account in force that an address reaches, whatever its case."""
    # Compared, never matched: `_` and `%` are signs that addresses hold.
    same = func.lower(accounts.c.address) == func.lower(address)
    return connection.execute(select(accounts.c.id).where(same, accounts.c.closed.is_(None))).scalar()


def accounts_with(connection: Connection, *roles: str) -> list[Account]:
    """The accounts in force that have one of these roles."""
    query = (
        select(accounts.c.id)
        .join(grants, grants.c.account == accounts.c.id)
        .where(accounts.c.closed.is_(None), grants.c.revoked.is_(None), grants.c.role.in_(roles))
        .distinct()
    )
    return [account(connection, identity) for identity in connection.execute(query).scalars()]


def accounts_of(connection: Connection, organisation: str) -> list[Account]:
    """The accounts in force of an organisation."""
    query = select(accounts.c.id).where(accounts.c.organisation == organisation, accounts.c.closed.is_(None))
    return [account(connection, identity) for identity in connection.execute(query).scalars()]


def every_account(engine: Engine) -> list[dict[str, Any]]:
    """Every account with its roles, closed ones too."""
    with engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(accounts).order_by(accounts.c.created))]
        for row in rows:
            held = select(grants).where(grants.c.account == row["id"], grants.c.revoked.is_(None))
            row["grants"] = [Grant(one.role, one.network, one.territory) for one in connection.execute(held)]
            row.pop("password")
    return rows


def hand_over(connection: Connection, identity: str, address: str, by: Author = SERVICE) -> None:
    """Give an account to another person: another address, no password, no session; what it published stays.

    Raises:
        UsageError: no address, or one that an account has.
    """
    account(connection, identity)
    values = {"address": _free_address(connection, address), "password": None, "consented": now()}
    connection.execute(update(accounts).where(accounts.c.id == identity).values(values))
    _shut_out(connection, identity)
    note(connection, by, "hand over", identity)


def close_account(connection: Connection, identity: str, by: Author = SERVICE) -> None:
    """Close an account and forget its address; what it published stays, under its function."""
    account(connection, identity)
    values = {"closed": now(), "address": None, "password": None}
    connection.execute(update(accounts).where(accounts.c.id == identity).values(values))
    _shut_out(connection, identity)
    note(connection, by, "close", identity)


def _shut_out(connection: Connection, identity: str) -> None:
    """End every way in that whoever held an account still has."""
    connection.execute(delete(sessions).where(sessions.c.account == identity))
    end_links(connection, "login", identity)
    end_links(connection, "claim", identity)


def set_password(connection: Connection, identity: str, password: str) -> None:
    """Set a password, kept as an argon2 hash.

    Raises:
        UsageError: shorter than 12 characters.
    """
    if len(password) < _SHORTEST_PASSWORD:
        raise UsageError(
            Text(
                f"Un mot de passe a {_SHORTEST_PASSWORD} signes au moins : quelques mots font l’affaire.",
                f"A password has {_SHORTEST_PASSWORD} characters at least: a few words do.",
            )
        )
    values = {"password": _hasher.hash(password)}
    connection.execute(update(accounts).where(accounts.c.id == identity).values(values))


_NOBODY = _hasher.hash("a password that nobody has")


def password_fits(held: str | None, given: str) -> bool:
    """Whether a password is the one of a hash; the same work when there is none."""
    try:
        fits = _hasher.verify(held or _NOBODY, given[:1000])
    except Argon2Error:
        return False
    return fits and held is not None
