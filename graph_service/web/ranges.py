"""One range of bytes of a file (RFC 9110, 14): what a client that resumes a download asks for."""

import re
from dataclasses import dataclass

from graph_service.errors import RangeNotSatisfiable
from graph_service.languages import Text

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """Where to start in a file and how many bytes to send."""

    start: int
    length: int


def span_of(header: str | None, if_range: str | None, etag: str, size: int) -> Span | None:
    """The range asked for; None for the whole file: none, several, one that is none, or a file that changed since.

    Raises:
        RangeNotSatisfiable: it starts beyond the end.
    """
    match = _RANGE.match((header or "").replace(" ", ""))
    if match is None or (if_range and if_range != etag) or match[1] == match[2] == "":
        return None
    first, last = match[1], match[2]
    if first == "":
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        if last and int(last) < start:
            return None
        length = min(int(last), size - 1) - start + 1 if last else size - start
    if start >= size or length <= 0:
        raise RangeNotSatisfiable(
            Text(f"Ce fichier a {size} octets.", f"This file has {size} bytes."),
            headers={"Content-Range": f"bytes */{size}"},
        )
    return Span(start, length)
