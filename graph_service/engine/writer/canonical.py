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
_IRI = rb'<[^<>"{}|^`\\\x00-\x20]*>'
_LINE = re.compile(
    _IRI + rb" " + _IRI + rb" (?:" + _IRI + rb'|"(?P<text>(?:[^"\\\n\r]|\\[tnr"\\])*)"'
    rb"(?:@[a-z]+(?:-[a-z0-9]+)*|\^\^<(?P<type>[^>]*)>)?) \.\n"
)


def is_canonical(path: Path) -> bool:
    """Whether every line stays as it is through the engine; in doubt, False."""
    with path.open("rb") as lines:
        return all(map(_line_is_canonical, lines))


def _line_is_canonical(line: bytes) -> bool:
    match = _LINE.fullmatch(line)
    if match is None:
        return False
    kind = match["type"]
    return kind is None or (kind in _LEXICAL and _LEXICAL[kind].fullmatch(match["text"]) is not None)
