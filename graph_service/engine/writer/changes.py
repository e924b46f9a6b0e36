"""What a version changed: quads added and removed, on disk and as sums of hashes."""

import gzip
import hashlib
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.versions.record import HASH_MODULUS, GraphState, VersionRecord

FILE = "changes.nq.gz"
_BLOCK_LINES = 10_000
_ADDED, _REMOVED = b"# added\n", b"# removed\n"

Triple = tuple[
    ox.NamedNode | ox.BlankNode | ox.Triple,
    ox.NamedNode,
    ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
]


def line_digest(line: bytes) -> int:
    """The hash of one N-Quads line, without its line end."""
    return int.from_bytes(hashlib.sha256(line).digest(), "little")


def state_of(lines: Iterable[bytes]) -> GraphState:
    """Count and digest of distinct N-Quads lines (without line ends)."""
    count = digest = 0
    for line in lines:
        count += 1
        digest += line_digest(line)
    return GraphState(count, digest % HASH_MODULUS)


def line_of(quad: ox.Quad) -> bytes:
    """A quad as its N-Quads line, as the engine's own dump writes it, without the line end."""
    return f"{quad} .".encode()


def graph_key(quad: ox.Quad) -> str:
    """The name of a quad's graph; an empty string for the default graph."""
    graph = quad.graph_name
    return "" if isinstance(graph, ox.DefaultGraph) else str(graph.value)


class Ledger:
    """The states of all graphs and the net changes since a version, while a batch is applied."""

    def __init__(self, record: VersionRecord) -> None:
        self.graphs = dict(record.graphs)
        self.default = record.default
        self.added: set[ox.Quad] = set()
        self.removed: set[ox.Quad] = set()

    def note(self, added: set[ox.Quad], removed: set[ox.Quad]) -> None:
        """Record quads that one job added (absent before) and removed (present before)."""
        self.added, self.removed = (
            (self.added - removed) | (added - self.removed),
            (self.removed - added) | (removed - self.added),
        )
        for quads, sign in ((added, 1), (removed, -1)):
            for quad in quads:
                self._count(quad, sign)

    def _count(self, quad: ox.Quad, sign: int) -> None:
        one = GraphState(1, line_digest(line_of(quad)))
        name = graph_key(quad)
        state = self.graphs.get(name, GraphState()) if name else self.default
        state = state.changed(one, GraphState()) if sign > 0 else state.changed(GraphState(), one)
        if name:
            self.graphs[name] = state
        else:
            self.default = state

    def count_default(self, difference: int) -> None:
        """Move the size of the merge default graph (its digest is not kept: it derives from the named graphs)."""
        self.default = GraphState(self.default.count + difference, 0)

    @property
    def touched(self) -> tuple[str, ...]:
        """The graphs whose content changed."""
        return tuple(sorted({graph_key(quad) for quad in (*self.added, *self.removed)}))


def write_changes(path: Path, added: Iterable[bytes], removed: Iterable[bytes]) -> None:
    """Write the change record: valid N-Quads, two sections told apart by comments; on disk when it returns."""
    with path.open("wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file:
            for title, lines in ((_ADDED, added), (_REMOVED, removed)):
                file.write(title)
                # By blocks: a call of gzip a line costs more than the compression.
                iterator = iter(lines)
                while block := b"\n".join(islice(iterator, _BLOCK_LINES)):
                    file.write(block + b"\n")
        raw.flush()
        os.fsync(raw.fileno())


def read_changes(path: Path) -> Iterator[tuple[bool, bytes]]:
    """The lines of a change record: whether added, and the N-Quads line without its end."""
    adding = True
    with gzip.open(path, "rb") as file:
        for line in file:
            if line in (_ADDED, _REMOVED):
                adding = line == _ADDED
            else:
                yield adding, line.rstrip(b"\n")


def change_chunks(path: Path, *, adding: bool) -> Iterator[set[ox.Quad]]:
    """One side of a change record, some thousand quads at a time."""
    lines = (line for side, line in read_changes(path) if side is adding)
    while chunk := list(islice(lines, _BLOCK_LINES)):
        yield set(parse_lines(chunk))


def parse_lines(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    """Quads of N-Quads lines, blank nodes kept as they are named."""
    for line in lines:
        yield from ox.parse(line, format=ox.RdfFormat.N_QUADS)
