"""A serialised answer: its bytes, or the spool file that holds them."""

import json
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_service.media_types import Format


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Answer:
    """What a read gives back, exact in size and status before the first byte is sent."""

    kind: str
    format: Format
    size: int
    version: int
    truncated: bool
    body: bytes | None
    """The bytes, or None when they lie in `path`."""
    path: Path | None = None
    """A spool file, removed when the answer is no longer referred to."""

    @property
    def data(self) -> bytes:
        """The whole answer in memory: for our own questions, which are bounded."""
        return self.body if self.body is not None else Path(str(self.path)).read_bytes()

    def rows(self) -> list[dict[str, Any]]:
        """The bindings of a SELECT answered in JSON."""
        found: list[dict[str, Any]] = json.loads(self.data)["results"]["bindings"]
        return found

    def __post_init__(self) -> None:
        if self.path is not None:
            weakref.finalize(self, self.path.unlink, missing_ok=True)
