"""SPARQL split into tokens by one compiled pattern: linear, never recursive. It judges nothing.

A lexer without a parser can be fooled (`1<((2))&&3>1` reads as an IRI): what relies on it is a courtesy,
or refuses what is ambiguous; the sealed process is the wall.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_INNER = r"[\w:\-\u00b7\u0300-\u036f\u203f\u2040]|%[0-9A-Fa-f]{2}|\\[^\w\s]"
# A dot ends a triple unless the name goes on after it.
_LOCAL = rf"(?:{_INNER}|\.+(?={_INNER}))*"

PATTERN = re.compile(
    r"(?P<space>(?:\s+|#[^\r\n]*)+)"
    r"|(?P<triple><<\(?|\)?>>)"
    r"|(?P<iri><(?:[^\x00-\x20<>\"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)"
    r'|(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\r\n]|\\.)*"|\'(?:[^\'\\\r\n]|\\.)*\')'
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<blank>_:\w(?:[\w\-]|\.+(?=[\w\-]))*)"
    r"|(?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:" + _LOCAL + r")"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+\-]?\d+)?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<open>[{(\[])"
    r"|(?P<close>[})\]])"
    r"|(?P<operator>\|\||&&|\^\^|[!<>]=|[=<>!+\-*/|^])"
    r"|(?P<mark>[.;,?])"
    r"|(?P<other>.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One token: its kind (a group of `PATTERN`), its text as written, where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The word in capitals, or an empty string for anything else."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a SPARQL text, white space and comments left out."""
    for match in PATTERN.finditer(text):
        kind = match.lastgroup
        if kind != "space" and kind is not None:
            yield Token(kind, match.group(), match.start())
