"""Short ways to ask and write a storage in tests."""

import json
from pathlib import Path
from typing import Any

from graph_service.engine.reads import Query, Reading
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.writes import GraphWrite, Receipt, Update
from graph_service.media_types import JSON, N_TRIPLES


def answer(storage: EmbeddedStorage, text: str, **parts: Any) -> bytes:
    """The serialised answer of a query."""
    found = storage.query(Query(text, JSON, N_TRIPLES, **parts), Reading())
    return found.body if found.body is not None else Path(str(found.path)).read_bytes()


def rows(storage: EmbeddedStorage, text: str, **parts: Any) -> list[tuple[str, ...]]:
    """The rows of a SELECT as tuples of text, sorted."""
    document = json.loads(answer(storage, text, **parts))
    names = document["head"]["vars"]
    return sorted(
        tuple(row[name]["value"] if name in row else "" for name in names) for row in document["results"]["bindings"]
    )


def update(storage: EmbeddedStorage, text: str, **parts: Any) -> Receipt:
    """Apply an update."""
    return storage.submit(Update(cause="test", text=text, **parts))


def put(storage: EmbeddedStorage, graph: str, lines: list[str], folder: Path, kind: str = "replace") -> Receipt:
    """Replace or enlarge a graph by N-Triples lines."""
    file = folder / "put.nt"
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return storage.submit(GraphWrite(cause="test", kind=kind, graph=graph, file=str(file), count=len(lines)))


def triple(subject: object, value: object, predicate: str = "p") -> str:
    """An N-Triples line of short names."""
    return f'<http://e/{subject}> <http://e/{predicate}> "{value}" .'
