"""The vocabularies: schemes, their concepts as a tree, and the search that ignores accents and case."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from graph_service.engine.model.statements import DCT, SKOS, Node, Statements
from graph_service.languages import Language, Text, folded
from graph_service.vocabulary import SHARED, model_folder

SCHEME = SHARED + "scheme/"


@dataclass(frozen=True, slots=True)
class Concept:
    """A value of a list, and those that are more precise."""

    iri: str
    label: Text
    notation: str
    others: tuple[tuple[str, str], ...]
    """Other names, each with its language."""
    words: str
    """All its names, folded."""
    narrower: tuple["Concept", ...] = field(default=())

    @property
    def name(self) -> str:
        """The last segment of its IRI: the anchor on a page."""
        return self.iri.rpartition("/")[2]

    def others_in(self, language: str) -> list[str]:
        """Its other names in one language."""
        return [name for tag, name in self.others if tag == language]

    def matches(self, words: list[str]) -> bool:
        """Whether each word begins a word of its names."""
        return all(f" {word}" in f" {self.words}" for word in words)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One vocabulary."""

    name: str
    label: Text
    licence: str
    top: tuple[Concept, ...]

    @property
    def iri(self) -> str:
        """Its IRI."""
        return SCHEME + self.name

    def concepts(self) -> Iterator[Concept]:
        """Every concept, each before those below it."""
        yield from _walk(self.top)

    @property
    def size(self) -> int:
        """How many concepts it has."""
        return sum(1 for _ in self.concepts())

    @property
    def depth(self) -> int:
        """How many levels it has."""
        return _depth(self.top)


@cache
def schemes() -> dict[str, Scheme]:
    """Name → scheme, in the order of the names."""
    paths = sorted((model_folder() / "ontology" / "vocabularies").glob("*.ttl"))
    return {path.stem: _scheme(path.stem, Statements([path])) for path in paths}


def concept_label(iri: str) -> Text | None:
    """The name of a concept of the project, whether or not a store has loaded it; None for anything else."""
    name, _, key = iri.removeprefix(SCHEME).partition("/")
    scheme = schemes().get(name) if iri.startswith(SCHEME) else None
    return next((one.label for one in scheme.concepts() if one.name == key), None) if scheme else None


@cache
def _by_french() -> dict[str, Text]:
    labels = (concept.label for scheme in schemes().values() for concept in scheme.concepts())
    return {label.fr: label for label in reversed(list(labels))}


def words_of(french: str, language: Language) -> str:
    """The names of concepts, told in French and parted by ` | ` as the library's questions do, in a language."""
    names = [name for name in french.split(" | ") if name]
    return ", ".join(_by_french().get(name, Text(name, name)).to(language) for name in names)


def scheme_of(iri: str) -> Scheme | None:
    """The scheme of a concept's IRI, or of its own."""
    return schemes().get(iri.removeprefix(SCHEME).partition("/")[0]) if iri.startswith(SCHEME) else None


def concept_of(iri: str) -> Concept | None:
    """The concept of an IRI."""
    return _concepts().get(iri)


def search(words: str, within: Scheme | None = None) -> list[tuple[Scheme, Concept]]:
    """The concepts that have every word among their names, those whose name is the very words first."""
    wanted = folded(words)
    places = [within] if within else list(schemes().values())
    parts = wanted.split()
    found = [(place, one) for place in places for one in place.concepts() if parts and one.matches(parts)]
    return sorted(found, key=lambda pair: wanted not in {folded(name) for name in (*pair[1].label, pair[1].notation)})


@cache
def _concepts() -> dict[str, Concept]:
    return {concept.iri: concept for scheme in schemes().values() for concept in scheme.concepts()}


def _scheme(name: str, said: Statements) -> Scheme:
    node = ox.NamedNode(SCHEME + name)
    inside = said.subjects(SKOS + "inScheme", node)
    below: dict[str, list[ox.NamedNode]] = {}
    for concept in inside:
        for broader in said.iris(concept, SKOS + "broader") or ("",):
            below.setdefault(broader, []).append(concept)
    top = tuple(_concept(concept, said, below) for concept in below.get("", ()))
    return Scheme(name, said.text(node, SKOS + "prefLabel"), said.value(node, DCT + "license"), top)


def _concept(node: ox.NamedNode, said: Statements, below: dict[str, list[ox.NamedNode]]) -> Concept:
    others = _names(said, node, SKOS + "altLabel")
    notation = said.value(node, SKOS + "notation")
    return Concept(
        iri=node.value,
        label=said.text(node, SKOS + "prefLabel"),
        notation=notation,
        others=others,
        words=folded(" ".join((*(name for _, name in (*_names(said, node, SKOS + "prefLabel"), *others)), notation))),
        narrower=tuple(_concept(one, said, below) for one in below.get(node.value, ())),
    )


def _names(said: Statements, node: Node, predicate: str) -> tuple[tuple[str, str], ...]:
    return tuple((o.language or "", o.value) for o in said.objects(node, predicate) if isinstance(o, ox.Literal))


def _walk(concepts: tuple[Concept, ...]) -> Iterator[Concept]:
    for concept in concepts:
        yield concept
        yield from _walk(concept.narrower)


def _depth(concepts: tuple[Concept, ...]) -> int:
    return max((1 + _depth(concept.narrower) for concept in concepts), default=0)
