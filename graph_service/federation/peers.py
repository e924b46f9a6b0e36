"""The peers of an instance: who they are, what they may speak of, and how the last harvest of each went."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from graph_service.engine.versions.durability import write_json
from graph_service.errors import UsageError
from graph_service.federation.client import parts_of
from graph_service.languages import Text

Level = Literal["national", "regional", "departmental", "local"]
LEVELS: dict[str, Text] = {
    "national": Text("national", "national"),
    "regional": Text("régional", "regional"),
    "departmental": Text("départemental", "departmental"),
    "local": Text("local", "local"),
}
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
DATASET = "main"
"""The dataset of a peer that has one file."""


@dataclass(frozen=True)
class Outcome:
    """How the harvests of a peer went."""

    tried: str = ""
    """ISO 8601, UTC; empty: never."""
    succeeded: str = ""
    error: tuple[str, str] | None = None
    """Of the last try, in French and in English; None: it went well."""
    statements: int = 0
    quarantined: int = 0
    """Things that the shapes refused in the last good harvest."""
    aside: int = 0
    """Statements that were not the peer's to make."""
    checksum: str = ""
    waiting: str = ""
    """Checksum of a file that a person must look at before it replaces what is published."""


@dataclass(frozen=True)
class Peer:
    """One peer."""

    slug: str
    address: str
    """Of its file: Turtle, JSON-LD, N-Triples or RDF/XML."""
    title: str
    licence: str
    """IRI."""
    level: str = "local"
    territory: str = ""
    """IRI; empty: not told."""
    own: str = ""
    """Beginning of the IRIs that are its own: it speaks freely about these."""
    hours: float = 24.0
    """Hours between two harvests."""
    paused: bool = False
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def stale(self) -> bool:
        """Whether what is published is of an earlier harvest than the last one tried."""
        return self.outcome.error is not None and bool(self.outcome.succeeded)

    def due(self, at: datetime) -> bool:
        """Whether it is time to harvest it again."""
        if self.paused:
            return False
        if not self.outcome.tried:
            return True
        return at - datetime.fromisoformat(self.outcome.tried) >= timedelta(hours=self.hours)

    def graph(self, base: str, dataset: str = DATASET) -> str:
        """The named graph of one of its datasets."""
        return f"{base}/graph/peer/{self.slug}/{dataset}"


class Peers:
    """The peers, kept in a file of the data folder."""

    def __init__(self, root: Path) -> None:
        self._path = root / "peers.json"

    def __iter__(self) -> Iterator[Peer]:
        return iter(sorted(self._read().values(), key=lambda peer: peer.slug))

    def get(self, slug: str) -> Peer:
        """One peer.

        Raises:
            UsageError: there is none of that name.
        """
        found = self._read().get(slug)
        if found is None:
            known = ", ".join(self._read()) or "—"
            raise UsageError(
                Text(f"« {slug} » n’est pas un pair. Pairs : {known}.", f"“{slug}” is no peer. Peers: {known}.")
            )
        return found

    def add(self, peer: Peer) -> Peer:
        """Add a peer, or change the one of that name; what it may speak of is by default all of its own host.

        Raises:
            UsageError: a name, an address or a level that is none.
        """
        _check(peer)
        parts = parts_of(peer.address)
        kept = peer if peer.own else replace(peer, own=f"{parts.scheme}://{parts.netloc}/")
        self.keep(kept)
        return kept

    def keep(self, peer: Peer) -> None:
        """Write what is known of a peer."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._path, {slug: asdict(one) for slug, one in (self._read() | {peer.slug: peer}).items()})

    def remove(self, slug: str) -> Peer:
        """Forget a peer.

        Raises:
            UsageError: there is none of that name.
        """
        found = self.get(slug)
        write_json(self._path, {name: asdict(one) for name, one in self._read().items() if name != slug})
        return found

    def _read(self) -> dict[str, Peer]:
        try:
            told = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return {slug: _peer(said) for slug, said in told.items()}


def stamp() -> str:
    """The present moment, as it is written here."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _peer(said: dict[str, object]) -> Peer:
    outcome = dict(said.pop("outcome"))  # type: ignore[call-overload]
    error = outcome.get("error")
    outcome["error"] = tuple(error) if error else None
    return Peer(**said, outcome=Outcome(**outcome))  # type: ignore[arg-type]


def _check(peer: Peer) -> None:
    if not _SLUG.fullmatch(peer.slug):
        raise UsageError(
            Text(
                f"« {peer.slug} » ne peut nommer un pair : des minuscules, des chiffres et des tirets.",
                f"“{peer.slug}” cannot name a peer: small letters, digits and hyphens.",
            )
        )
    if peer.level not in LEVELS:
        told = ", ".join(LEVELS)
        raise UsageError(Text(f"Échelons : {told}.", f"Levels: {told}."))
    parts_of(peer.address)
    if peer.own:
        parts_of(peer.own)
