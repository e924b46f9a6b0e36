"""The opposition list: what was erased and must not come back with a later load."""

from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert, select

from graph_service.desk.tables.access import oppositions


def oppose(engine: Engine, iri: str, reason: str = "") -> None:
    """Add an IRI to the list."""
    with engine.begin() as connection:
        connection.execute(delete(oppositions).where(oppositions.c.iri == iri))
        connection.execute(insert(oppositions).values(iri=iri, reason=reason, created=datetime.now(UTC)))


def opposed(engine: Engine) -> frozenset[str]:
    """Every IRI on the list."""
    with engine.connect() as connection:
        return frozenset(connection.execute(select(oppositions.c.iri)).scalars())
