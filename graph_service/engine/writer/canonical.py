"""Whether an N-Triples file is already written as the engine would write it back.

The engine normalises literals on the way in (`"01"^^xsd:integer` becomes `1`, language tags become lower case).
Lines that surely stay as they are let a build skip a dump of what it loads.
"""

import re
from pathlib import Path

_XSD = rb"http://www\.w3\.org/2001/XMLSchema#"
_TYPED = re.compile(
    rb'"\^\^<(?!'
    + _XSD
    + rb")|"
    + rb'"(?:0|-?[1-9]\d{0,17})"\^\^<'
    + _XSD
    + rb"integer>|"
    + rb'"-?(?:0|[1-9]\d{0,8})\.\d{0,8}[1-9]"\^\^<'
    + _XSD
    + rb"decimal>|"
    + rb'"(?:true|false)"\^\^<'
    + _XSD
    + rb"boolean>|"
    + rb'"(?:1[5-9]|2[01])\d\d-\d\d-\d\d"\^\^<'
    + _XSD
    + rb"date>|"
    + rb'"(?:1[5-9]|2[01])\d\d"\^\^<'
    + _XSD
    + rb"gYear>|"
    + rb'"(?:19|20)\d\d-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ"\^\^<'
    + _XSD
    + rb"dateTime> \.$"
)
_LINE = re.compile(rb'<[^<>"{}|^`\\\x00-\x20]*> <[^<>"{}|^`\\\x00-\x20]*> (?:<[^<>"{}|^`\\\x00-\x20]*>|".*) \.\n\Z')
_LANGUAGE = re.compile(rb'"@[a-z]+(?:-[a-z0-9]+)* \.$')
_OTHER_ESCAPE = re.compile(rb'\\[^tnr"\\]')


def is_canonical(path: Path) -> bool:
    """Whether every line stays as it is through the engine; in doubt, False."""
    with path.open("rb") as lines:
        return all(_line_is_canonical(line) for line in lines)


def _line_is_canonical(line: bytes) -> bool:
    if b"\\" in line and _OTHER_ESCAPE.search(line.replace(b"\\\\", b"")):
        return False
    if not _LINE.match(line):
        return False
    if not line.endswith(b'" .\n') and b'"' in line:
        return bool(_TYPED.search(line) or _LANGUAGE.search(line.rstrip(b"\n")))
    return True
