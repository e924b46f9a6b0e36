"""« Signaler un contenu »: a word on a published thing, kept private, answered by those who look after it."""

from typing import Any

from sqlalchemy import Connection, insert, select, update
from ulid import ULID

from graph_service.desk.accounts import Account, checked_address
from graph_service.desk.database import writing
from graph_service.desk.office import Office
from graph_service.desk.tables.editorial import reports
from graph_service.desk.tables.moments import now
from graph_service.desk.trail import note
from graph_service.errors import BadRequest, NotFound
from graph_service.languages import Text


def report(office: Office, thing: str, message: str, address: str = "") -> str:
    """Report a published thing; the report's id.

    Raises:
        NotFound: nothing is published of it.
        BadRequest: nothing is said.
        UsageError: an address that is none.
    """
    if not office.published.graphs([thing]):
        raise NotFound(Text("Rien n’est publié sous cette adresse.", "Nothing is published under this IRI."))
    if not message.strip():
        raise BadRequest(Text("Dites ce qui ne va pas, en une phrase.", "Tell what is wrong, in a sentence."))
    identity = str(ULID())
    values = {
        "id": identity,
        "thing": thing,
        "title": office.published.names([thing]).get(thing, thing)[:300],
        "message": message.strip()[:5000],
        "address": checked_address(address) if address.strip() else None,
        "created": now(),
    }
    with writing(office.engine) as connection:
        connection.execute(insert(reports).values(values))
    return identity


def handle(office: Office, account: Account, identity: str, answer: str) -> None:
    """Answer a report; whoever made it is told, if they left an address.

    Raises:
        NotFound: no such report waits.
        BadRequest: nothing is answered.
    """
    if not answer.strip():
        raise BadRequest(Text("Dites ce qui a été fait.", "Tell what was done."))
    with writing(office.engine) as connection:
        row = connection.execute(select(reports).where(reports.c.id == identity, reports.c.handled.is_(None))).first()
        if row is None:
            raise NotFound(Text("Aucun signalement n’attend sous ce nom.", "No report waits under this name."))
        done = {"handled": now(), "answer": answer[:5000]}
        connection.execute(update(reports).where(reports.c.id == identity).values(done))
        title = Text(f"Votre signalement : {row.title}", f"Your report: {row.title}")
        office.mailbox.post(connection, row.address, title, Text(answer, answer))
        note(connection, account.author, "report handled", row.thing)


def open_reports(connection: Connection) -> list[dict[str, Any]]:
    """The reports that wait, the oldest first."""
    query = select(reports).where(reports.c.handled.is_(None)).order_by(reports.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]
