"""What a contribution says, as statements: its things named for good, each with its kind, its title and its graph."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ulid import ULID

from graph_service.desk.kinds import kind_of
from graph_service.engine.validation.things import Thing, things
from graph_service.errors import NotContributable
from graph_service.languages import Text
from graph_service.vocabulary import SHARED, prefixes

MOST = 500
"""Things of one contribution."""

_TYPE = f"<{prefixes()['rdf']}type>"
_NAMES = tuple(f"<{prefixes()[p]}{name}>" for p, name in (("rdfs", "label"), ("dct", "title")))
_PLACE = re.compile(re.escape(SHARED) + r"id/(?:commune|departement|region|epci|collectivite-outre-mer)/[^/#]+\Z")
_THEME = SHARED + "scheme/theme/"
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z-]+))?')
_ESCAPES = {"\\n": " ", "\\t": " ", "\\r": " ", '\\"': '"', "\\\\": "\\"}
_OWNERS = tuple(
    f"<{iri}>"
    for iri in (
        f"{SHARED}def#owner",
        prefixes()["vf"] + "provider",
        prefixes()["vf"] + "receiver",
        prefixes()["schema"] + "provider",
        prefixes()["schema"] + "organizer",
        prefixes()["dct"] + "creator",
        f"{SHARED}def#raisedBy",
        f"{SHARED}def#funder",
        f"{SHARED}def#committedParty",
        f"{SHARED}def#lead",
    )
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a contribution."""

    iri: str
    kind: str
    title: str
    lines: tuple[str, ...]
    """Its N-Triples and those of its parts."""

    def graph(self, base: str) -> str:
        """The graph of its own that it is published in."""
        return f"{base}/graph/thing/{self.kind}/{self.iri.rpartition('/')[2]}"


@dataclass(frozen=True, slots=True)
class Payload:
    """The things of a contribution, and what they point at."""

    items: tuple[Item, ...]
    named: frozenset[str] = frozenset()
    """IRIs that the service chose although they do not look so: those of the rows of a template."""

    @property
    def statements(self) -> bytes:
        """All of it as N-Triples."""
        return "".join(line for item in self.items for line in item.lines).encode()

    @property
    def title(self) -> str:
        """The name of its first thing, and how many others there are."""
        others = len(self.items) - 1
        return self.items[0].title + (f" (+ {others})" if others else "")

    def objects(self) -> Iterator[str]:
        """IRIs of what it points at."""
        for item in self.items:
            for line in item.lines:
                value = line.split(" ", 2)[2]
                if value.startswith("<"):
                    yield value[1:].partition(">")[0]

    @property
    def places(self) -> list[str]:
        """The territories it names."""
        return list(dict.fromkeys(iri for iri in self.objects() if _PLACE.match(iri)))

    @property
    def themes(self) -> list[str]:
        """The themes it names."""
        return list(dict.fromkeys(iri for iri in self.objects() if iri.startswith(_THEME)))

    @property
    def owner(self) -> str | None:
        """The organisation that its first thing names as answering for it; a contributed organisation is its own."""
        first = self.items[0]
        said = {line.split(" ", 2)[1]: line.split(" ", 2)[2] for line in reversed(first.lines)}
        found = next((said[name] for name in _OWNERS if name in said), None)
        if found is not None:
            return found[1:].partition(">")[0]
        return first.iri if first.kind == "organisation" else None


def placeholder(base: str) -> str:
    """What relative addresses of a contribution are read against: the service names what is new."""
    return f"{base}/contributions/new"


def payload(statements: str, base: str, named: frozenset[str] = frozenset()) -> Payload:
    """The things of N-Triples without blank nodes; those that the sender left unnamed get their IRI.

    `named` are IRIs that the service chose itself.

    Raises:
        NotContributable: a thing of no contributed kind, or more than 500 of them.
    """
    # Lines of N-Triples end by a line feed alone; a text may hold the other ends that `splitlines` knows.
    found = things(line + "\n" for line in statements.split("\n") if line)
    if len(found) > MOST:
        raise NotContributable(
            Text(
                f"{len(found)} choses dans un envoi : {MOST} au plus. Envoyez-les en plusieurs fois.",
                f"{len(found)} things in one body: {MOST} at most. Send them in several times.",
            )
        )
    kinds = {thing.subject: _kind(thing) for thing in found}
    names = dict(name for thing in found for name in _names(thing, kinds[thing.subject], base))
    return Payload(tuple(_item(thing, kinds[thing.subject], names) for thing in found), named)


def _kind(thing: Thing) -> str:
    head = f"{thing.subject} {_TYPE} <"
    classes = [line.removeprefix(head).partition(">")[0] for line in thing.lines if line.startswith(head)]
    kind = kind_of(classes)
    if kind is None:
        raise NotContributable(
            Text(
                f"{thing.subject} : dites ce que c’est, parmi ce qui se contribue (a maillage:Equipment, "
                "maillage:Need…). La liste est sur /contribute.",
                f"{thing.subject}: tell what it is, among what is contributed (a maillage:Equipment, maillage:Need…). "
                "The list is on /contribute.",
            )
        )
    return kind


def _names(thing: Thing, kind: str, base: str) -> Iterator[tuple[str, str]]:
    """The names to replace in a thing that its sender left unnamed: its own, and those of its parts."""
    unnamed = f"<{placeholder(base)}"
    if not thing.subject.startswith(unnamed):
        return
    name = (kind == "organisation" and _numbered(thing)) or f"{base}/id/{kind}/{ULID()}"
    yield thing.subject, f"<{name}>"
    for number, part in enumerate(sorted(thing.parts - {thing.subject}), 1):
        rest = part.removeprefix(thing.subject.removesuffix(">")).strip("#->")
        yield part, f"<{name}#{rest or f'part-{number}'}>"


def _numbered(thing: Thing) -> str | None:
    """The shared IRI of an organisation with an official number: the same in every instance."""
    for predicate, space in ((f"{SHARED}def#rna", "association"), (f"{SHARED}def#siren", "organisation")):
        head = f'{thing.subject} <{predicate}> "'
        number = next((line.removeprefix(head).partition('"')[0] for line in thing.lines if line.startswith(head)), "")
        if number.isalnum():
            return f"{SHARED}id/{space}/{number}"
    return None


def _item(thing: Thing, kind: str, names: dict[str, str]) -> Item:
    lines = tuple(_renamed(line, names) for line in thing.lines)
    subject = names.get(thing.subject, thing.subject)
    return Item(subject.strip("<>"), kind, _title(subject, lines), lines)


def _renamed(line: str, names: dict[str, str]) -> str:
    subject, predicate, rest = line.split(" ", 2)
    value = rest.removesuffix(" .\n")
    return f"{names.get(subject, subject)} {predicate} {names.get(value, value)} .\n"


def _title(subject: str, lines: Iterable[str]) -> str:
    """Its name, in French if it has one; its own key otherwise."""
    found: dict[str, str] = {}
    for line in lines:
        about, predicate, value = line.split(" ", 2)
        if about == subject and predicate in _NAMES and (match := _TEXT.match(value)):
            found.setdefault(match[2] or "", plain(match[1]))
    return (found.get("fr") or next(iter(found.values()), "") or subject.strip("<>").rpartition("/")[2])[:300]


def plain(written: str) -> str:
    """The text of a literal as N-Triples writes it, on one line."""
    return re.sub(r"\\[ntr\"\\]", lambda match: _ESCAPES[match[0]], written).strip()
