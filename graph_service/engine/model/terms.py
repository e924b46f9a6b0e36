"""The ontology: its modules, and the classes and properties that each defines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pyoxigraph as ox

from graph_service.engine.library.shelf import questions
from graph_service.engine.model.statements import DCT, OWL, RDF, RDFS, SKOS, Statements
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, SHARED, model_folder

Kind = Literal["class", "link", "value"]
"""A class, a property that leads to a thing, a property that holds a value."""

MODULE = SHARED + "def/"
_USED = re.compile(r"\bmaillage:(\w+)")


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A class or a property."""

    name: str
    """Local name: the anchor on a page."""
    module: str
    kind: Kind
    label: Text
    definition: Text
    above: tuple[str, ...]
    """IRIs of the classes it is a kind of."""
    neighbours: tuple[tuple[str, str], ...]
    """Terms of others that are near, each with the name of its alignment."""

    @property
    def iri(self) -> str:
        """Its IRI."""
        return ONTOLOGY + self.name

    @property
    def initial(self) -> str:
        """The letter it stands under in an index."""
        return self.name[0].upper()


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of a statistical cube, and its components."""

    iri: str
    label: Text
    parts: tuple[str, ...]
    """IRIs of the dimensions, measures and attributes."""

    @property
    def name(self) -> str:
        """The last segment of its IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the ontology."""

    name: str
    title: Text
    abstract: Text
    licence: str
    version: str
    """Dated IRI."""
    terms: tuple[OntologyTerm, ...]
    structures: tuple[Structure, ...]

    @property
    def iri(self) -> str:
        """Its IRI."""
        return MODULE + self.name

    @property
    def dated(self) -> str:
        """The day of its version, as its IRI writes it."""
        return self.version.removeprefix(MODULE).partition("/")[0]

    def count(self, *kinds: Kind) -> int:
        """How many terms of some kinds it has."""
        return sum(term.kind in kinds for term in self.terms)


@cache
def modules() -> dict[str, Module]:
    """Name → module, in the order of the names."""
    paths = sorted((model_folder() / "ontology").glob("*.ttl"))
    found = {path.stem: Statements([path]) for path in paths if path.name != "prefixes.ttl"}
    return {name: _module(name, said) for name, said in found.items()}


@cache
def terms() -> dict[str, OntologyTerm]:
    """Local name → term, in the order of the names."""
    found = {term.name: term for module in modules().values() for term in module.terms}
    return dict(sorted(found.items(), key=lambda pair: (pair[0].lower(), pair[0])))


def term_of(iri: str) -> OntologyTerm | None:
    """The term of an IRI, if the ontology defines it."""
    return terms().get(iri.removeprefix(ONTOLOGY)) if iri.startswith(ONTOLOGY) else None


def below(iri: str) -> list[OntologyTerm]:
    """The classes that are a kind of this one, directly."""
    return [term for term in terms().values() if iri in term.above]


def classes_above(iri: str) -> list[str]:
    """The classes above one, nearest first."""
    found: list[str] = []
    left = [iri]
    while left:
        term = term_of(left.pop(0))
        new = [above for above in (term.above if term else ()) if above not in found]
        found += new
        left += new
    return found


@cache
def usage() -> dict[str, tuple[str, ...]]:
    """Local name of a term → names of the questions that use it."""
    found: dict[str, list[str]] = {}
    for question in questions().values():
        for name in sorted(set(_USED.findall(question.text))):
            found.setdefault(name, []).append(question.name)
    return {name: tuple(asked) for name, asked in found.items()}


def _module(name: str, said: Statements) -> Module:
    header = ox.NamedNode(MODULE + name)
    return Module(
        name=name,
        title=said.text(header, DCT + "title"),
        abstract=said.text(header, DCT + "abstract"),
        licence=said.value(header, DCT + "license"),
        version=said.value(header, OWL + "versionIRI"),
        terms=tuple(_term(node, name, said) for node in said.subjects(RDFS + "isDefinedBy", header)),
        structures=tuple(_structures(said)),
    )


def _term(node: ox.NamedNode, module: str, said: Statements) -> OntologyTerm:
    kinds = said.iris(node, RDF + "type")
    kind: Kind = "class" if OWL + "Class" in kinds else "link" if OWL + "ObjectProperty" in kinds else "value"
    return OntologyTerm(
        name=node.value.removeprefix(ONTOLOGY),
        module=module,
        kind=kind,
        label=said.text(node, RDFS + "label"),
        definition=said.text(node, SKOS + "definition"),
        above=said.iris(node, RDFS + "subClassOf"),
        neighbours=_alignments().get(node.value, ()),
    )


def _structures(said: Statements) -> Iterator[Structure]:
    cube = "http://purl.org/linked-data/cube#"
    for node in said.typed(cube + "DataStructureDefinition"):
        components = said.nodes(node, cube + "component")
        found = (iri for part in components for kind in ("dimension", "measure", "attribute")
                 for iri in said.iris(part, cube + kind))  # fmt: skip
        yield Structure(node.value, said.text(node, RDFS + "label"), tuple(found))


@cache
def _alignments() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for path in sorted((model_folder() / "ontology" / "alignments").glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                pair = (quad.object.value, path.stem)
                found[quad.subject.value] = (*found.get(quad.subject.value, ()), pair)
    return found
