"""What `version.json` says of a version: number, time, cause, keys, and for each graph its count and hash."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

HASH_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class GraphState:
    """Size of a graph in quads, and the sum modulo 2^256 of one SHA-256 a quad."""

    count: int = 0
    digest: int = 0

    def changed(self, added: "GraphState", removed: "GraphState") -> "GraphState":
        """The state after adding and removing quads that were absent and present."""
        return GraphState(
            self.count + added.count - removed.count,
            (self.digest + added.digest - removed.digest) % HASH_MODULUS,
        )

    def to_json(self) -> list[object]:
        """`[count, digest in hexadecimal]`."""
        return [self.count, f"{self.digest:064x}"]

    @classmethod
    def from_json(cls, value: list[Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(int(value[0]), int(value[1], 16))


@dataclass(frozen=True, slots=True, eq=False)
class VersionRecord:
    """One published version; compared by identity, so that a rewritten record is another key of the cache."""

    number: int
    previous: int
    time: str
    cause: str
    graphs: dict[str, GraphState] = field(default_factory=dict)
    default: GraphState = field(default_factory=GraphState)
    touched: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    keys: dict[str, str] = field(default_factory=dict)
    """Idempotency key → digest of the request that this version answered."""

    @property
    def quads(self) -> int:
        """Quads in named graphs."""
        return sum(state.count for state in self.graphs.values())

    @property
    def content_hash(self) -> str:
        """One hash for the content: the sum over the named graphs (each quad's hash names its graph)."""
        total = sum(state.digest for state in self.graphs.values()) % HASH_MODULUS
        return f"{total:064x}"

    @property
    def disjoint(self) -> bool:
        """Whether no triple stands in two named graphs (only meaningful when the default graph is the merge)."""
        return self.quads == self.default.count

    def to_json(self) -> dict[str, Any]:
        """The content of `version.json`."""
        value = asdict(self)
        value["graphs"] = {name: state.to_json() for name, state in sorted(self.graphs.items())}
        value["default"] = self.default.to_json()
        value["content_hash"] = self.content_hash
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        known = {name: value[name] for name in ("number", "previous", "time", "cause", "added", "removed", "keys")}
        graphs = {name: GraphState.from_json(state) for name, state in value["graphs"].items()}
        default = GraphState.from_json(value["default"])
        return cls(**known, graphs=graphs, default=default, touched=tuple(value["touched"]))
