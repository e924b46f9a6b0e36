"""Whether an N-Triples file is already written as the engine would write it back.

The engine normalises literals on the way in (`"01"^^xsd:integer` becomes `1`, language tags become lower case).
Lines that surely stay as they are let a build skip a dump of what it loads.
"""

import re
from pathlib import Path

_XSD = b"http://www.w3.org/2001/XMLSchema#"
_LEXICAL = {
    _XSD + b"integer": re.compile(rb"0|-?[1-9]\d{0,17}"),
    _XSD + b"decimal": re.compile(rb"0|-?[1-9]\d{0,8}|-?(?:0|[1-9]\d{0,8})\.\d{0,8}[1-9]"),
    _XSD + b"boolean": re.compile(rb"true|false"),
    _XSD + b"date": re.compile(rb"(?:1[5-9]|2[01])\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
    _XSD + b"gYear": re.compile(rb"(?:1[5-9]|2[01])\d\d"),
    _XSD + b"dateTime": re.compile(
        rb"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ"
    ),
}
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_IRI = rb'<[^<>"{}|^`\\\x00-\x20]*>'
_LINE = re.compile(
    _IRI + rb" " + _IRI + rb" (?:" + _IRI + rb'|"(?P<text>(?:[^"\\\x00-\x1f\x7f]|\\[tnr"\\])*)"'
    rb"(?:@[a-z]+(?:-[a-z0-9]+)*|\^\^<(?P<type>[^>]*)>)?) \.\n"
)


def is_canonical(path: Path) -> bool:
    """Whether every line stays as it is through the engine; in doubt, False."""
    with path.open("rb") as lines:
        return all(map(_line_is_canonical, lines))


def _line_is_canonical(line: bytes) -> bool:
    return _is_plain(line) or _matches(line)


def _is_plain(line: bytes) -> bool:
    """The commonest lines, told in a fifth of the time: an IRI or a plain string, nothing escaped.

    Whether its IRIs are IRIs is the engine's to say when it loads them.
    """
    subject, _, rest = line.partition(b" ")
    predicate, _, value = rest.partition(b" ")
    if not (
        subject.startswith(b"<") and subject.endswith(b">") and predicate.startswith(b"<") and predicate.endswith(b">")
    ):
        return False
    if value.startswith(b"<"):
        return value.endswith(b"> .\n") and value.count(b" ") == 1
    plain = value.startswith(b'"') and value.endswith(b'" .\n') and value.count(b'"') == 2 and b"\\" not in value
    return plain and _CONTROL.search(value, 0, len(value) - 1) is None


def _matches(line: bytes) -> bool:
    match = _LINE.fullmatch(line)
    if match is None:
        return False
    kind = match["type"]
    return kind is None or (kind in _LEXICAL and _LEXICAL[kind].fullmatch(match["text"]) is not None)
