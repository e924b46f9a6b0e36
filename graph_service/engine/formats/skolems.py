"""Blank nodes named after what they hang from, so that a file read again says the same (RDF 1.1 Concepts, 3.5)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")
_PART = re.compile(r"(?:#|-)[A-Za-z][A-Za-z0-9]*-[0-9]+>\Z")

_LONGEST = 400
"""Characters of a name that others may hang from: a chain of blank nodes does not make ever longer ones."""


def skolemised(quads: Iterable[ox.Quad], base: str, numbers: int = 0) -> Iterator[bytes]:
    """N-Triples lines in the order given, without blank nodes.

    One that a thing points at becomes `<thing>#<property>-<n>`; one that nothing points at becomes `<base>genid-<n>`.
    Numbers begin after `numbers`; a name that the file gives to something else is passed over.
    """
    known = list(quads)
    names = _names(known, base, numbers)
    for quad in known:
        subject, value = (names.get(term, term) for term in (quad.subject, quad.object))
        yield f"{subject} {quad.predicate} {value} .\n".encode()


def whole(subject: str) -> str | None:
    """What a part named by `skolemised` would hang from; None for another name."""
    match = _PART.search(subject)
    return f"{subject[: match.start()]}>" if match else None


def _names(quads: list[ox.Quad], base: str, numbers: int) -> dict[object, ox.NamedNode]:
    hung: dict[ox.BlankNode, ox.Quad] = {}
    for quad in quads:
        if isinstance(quad.object, ox.BlankNode):
            hung.setdefault(quad.object, quad)
    nodes = (term for q in quads for term in (q.subject, q.object) if isinstance(term, ox.BlankNode))
    names: dict[object, ox.NamedNode] = {}
    taken = {term.value for q in quads for term in (q.subject, q.object) if isinstance(term, ox.NamedNode)}
    counts: dict[str, int] = defaultdict(lambda: numbers)
    for node in dict.fromkeys(nodes):
        for step in reversed(_path(node, hung, names)):
            names[step] = _name(step, hung, names, counts, base, taken)
    return names


def _path(
    node: ox.BlankNode, hung: dict[ox.BlankNode, ox.Quad], names: dict[object, ox.NamedNode]
) -> list[ox.BlankNode]:
    """The unnamed nodes from this one up to a named thing, to nothing, or round to where it began."""
    path: dict[ox.BlankNode, None] = {}
    current: object = node
    while isinstance(current, ox.BlankNode) and current not in names and current not in path:
        path[current] = None
        current = hung[current].subject if current in hung else None
    return list(path)


def _name(
    node: ox.BlankNode,
    hung: dict[ox.BlankNode, ox.Quad],
    names: dict[object, ox.NamedNode],
    counts: dict[str, int],
    base: str,
    taken: set[str],
) -> ox.NamedNode:
    quad = hung.get(node)
    above = names.get(quad.subject, quad.subject) if quad is not None else None
    if quad is None or not isinstance(above, ox.NamedNode) or len(above.value) > _LONGEST:
        stem = f"{base}genid"
    else:
        local = _LOCAL.search(quad.predicate.value)
        stem = f"{above.value}{'-' if '#' in above.value else '#'}{local.group() if local else 'part'}"
    counts[stem] += 1
    while f"{stem}-{counts[stem]}" in taken:
        counts[stem] += 1
    return ox.NamedNode(f"{stem}-{counts[stem]}")
