"""Foreign RDF to N-Quads of our own: bounded depth, no DTD, no remote context. Runs in a sealed process."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from graph_service.engine.formats.jsonld import ForeignContextError, with_local_context

_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NESTING = re.compile(
    # An escape outside a literal (`e:b\\#`) first, so that it opens no comment; possessive, so that the scan is linear.
    rb'\\.|"""(?:[^"\\]++|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]++|\\.|\'(?!\'\'))*+\'\'\''
    rb'|"(?:[^"\\\n]++|\\.)*+"|\'(?:[^\'\\\n]++|\\.)*+\'|<[^<>\s]*+>|#[^\n]*+|<<\(?|\)?>>|[\[\](){}]',
    re.DOTALL,
)
_OPENING = frozenset({b"[", b"(", b"{", b"<<", b"<<("})
_CLOSING = frozenset({b"]", b")", b"}", b">>", b")>>"})


class UnreadableError(Exception):
    """The data cannot be parsed; the message says where and why."""


def normalise(
    source: str, target: str, media_type: str, base: str | None, max_depth: int, contexts: list[str]
) -> dict[str, Any]:
    """Parse the file `source` and write it to `target` as N-Triples with fresh blank nodes.

    `contexts` are the addresses under which JSON-LD may name the project's own context.
    Returns the number of statements written and the named graphs met.

    Raises:
        UnreadableError: a syntax error, a DTD, a context of another host, too deep a nesting, or a NUL character.
    """
    graphs: set[str] = set()
    quads = statements(Path(source).read_bytes(), media_type, base, max_depth, frozenset(contexts))
    with Path(target).open("wb") as output:
        count = _write(quads, output, graphs)
    return {"count": count, "graphs": sorted(graphs)}


def statements(
    data: bytes, media_type: str, base: str | None, max_depth: int, contexts: frozenset[str]
) -> Iterator[ox.Quad]:
    """The statements of foreign RDF, with fresh blank nodes.

    Raises:
        UnreadableError: as `normalise`.
    """
    syntax = ox.RdfFormat.from_media_type(media_type)
    if syntax is None:
        raise UnreadableError(media_type)
    checked = _checked(data, syntax, max_depth, contexts)
    try:
        yield from ox.parse(checked, format=syntax, base_iri=base, rename_blank_nodes=True)
    except (SyntaxError, ValueError) as error:
        raise UnreadableError(str(error)) from None
    except MemoryError:
        # The parser's own limit on one token, not the process's memory.
        raise UnreadableError("one term is longer than 16 MiB") from None


def _checked(data: bytes, syntax: ox.RdfFormat, max_depth: int, contexts: frozenset[str]) -> bytes:
    if syntax == ox.RdfFormat.RDF_XML:
        _refuse_dtd(data)
    elif syntax in (ox.RdfFormat.JSON_LD, ox.RdfFormat.STREAMING_JSON_LD):
        try:
            return with_local_context(data, max_depth, contexts)
        except ForeignContextError as error:
            raise UnreadableError(str(error)) from None
        except RecursionError:
            raise UnreadableError("nested too deep") from None
    else:
        _refuse_depth(data, max_depth)
    return data


def _refuse_dtd(data: bytes) -> None:
    # Another encoding than UTF-8 could hide the letters of DOCTYPE from this search.
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("RDF/XML must be encoded in UTF-8") from None
    if b"\x00" in data or _DTD.search(data):
        raise UnreadableError("a document type declaration (DTD) is not accepted in RDF/XML")
    depth = deepest = 0
    for tag in re.finditer(rb"<(/?)[A-Za-z_][^<>]*?(/?)>", data):
        depth += -1 if tag.group(1) else (0 if tag.group(2) else 1)
        deepest = max(deepest, depth)
    if deepest > 1000:
        raise UnreadableError("elements nested more than 1000 levels deep")


def _refuse_depth(data: bytes, max_depth: int) -> None:
    depth = 0
    for match in _NESTING.finditer(data):
        text = match.group()
        if text in _OPENING:
            depth += 1
            if depth > max_depth:
                raise UnreadableError(f"brackets nested more than {max_depth} levels deep")
        elif text in _CLOSING:
            depth -= 1


def _write(quads: Iterator[ox.Quad], output: BinaryIO, graphs: set[str]) -> int:
    count = 0
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs.add(quad.graph_name.value)
        # The graph is the one that the request names, whatever a dataset says inside.
        line = f"{quad.triple} .\n"
        if "\x00" in line or "\\u0000" in line:
            raise UnreadableError("a literal holds the character NUL")
        output.write(line.encode())
        count += 1
    return count
