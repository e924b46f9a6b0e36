"""A desk over a real storage, without the web: what the tests of its acts begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from graph_service.desk.accounts import create_account
from graph_service.desk.aftermath import Aftermath
from graph_service.desk.database import open_desk
from graph_service.desk.office import Office
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.writes import Update
from graph_service.errors import MaillageError
from graph_service.settings import read_settings
from tests.desk import ALPHA, CONTEXT, PREFIXES, TERRITORIES, VITRE

FAILURES: list[tuple[str, MaillageError]] = []
"""What the background told of its failures."""


@contextmanager
def office(root: Path, **changes: object) -> Iterator[Office]:
    """A desk over the small world of `tests.desk`; it publishes when `publisher.run_once` is called."""
    settings = read_settings(data_dir=root / "data", query_timeout=5, query_memory=300, readers=1, **changes)
    storage = EmbeddedStorage(settings).start()
    engine = open_desk(storage.folder.desk)
    opened = Office(settings, storage, lambda: engine, lambda role, error: FAILURES.append((role, error)))
    opened.publisher.aftermath = Aftermath(opened)
    told = CONTEXT.read_text(encoding="utf-8") + TERRITORIES
    publish(opened, f"{settings.base_iri}/graph/source/essai", told)
    try:
        yield opened
    finally:
        opened.close()
        storage.close()
        engine.dispose()


def publish(opened: Office, graph: str, turtle: str) -> None:
    """Put Turtle in a graph, licence and all."""
    prefixes = "".join(
        line.replace("@prefix", "PREFIX").rstrip(" .\n") + "\n" for line in turtle.splitlines() if "@prefix" in line
    )
    body = "\n".join(line for line in turtle.splitlines() if not line.startswith(("@prefix", "#")))
    text = f"{prefixes}INSERT DATA {{ GRAPH <{graph}> {{\n{body}\n}} }}"
    opened.storage.submit(Update(cause="test", text=text))


def room(opened: Office, name: str, commune: str = VITRE, owner: str = ALPHA, more: str = "") -> str:
    """A published room; its IRI."""
    iri = f"{opened.base}/id/premises/{name}"
    turtle = f"""{PREFIXES}<{iri}> a maillage:Premises , maillage:PooledThing ; rdfs:label "Salle {name}"@fr ;
  maillage:owner <{owner}> ; maillage:terms terms:loan ; maillage:commune <{commune}> {"; " + more if more else ""} ."""
    publish(opened, f"{opened.base}/graph/thing/premises/{name}", turtle)
    return iri


def hold(engine: Engine, organisation: str, address: str | None = None, name: str = "Alpha") -> str:
    """An account of an organisation; its id."""
    with engine.begin() as connection:
        return create_account(connection, organisation, name, address)
