"""Where a reader writes its answer: memory while it is small, then a file, never more than the caps.

An answer that passes a cap is cut between two rows and closed properly, and says so.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

INLINE_BYTES = 262_144
"""Answers up to this size travel through the channel; larger ones through a file."""


class CapReachedError(Exception):
    """The answer passed its row or byte cap: the serialiser must stop."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How rows are told apart in a serialisation, and how it is closed after a cut.

    `boundary` matches between two rows, `keep` of its bytes belonging to the row before. It cannot match inside
    a term: serialisers escape quotes, angle brackets and line ends there (CSV quotes, which are followed).
    `lines`: one boundary ends the header and one ends each row; otherwise boundaries only stand between rows.
    """

    boundary: bytes
    keep: int
    lines: bool
    closing: bytes


CUTS: dict[str, Cut] = {
    "json": Cut(b'},{"', 1, False, b']},"meta":{"truncated":true}}'),
    "xml": Cut(b"</result><result>", 9, False, b"</results><!-- truncated --></sparql>"),
    "tsv": Cut(b"\n", 1, True, b""),
    "csv": Cut(b"\n", 1, True, b""),
}


class Spool:
    """A binary file for a serialiser: counts rows and bytes, and stops at the caps."""

    def __init__(self, path: Path, syntax: str, max_rows: int, max_bytes: int) -> None:
        self.path = path
        self.size = 0
        self.truncated = False
        self._parts: list[bytes] = []
        self._file: BinaryIO | None = None
        self._cut = CUTS.get(syntax)
        self._quoted = syntax == "csv"
        self._inside_quotes = False
        self._max_bytes = max_bytes
        self._last_kept = max_rows + 1 if self._cut and self._cut.lines else max_rows
        self._seen = 0
        self._end = 0
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Take one chunk.

        Raises:
            CapReachedError: a cap is passed; what was kept ends at a row and is closed.
        """
        before = self.size
        self._store(data)
        if self._cut is None:
            # The serialiser of triples is stopped by its input, and closes the document itself.
            self.truncated |= self.size > self._max_bytes
        else:
            self._count(before, data, self._cut)
        return len(data)

    def flush(self) -> None:
        """Nothing to do before `finish`."""

    def finish(self) -> bytes | None:
        """The answer itself when it is small, or None when it lies in the file."""
        if self._file is None:
            return b"".join(self._parts)
        self._file.close()
        return None

    def _store(self, data: bytes) -> None:
        self.size += len(data)
        if self._file is not None:
            self._file.write(data)
            return
        self._parts.append(data)
        if self.size > INLINE_BYTES:
            self._file = self.path.open("wb")
            self._file.writelines(self._parts)
            self._parts.clear()

    def _count(self, before: int, data: bytes, cut: Cut) -> None:
        if not self._quoted and self._counted_from_afar(before, data, cut):
            return
        for end in self._boundaries(before, data, cut):
            if self._seen == self._last_kept or end > self._max_bytes:
                self._close_at(cut)
            self._seen += 1
            self._end = end
            if self._seen == self._last_kept and not cut.lines:
                self._close_at(cut)
        if self.size > self._max_bytes:
            self._close_at(cut)

    def _counted_from_afar(self, before: int, data: bytes, cut: Cut) -> bool:
        """Count boundaries without looking at each, while no cap can be reached with this chunk: ten times faster."""
        window = self._tail + data
        if self.size > self._max_bytes or self._seen + window.count(cut.boundary) >= self._last_kept:
            return False
        last = window.rfind(cut.boundary)
        if last >= 0:
            self._seen += window.count(cut.boundary)
            self._end = before - len(self._tail) + last + cut.keep
        self._keep_tail(window, cut)
        return True

    def _keep_tail(self, window: bytes, cut: Cut) -> None:
        """A boundary may straddle two chunks; its last byte but one is the most that can be seen before."""
        width = len(cut.boundary) - 1
        self._tail = window[-width:] if width else b""

    def _close_at(self, cut: Cut) -> None:
        """Keep what stands before the last boundary within the caps, close it, and stop the serialiser."""
        if self._file is not None:
            self._file.seek(self._end)
            self._file.truncate()
        else:
            self._parts = [b"".join(self._parts)[: self._end]]
        self.size = self._end
        self._store(cut.closing)
        self.truncated = True
        raise CapReachedError

    def _boundaries(self, before: int, data: bytes, cut: Cut) -> list[int]:
        """Offsets in the answer at which a row ends, found with this chunk."""
        if self._quoted:
            return [before + end for end in self._line_ends(data, cut)]
        window, start = self._tail + data, before - len(self._tail)
        self._keep_tail(window, cut)
        return [start + position + cut.keep for position in _positions(window, cut.boundary)]

    def _line_ends(self, data: bytes, cut: Cut) -> list[int]:
        found, position = [], 0
        for index, part in enumerate(data.split(b'"')):
            if bool(index % 2) is self._inside_quotes:
                found += [position + at + 1 for at in _positions(part, cut.boundary)]
            position += len(part) + 1
        self._inside_quotes ^= bool(data.count(b'"') % 2)
        return found


def _positions(data: bytes, boundary: bytes) -> list[int]:
    found, position = [], data.find(boundary)
    while position >= 0:
        found.append(position)
        position = data.find(boundary, position + 1)
    return found
