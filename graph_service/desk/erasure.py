"""Forgetting: what people asked after twelve months, a person by their address, a contribution by its author."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, or_, select, update

from graph_service.desk.authors import SERVICE
from graph_service.desk.contributions import record
from graph_service.desk.database import writing
from graph_service.desk.tables.access import accounts, claim_areas, claims, contacts, links, sessions
from graph_service.desk.tables.delivery import audit, mails, outbox
from graph_service.desk.tables.editorial import (
    areas,
    contributions,
    decisions,
    keys,
    moves,
    photos,
    reports,
    themes,
    things,
    votes,
)
from graph_service.desk.tables.exchange import asks, bookings, exchanges, proposals
from graph_service.desk.tables.moments import now

_KEYS = timedelta(days=30)
"""How long an idempotency key is remembered."""

MONTHS = timedelta(days=365)
"""How long the words, the names and the addresses of a request are kept."""


def forget_contribution(connection: Connection, identity: str) -> None:
    """Remove a contribution and all that hangs from it."""
    for table in (things, areas, themes, moves, photos):
        connection.execute(delete(table).where(table.c.contribution == identity))
    connection.execute(delete(keys).where(keys.c.subject == identity))
    connection.execute(delete(links).where(links.c.subject == identity))
    connection.execute(delete(contributions).where(contributions.c.id == identity))


def forget_old_words(engine: Engine, at: datetime | None = None) -> int:
    """Erase the messages, names and reply addresses that are twelve months old; how many requests lost theirs."""
    before = (at or now()) - MONTHS
    empty = {"name": None, "organisation": None, "message": None, "address": None, "answer": None}
    with writing(engine) as connection:
        old = update(asks).where(asks.c.created < before, asks.c.erased.is_(None))
        done = connection.execute(old.values({**empty, "erased": at or now()})).rowcount
        words = {"address": None, "message": "—", "answer": None}
        connection.execute(update(reports).where(reports.c.created < before).values(words))
        decided = update(claims).where(claims.c.created < before)
        connection.execute(decided.values({"address": None, "message": None}))
        connection.execute(delete(keys).where(keys.c.created < (at or now()) - _KEYS))
        settled = update(contributions).where(contributions.c.updated < before)
        connection.execute(settled.values({"address": None}))
        # No server took them in twelve months.
        connection.execute(delete(mails).where(mails.c.created < before))
    return done


_NAMES_ERASED = "Nomme une chose qui a été effacée. / Names a thing that was erased."


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went with a thing, and must go from elsewhere too."""

    iris: list[str]
    """Its graph, the contributions that brought it and their graphs: their titles hold its name."""
    photos: list[str]
    """Digests of its photos."""


def forget_thing(engine: Engine, iri: str, base: str) -> Forgotten:
    """Remove everything that the desk holds on a thing: contributions, publications, requests, reports."""
    with writing(engine) as connection:
        brought = select(things.c.contribution, things.c.graph).where(things.c.iri == iri)
        rows = list(connection.execute(brought))
        identities = [row.contribution for row in rows]
        others = select(photos.c.digest).where(photos.c.contribution.not_in(identities))
        theirs = select(photos.c.digest).where(photos.c.contribution.in_(identities), photos.c.digest.not_in(others))
        digests = list(connection.execute(theirs.distinct()).scalars())
        for identity in identities:
            forget_contribution(connection, identity)
        _forget_publications(connection, iri, identities)
        _forget_exchanges(connection, iri)
        connection.execute(delete(reports).where(reports.c.thing == iri))
        _forget_organisation(connection, iri)
    shrink(engine)
    spaces = (f"{base}/id/contribution", f"{base}/graph/thing/contribution")
    histories = [f"{space}/{one}" for one in identities for space in spaces]
    return Forgotten([*dict.fromkeys(row.graph for row in rows), *histories], digests)


def _forget_organisation(connection: Connection, iri: str) -> None:
    """What the desk holds of an organisation that is erased: how to reach it, who asked for it, its hours."""
    connection.execute(delete(contacts).where(contacts.c.organisation == iri))
    asked = select(claims.c.id).where(claims.c.organisation == iri)
    for identity in list(connection.execute(asked).scalars()):
        forget_claim(connection, identity)
    connection.execute(delete(exchanges).where(or_(exchanges.c.provider == iri, exchanges.c.receiver == iri)))
    connection.execute(delete(proposals).where(or_(proposals.c.need_owner == iri, proposals.c.offer_owner == iri)))
    connection.execute(update(audit).where(audit.c.subject == iri).values(subject="—"))


def _forget_publications(connection: Connection, iri: str, identities: list[str]) -> None:
    """Remove what was published of a thing; what waits to be published of others and names it goes back to them."""
    naming = or_(*(outbox.c.task.contains(f"{iri}{end}", autoescape=True) for end in (">", "#", '"')))
    waits = (outbox.c.version.is_(None), outbox.c.failure.is_(None), outbox.c.contribution.not_in(identities))
    others = select(outbox.c.contribution).where(naming, *waits)
    for identity in list(connection.execute(others).scalars()):
        connection.execute(update(contributions).where(contributions.c.id == identity).values(state="returned"))
        record(connection, identity, "fail", "accepted", "returned", SERVICE, _NAMES_ERASED)
    connection.execute(delete(outbox).where(naming))


def _forget_exchanges(connection: Connection, iri: str) -> None:
    connection.execute(delete(bookings).where(bookings.c.thing == iri))
    connection.execute(delete(asks).where(asks.c.thing == iri))
    connection.execute(delete(proposals).where(or_(proposals.c.need == iri, proposals.c.offer == iri)))
    asked = select(decisions.c.id).where(decisions.c.thing == iri)
    connection.execute(delete(votes).where(votes.c.decision.in_(asked)))
    connection.execute(delete(decisions).where(decisions.c.thing == iri))


def shrink(engine: Engine) -> None:
    """Let what was deleted leave the file too: SQLite keeps freed pages and its log until then."""
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


_HOLDING = (
    ("account", accounts, accounts.c.address),
    ("contribution", contributions, contributions.c.address),
    ("request", asks, asks.c.address),
    ("claim", claims, claims.c.address),
    ("report", reports, reports.c.address),
    ("contact", contacts, contacts.c.address),
    ("mail", mails, mails.c.recipient),
)
"""Where the desk holds the address of a person."""


def person(engine: Engine, address: str) -> dict[str, list[dict[str, Any]]]:
    """Everything that the desk holds under an e-mail address: what a person is shown of themselves."""
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for name, table, column in _HOLDING:
            rows = connection.execute(select(table).where(func.lower(column) == address.lower()))
            told = [{k: v for k, v in row._mapping.items() if k != "password" and v is not None} for row in rows]
            if told:
                found[name] = told
    return found


def forget_person(engine: Engine, address: str) -> int:
    """Erase an e-mail address and the words that came with it, wherever the desk holds it; how many rows held it.

    What is published stays: it names no person. An account is closed, and its function stays.
    """
    same = address.lower()
    with writing(engine) as connection:
        touched = _forget_account(connection, same)
        touched += _blank(connection, asks, same, ("name", "organisation", "message", "address", "answer"))
        touched += _blank(connection, claims, same, ("address", "message"))
        touched += _blank(connection, reports, same, ("address", "answer"), message="—")
        touched += _blank(connection, contributions, same, ("address",))
        touched += connection.execute(delete(contacts).where(func.lower(contacts.c.address) == same)).rowcount
        touched += connection.execute(delete(mails).where(func.lower(mails.c.recipient) == same)).rowcount
    shrink(engine)
    return touched


def _forget_account(connection: Connection, address: str) -> int:
    held = select(accounts.c.id).where(func.lower(accounts.c.address) == address)
    for identity in list(connection.execute(held).scalars()):
        connection.execute(delete(sessions).where(sessions.c.account == identity))
    closed = update(accounts).where(func.lower(accounts.c.address) == address)
    return connection.execute(closed.values(closed=now(), address=None, password=None)).rowcount


def _blank(connection: Connection, table: Any, address: str, columns: tuple[str, ...], **more: str) -> int:  # noqa: ANN401
    changed = update(table).where(func.lower(table.c.address) == address)
    return connection.execute(changed.values({**dict.fromkeys(columns), **more})).rowcount


def forget_claim(connection: Connection, identity: str) -> None:
    """Remove a claim."""
    connection.execute(delete(claim_areas).where(claim_areas.c.claim == identity))
    connection.execute(delete(claims).where(claims.c.id == identity))
