"""« C’est mon association »: someone asks for an account of an organisation; an animator of its territory grants it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from ulid import ULID

from graph_service.desk.accounts import Account, by_address, checked_address, create_account, grant_role
from graph_service.desk.database import writing
from graph_service.desk.links import make_link
from graph_service.desk.office import Office
from graph_service.desk.tables.access import claim_areas, claims
from graph_service.desk.tables.moments import now
from graph_service.desk.trail import note
from graph_service.errors import Forbidden, MoveRefused, NotFound
from graph_service.languages import Text

_GRANTING = ("animator", "editor", "administrator")


@dataclass(frozen=True)
class Claim:
    """An account asked for."""

    id: str
    organisation: str
    organisation_name: str
    post: str
    address: str | None
    message: str | None
    state: str
    created: datetime
    decided: datetime | None
    decided_by: str | None
    areas: frozenset[str] = frozenset()


def make_claim(office: Office, organisation: str, address: str, post: str, message: str) -> str:
    """Ask for an account of a published organisation; the claim's id.

    Raises:
        NotFound: no such organisation is published.
        UsageError: no e-mail address.
    """
    name = office.published.names([organisation]).get(organisation)
    if name is None:
        raise NotFound(Text("Aucune organisation n’est publiée là.", "No published organisation has this IRI."))
    areas = office.published.areas(office.published.places([organisation]))
    identity = str(ULID())
    values = {
        "id": identity,
        "organisation": organisation,
        "organisation_name": name[:300],
        "post": post,
        "address": checked_address(address),
        "message": message[:2000] or None,
        "state": "asked",
        "created": now(),
    }
    with writing(office.engine) as connection:
        connection.execute(insert(claims).values(values))
        if areas:
            connection.execute(insert(claim_areas), [{"claim": identity, "territory": one} for one in areas])
    return identity


def answer_claim(office: Office, account: Account, identity: str, granted: bool) -> str | None:
    """Grant or refuse an account; the private path of its first login, for an animator to hand over without mail.

    Raises:
        Forbidden: the animator is of another territory.
        MoveRefused: it is answered already, or its address has an account.
    """
    with writing(office.engine) as connection:
        found = claim(connection, identity)
        if not account.may(found.areas, *_GRANTING):
            raise Forbidden(
                Text("Cette organisation n’est pas de votre territoire.", "This organisation is not of your territory.")
            )
        if found.state != "asked" or not found.address:
            raise MoveRefused(Text("Cette demande a déjà sa réponse.", "This claim is answered already."))
        answered = {"state": "granted" if granted else "refused", "decided": now(), "decided_by": account.author.name}
        connection.execute(update(claims).where(claims.c.id == identity).values(answered))
        note(connection, account.author, f"claim {answered['state']}", found.organisation)
        if granted:
            return _grant(office, connection, account, found)
        _refuse(office, connection, found)
        return None


def _grant(office: Office, connection: Connection, account: Account, found: Claim) -> str:
    if by_address(connection, str(found.address)) is not None:
        raise MoveRefused(Text("Un compte a déjà cette adresse.", "An account has this address already."))
    made = create_account(connection, found.organisation, found.organisation_name, found.address, found.post)
    grant_role(connection, made, "contributor", account.author)
    path = f"/login/{make_link(connection, 'claim', made)}"
    office.mailbox.post(
        connection,
        found.address,
        Text(f"Votre compte pour {found.organisation_name}", f"Your account for {found.organisation_name}"),
        Text(
            f"Votre compte est ouvert. Pour vous connecter (7 jours) : {office.base}{path}",
            f"Your account is open. To log in (7 days): {office.base}{path}",
        ),
    )
    return path


def _refuse(office: Office, connection: Connection, found: Claim) -> None:
    office.mailbox.post(
        connection,
        found.address,
        Text(f"Votre demande pour {found.organisation_name}", f"Your claim on {found.organisation_name}"),
        Text("Elle n’a pas été acceptée.", "It was not granted."),
    )


def claim(connection: Connection, identity: str) -> Claim:
    """A claim by its id.

    Raises:
        NotFound: none has it.
    """
    row = connection.execute(select(claims).where(claims.c.id == identity)).mappings().first()
    if row is None:
        raise NotFound(Text("Aucune demande n’a ce nom.", "No claim has this name."))
    return _read(connection, dict(row))


def open_claims(connection: Connection) -> list[Claim]:
    """The claims that wait, the oldest first."""
    query = select(claims).where(claims.c.state == "asked").order_by(claims.c.id)
    return [_read(connection, dict(row)) for row in connection.execute(query).mappings()]


def _read(connection: Connection, row: dict[str, Any]) -> Claim:
    lies = connection.execute(select(claim_areas.c.territory).where(claim_areas.c.claim == row["id"])).scalars()
    return Claim(**row, areas=frozenset(lies))
