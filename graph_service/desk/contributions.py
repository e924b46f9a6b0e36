"""Contributions as the desk keeps them: stored whole with their things, found again, never shown to others."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update
from ulid import ULID

from graph_service.desk.authors import Author
from graph_service.desk.intake import Judged, described
from graph_service.desk.tables.delivery import outbox
from graph_service.desk.tables.editorial import areas, contributions, keys, moves, photos, themes, things
from graph_service.desk.tables.moments import now
from graph_service.desk.territories import TERRITORIES
from graph_service.errors import Conflict, NotFound
from graph_service.languages import Text

UNKNOWN = Text("Aucune contribution n’a ce nom.", "No contribution has this name.")


@dataclass(frozen=True, slots=True)
class ContributedThing:
    """One thing of a contribution."""

    iri: str
    kind: str
    graph: str
    title: str


@dataclass(frozen=True)
class Contribution:
    """A contribution and what hangs from it."""

    id: str
    state: str
    act: str
    title: str
    statements: str
    warnings: list[dict[str, Any]]
    nature: str
    author: str
    account: str | None
    organisation: str | None
    address: str | None
    revises: str | None
    base_digest: str | None
    created: datetime
    updated: datetime
    decided_by: str | None
    things: tuple[ContributedThing, ...] = ()
    areas: frozenset[str] = frozenset()
    version: int | None = None
    """The version that its acceptance is published in."""
    failure: str | None = None

    @property
    def etag(self) -> str:
        """Its validator: it changes with its state and its words."""
        told = f"{self.id} {self.state} {self.updated.isoformat()} {self.version}"
        return sha256(told.encode()).hexdigest()[:32]

    @property
    def published(self) -> bool:
        """Whether its acceptance has reached the graph."""
        return self.state == "accepted" and self.version is not None


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that is stored of a contribution when it arrives."""

    judged: Judged
    author: Author
    state: str
    nature: str = "voluntary"
    act: str = "publish"
    address: str | None = None
    revises: str | None = None
    photos: tuple[tuple[str, str, str], ...] = ()


def store(connection: Connection, sent: Submission, base: str) -> str:
    """Store a new contribution; its id."""
    identity, found, moment = str(ULID()), sent.judged.payload, now()
    values = {
        "id": identity,
        "state": sent.state,
        "act": sent.act,
        "title": found.title[:300],
        "statements": found.statements.decode(),
        "warnings": json.dumps([described(one) for one in sent.judged.warnings], ensure_ascii=False),
        "nature": sent.nature,
        "author": sent.author.name,
        "account": sent.author.account,
        "organisation": sent.author.organisation or found.owner,
        "address": sent.address,
        "revises": sent.revises,
        "base_digest": sent.judged.base_digest,
        "created": moment,
        "updated": moment,
    }
    connection.execute(insert(contributions).values(values))
    _store_parts(connection, identity, sent, base)
    record(connection, identity, "submit", "", sent.state, sent.author)
    return identity


def _store_parts(connection: Connection, identity: str, sent: Submission, base: str) -> None:
    found = sent.judged.payload
    rows = [
        {"contribution": identity, "iri": item.iri, "kind": item.kind, "graph": item.graph(base), "title": item.title}
        for item in found.items
    ]
    connection.execute(insert(things), rows)
    _insert(connection, areas, ({"contribution": identity, "territory": iri} for iri in sent.judged.areas))
    _insert(connection, themes, ({"contribution": identity, "theme": iri} for iri in found.themes))
    told = ({"contribution": identity, "digest": d, "caption": c, "licence": li} for d, c, li in sent.photos)
    _insert(connection, photos, told)


def replace(connection: Connection, identity: str, sent: Submission, base: str) -> None:
    """Put a corrected payload in the place of the former one."""
    for table in (things, areas, themes, photos):
        connection.execute(delete(table).where(table.c.contribution == identity))
    found = sent.judged.payload
    values = {
        "title": found.title[:300],
        "statements": found.statements.decode(),
        "warnings": json.dumps([described(one) for one in sent.judged.warnings], ensure_ascii=False),
        "base_digest": sent.judged.base_digest,
        "organisation": sent.author.organisation or found.owner,
        "state": sent.state,
        "updated": now(),
    }
    connection.execute(update(contributions).where(contributions.c.id == identity).values(values))
    _store_parts(connection, identity, sent, base)


def _insert(connection: Connection, table: Any, rows: Iterable[dict[str, str]]) -> None:  # noqa: ANN401 - any table
    if told := list(rows):
        connection.execute(insert(table), told)


def record(
    connection: Connection, identity: str, move: str, before: str, after: str, author: Author, reason: str = ""
) -> str:
    """Write a move down; its id, which names the decision."""
    decision = str(ULID())
    values = {
        "id": decision,
        "contribution": identity,
        "move": move,
        "before": before,
        "after": after,
        "actor": author.name,
        "account": author.account,
        "reason": reason[:5000] or None,
        "at": now(),
    }
    connection.execute(insert(moves).values(values))
    return decision


def change_state(connection: Connection, identity: str, state: str, decided_by: str | None = None) -> None:
    """Set the state of a contribution."""
    values: dict[str, Any] = {"state": state, "updated": now(), "decided_by": decided_by}
    connection.execute(update(contributions).where(contributions.c.id == identity).values(values))


def contribution(connection: Connection, identity: str) -> Contribution:
    """A contribution by its id.

    Raises:
        NotFound: none has it.
    """
    row = connection.execute(select(contributions).where(contributions.c.id == identity)).mappings().first()
    if row is None:
        raise NotFound(UNKNOWN)
    return _read(connection, dict(row))


def _read(connection: Connection, row: dict[str, Any]) -> Contribution:
    named = select(things).where(things.c.contribution == row["id"]).order_by(things.c.iri)
    parts = [ContributedThing(one.iri, one.kind, one.graph, one.title) for one in connection.execute(named)]
    lies = frozenset(connection.execute(select(areas.c.territory).where(areas.c.contribution == row["id"])).scalars())
    sent = select(outbox.c.version, outbox.c.failure).where(outbox.c.id == row["decided_by"])
    out = connection.execute(sent).first()
    version, failure = (out.version, out.failure) if out is not None else (None, None)
    warnings = json.loads(row.pop("warnings"))
    return Contribution(**row, warnings=warnings, things=tuple(parts), areas=lies, version=version, failure=failure)


def listed(connection: Connection, *where: ColumnElement[bool], most: int = 200) -> list[Contribution]:
    """Contributions that fit, the oldest first."""
    query = select(contributions).where(*where).order_by(contributions.c.created).limit(most)
    return [_read(connection, dict(row)) for row in connection.execute(query).mappings()]


def within(territories: Iterable[str]) -> ColumnElement[bool]:
    """Contributions that lie in one of these territories."""
    inside = select(areas.c.contribution).where(areas.c.territory.in_(list(territories)))
    return contributions.c.id.in_(inside)


def nowhere() -> ColumnElement[bool]:
    """Contributions that lie in no territory."""
    placed = select(areas.c.contribution).where(or_(*(areas.c.territory.startswith(one) for one in TERRITORIES)))
    return contributions.c.id.not_in(placed)


def about(iri: str) -> ColumnElement[bool]:
    """Contributions that bring this thing."""
    return contributions.c.id.in_(select(things.c.contribution).where(things.c.iri == iri))


def on_theme(theme: str) -> ColumnElement[bool]:
    """Contributions that name this theme."""
    return contributions.c.id.in_(select(themes.c.contribution).where(themes.c.theme == theme))


def called(title: str) -> ColumnElement[bool]:
    """Contributions of this name, whatever the case."""
    return or_(func.lower(contributions.c.title) == title.lower(), contributions.c.title == title)


def photos_of(connection: Connection, identity: str) -> list[tuple[str, str, str]]:
    """The photos of a contribution: digest, caption, licence."""
    query = select(photos.c.digest, photos.c.caption, photos.c.licence).where(photos.c.contribution == identity)
    return [(row.digest, row.caption, row.licence) for row in connection.execute(query)]


def moves_of(connection: Connection, identity: str) -> list[dict[str, Any]]:
    """Its moves, the oldest first."""
    query = select(moves).where(moves.c.contribution == identity).order_by(moves.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


def known_key(connection: Connection, key: str, digest: str) -> str | None:
    """What a request with this idempotency key made; None if it is new.

    Raises:
        Conflict: the key came with another body.
    """
    row = connection.execute(select(keys).where(keys.c.key == key)).first()
    if row is None:
        return None
    if row.digest != digest:
        raise Conflict(
            Text(
                "Cette Idempotency-Key a déjà servi pour un autre envoi : prenez-en une neuve.",
                "This Idempotency-Key already served for another body: take a new one.",
            )
        )
    return str(row.subject)


def keep_key(connection: Connection, key: str, digest: str, subject: str) -> None:
    """Remember what a request made."""
    connection.execute(insert(keys).values(key=key, digest=digest, subject=subject, created=now()))
