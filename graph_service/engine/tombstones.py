"""Things withdrawn one by one: their statements go, a tombstone stays, and no later load brings them back."""

from datetime import UTC, datetime

import pyoxigraph as ox

from graph_service.engine.library.binding import bind
from graph_service.engine.reads import Query, Reading
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import Receipt, Update, Writes
from graph_service.errors import NotFound, UsageError
from graph_service.languages import Text
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import LICENCE_OUVERTE, ONTOLOGY, XSD, prefixes

_SPEAKING = """SELECT DISTINCT ?graph WHERE {
  VALUES ?thing { <urn:x-maillage:thing> }
  GRAPH ?graph { ?thing ?property ?value }
}"""
_ALL = f"SELECT ?thing WHERE {{ GRAPH ?graph {{ ?thing a <{ONTOLOGY}Withdrawn> }} }}"


def graph_of(base: str) -> str:
    """The graph of the tombstones."""
    return f"{base}/graph/withdrawn"


def withdrawn(storage: EmbeddedStorage, base: str) -> frozenset[str]:
    """The IRIs withdrawn so far; read only where there are any."""
    if graph_of(base) not in storage.version().graphs:
        return frozenset()
    return frozenset(_column(storage, _ALL, "thing"))


def withdraw_thing(
    storage: EmbeddedStorage, writes: Writes, iri: str, base: str, reason: str, key: str | None = None, digest: str = ""
) -> Receipt:
    """Remove every statement of a thing of this instance, its parts with it, and publish its tombstone.

    `key` and `digest` are the idempotency key of the write and what it is compared by.

    Raises:
        UsageError: a shared or foreign IRI, which a register or a peer speaks of.
        NotFound: nothing is published of it.
    """
    if not iri.startswith(f"{base}/id/"):
        raise UsageError(
            Text(
                f"{iri} n’est pas une chose de cette instance ({base}/id/…). Retirez sa source, ou effacez-la : "
                "maillage erase.",
                f"{iri} is no thing of this instance ({base}/id/…). Withdraw its source, or erase it: maillage erase.",
            )
        )
    found = _column(storage, bind(_SPEAKING, {"thing": [ox.NamedNode(iri)]}), "graph")
    graphs = [graph for graph in found if graph != graph_of(base)]
    if not graphs:
        raise NotFound(Text(f"Rien n’est publié de {iri}.", f"Nothing is published of {iri}."))
    text = _update(ox.NamedNode(iri), graphs, base, reason)
    return writes.submit(Update(cause=f"withdraw {iri}", key=key, digest=digest, text=text))


def _update(thing: ox.NamedNode, graphs: list[str], base: str, reason: str) -> str:
    subject = f'FILTER (?subject = {thing} || STRSTARTS(STR(?subject), "{thing.value}#"))'
    kind, _, key = thing.value.removeprefix(f"{base}/id/").partition("/")
    # A graph of its own goes whole: what it says of itself and of a photo names the thing too.
    whole = f"{base}/graph/thing/{kind}/{key}"
    steps = [
        f"DROP GRAPH <{graph}>"
        if graph == whole
        else f"DELETE {{ GRAPH <{graph}> {{ ?subject ?property ?value }} }} "
        f"WHERE {{ GRAPH <{graph}> {{ ?subject ?property ?value {subject} }} }}"
        for graph in graphs
    ]
    own, now = graph_of(base), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dct, prov = prefixes()["dct"], prefixes()["prov"]
    told = f" ; <{dct}description> {ox.Literal(reason, language='fr')}" if reason else ""
    steps.append(
        f"INSERT DATA {{ GRAPH <{own}> {{ <{own}> <{dct}license> <{LICENCE_OUVERTE}> ; <{dct}title> "
        f'"Choses retirées"@fr , "Withdrawn things"@en . {thing} a <{ONTOLOGY}Withdrawn> ; '
        f'<{prov}invalidatedAtTime> "{now}"^^<{XSD}dateTime>{told} }} }}'
    )
    return " ;\n".join(steps)


def _column(storage: EmbeddedStorage, text: str, name: str) -> list[str]:
    answer = storage.query(Query(text, JSON, N_TRIPLES), Reading())
    return [row[name]["value"] for row in answer.rows()]


def folder_has_tombstones(folder: DataFolder, base: str) -> bool:
    """Whether there is anything to read, without starting a reader."""
    return bool(folder.current_number()) and graph_of(base) in folder.current_record().graphs
