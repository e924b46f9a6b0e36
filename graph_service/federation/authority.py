"""Who may say what: a peer speaks freely of its own things, links to shared ones, and states no official attribute."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph_service.engine.formats.contacts import holds_contact
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

_P = prefixes()
_LINKS = frozenset(
    f"<{iri}>"
    for iri in (
        _P["owl"] + "sameAs",
        _P["skos"] + "exactMatch",
        _P["rdfs"] + "seeAlso",
        _P["org"] + "memberOf",
        _P["dct"] + "subject",
        ONTOLOGY + "usesTool",
        ONTOLOGY + "producerCircle",
    )
)
"""What a peer may say of a shared identifier: links; its name, state, seat and codes are the register's."""

_ROLE = (f"<{_P['rdf']}type>", f"<{ONTOLOGY}SupportActor>")
_SPOKEN = frozenset({f"<{_P['schema']}email>", f"<{_P['schema']}telephone>"})
"""Where an organisation publishes its own contact; the shapes judge those."""


@dataclass
class Sorted:
    """The statements of a peer, by what becomes of them."""

    own: list[str] = field(default_factory=list)
    """Of its own things: judged by the shapes."""
    links: list[str] = field(default_factory=list)
    """Of shared identifiers, and its to make."""
    aside: list[str] = field(default_factory=list)
    """Not its to make, or a contact in a text."""


def sorted_by_authority(lines: Iterable[str], own: str, opposed: frozenset[str]) -> Sorted:
    """Part the statements (N-Triples lines) of a peer whose own IRIs begin with `own`."""
    found = Sorted()
    needles = [f"<{name}{end}" for name in opposed for end in (">", "#")]
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if any(needle in line for needle in needles) or _is_contact(predicate, rest):
            found.aside.append(line)
        elif subject.startswith(f"<{own}"):
            found.own.append(line)
        elif subject.startswith(f"<{SHARED}id/") and _is_link(predicate, rest):
            found.links.append(line)
        else:
            found.aside.append(line)
    return found


def _is_link(predicate: str, rest: str) -> bool:
    return predicate in _LINKS or (predicate, rest.rsplit(" ", 1)[0]) == _ROLE


def _is_contact(predicate: str, rest: str) -> bool:
    return rest.startswith('"') and predicate not in _SPOKEN and holds_contact(rest.rpartition('"')[0])
