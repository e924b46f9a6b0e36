"""Where an organisation takes what is asked of it."""

from sqlalchemy import Connection, select

from graph_service.desk.accounts import accounts_of
from graph_service.desk.tables.access import contacts


def recipients(connection: Connection, organisation: str) -> list[str]:
    """The addresses of its accounts, else its contact's, else none: the desk's inbox alone."""
    held = [one.address for one in accounts_of(connection, organisation) if one.address]
    if held or not organisation:
        return held
    query = select(contacts.c.address).where(contacts.c.organisation == organisation)
    return list(connection.execute(query).scalars())
