"""The shapes: for each kind of thing, what is asked of it, in words, with the sentence that a fault earns."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from graph_service.engine.model.asked import Asked, asked
from graph_service.engine.model.statements import RDFS, SH, Node, Statements
from graph_service.engine.model.terms import classes_above, term_of
from graph_service.engine.model.values import Words, kinds, limits
from graph_service.languages import Text
from graph_service.vocabulary import SHARED, model_folder

SHAPE = SHARED + "shape/"
_NEVER = Text("jamais", "never")
_RESTS = ("alternativePath", "inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What is asked of one property of a thing."""

    iri: str
    paths: tuple[str, ...]
    """The property; several: any of them."""
    label: Text
    description: Text
    message: Text
    least: int
    most: int | None
    kinds: tuple[Words, ...]
    limits: tuple[Words, ...]
    warning: bool
    """Whether a fault is kept and told, instead of refused."""
    group: Text
    order: tuple[int, int]
    """Of its group, and within its shape."""
    asked: Asked

    @property
    def name(self) -> str:
        """The last segment of its IRI: the anchor on a page."""
        return self.iri.removeprefix(SHAPE)

    @property
    def cardinality(self) -> str:
        """How many values: `1`, `0..1`, `1..*`."""
        most = "*" if self.most is None else str(self.most)
        return most if str(self.least) == most else f"{self.least}..{most}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule between several properties, written in SPARQL."""

    iri: str
    message: Text
    select: str
    warning: bool

    @property
    def name(self) -> str:
        """The last segment of its IRI: the anchor on a page."""
        return self.iri.removeprefix(SHAPE)


@dataclass(frozen=True, slots=True)
class NodeShape:
    """What is asked of one kind of thing."""

    iri: str
    module: str
    label: Text
    classes: tuple[str, ...]
    subjects: tuple[str, ...]
    """It holds for whatever has one of these properties…"""
    objects: tuple[str, ...]
    """…or whatever one of these leads to."""
    properties: tuple[PropertyShape, ...]
    rules: tuple[Rule, ...]
    limits: tuple[Words, ...]
    message: Text
    context: str
    """The query that fetches what its rules need beyond the thing itself."""

    @property
    def name(self) -> str:
        """The last segment of its IRI: the anchor on a page."""
        return self.iri.removeprefix(SHAPE)


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the form that the properties draw."""

    iri: str
    label: Text

    @property
    def name(self) -> str:
        """The last segment of its IRI: the anchor on a page."""
        return self.iri.removeprefix(SHAPE)


@cache
def shapes() -> dict[str, tuple[NodeShape, ...]]:
    """Module → its shapes, in the order of its file."""
    said = _said()
    return {path.stem: tuple(_shapes(path, said)) for path in _paths()}


@cache
def groups() -> tuple[Group, ...]:
    """The sections of a form, in their order."""
    said = _said()
    found = sorted(said.typed(SH + "PropertyGroup"), key=lambda node: said.whole(node, SH + "order") or 0)
    return tuple(Group(node.value, said.text(node, RDFS + "label")) for node in found)


@cache
def places() -> dict[str, str]:
    """Name of a shape, of a property shape, of a rule or of a group → the module whose page shows it."""
    found: dict[str, str] = {}
    for module, several in shapes().items():
        for shape in several:
            names = [shape.name, *(one.name for one in shape.properties), *(rule.name for rule in shape.rules)]
            found.update(dict.fromkeys(names, module))
    return {**found, **{group.name: "core" for group in groups()}}


def shapes_of(iri: str) -> list[NodeShape]:
    """The shapes that a class is told to follow by itself."""
    return [shape for several in shapes().values() for shape in several if iri in shape.classes]


def inherited(iri: str) -> list[NodeShape]:
    """The shapes that a class follows because it is a kind of another."""
    return [shape for above in classes_above(iri) for shape in shapes_of(above)]


@cache
def uses() -> dict[str, tuple[tuple[NodeShape, PropertyShape], ...]]:
    """IRI of a property → where shapes ask for it."""
    found: dict[str, tuple[tuple[NodeShape, PropertyShape], ...]] = {}
    for shape in (shape for several in shapes().values() for shape in several):
        for one in shape.properties:
            found.update({path: (*found.get(path, ()), (shape, one)) for path in one.paths})
    return found


@cache
def leading_to() -> dict[str, tuple[tuple[NodeShape, PropertyShape], ...]]:
    """IRI of a class → where shapes ask for a thing of it."""
    found: dict[str, tuple[tuple[NodeShape, PropertyShape], ...]] = {}
    for shape, one in (pair for pairs in uses().values() for pair in pairs):
        for kind in one.kinds:
            if term_of(kind.iri):
                found[kind.iri] = (*found.get(kind.iri, ()), (shape, one))
    return found


def _paths() -> list[Path]:
    return sorted((model_folder() / "shapes").glob("*.ttl"))


@cache
def _said() -> Statements:
    return Statements(_paths())


def _shapes(path: Path, said: Statements) -> Iterator[NodeShape]:
    for node in Statements([path]).typed(SH + "NodeShape"):
        yield _shape(node, path, said)


def _shape(node: ox.NamedNode, path: Path, said: Statements) -> NodeShape:
    context = path.with_name(f"{node.value.removeprefix(SHAPE)}.rq")
    return NodeShape(
        iri=node.value,
        module=path.stem,
        label=said.text(node, SH + "name"),
        classes=said.iris(node, SH + "targetClass"),
        subjects=said.iris(node, SH + "targetSubjectsOf"),
        objects=said.iris(node, SH + "targetObjectsOf"),
        properties=_properties(node, said),
        rules=tuple(_rule(rule, said) for rule in said.nodes(node, SH + "sparql")),
        limits=limits(said, node),
        message=said.text(node, SH + "message"),
        context=context.read_text(encoding="utf-8") if context.exists() else "",
    )


def _properties(node: Node, said: Statements) -> tuple[PropertyShape, ...]:
    found = said.nodes(node, SH + "property")
    return tuple(_property(one, said) for one in sorted(found, key=lambda one: said.whole(one, SH + "order") or 0))


def _property(node: Node, said: Statements) -> PropertyShape:
    group, most = next(iter(said.nodes(node, SH + "group")), node), said.whole(node, SH + "maxCount")
    return PropertyShape(
        iri=node.value,
        paths=_path(node, said),
        label=said.text(node, SH + "name"),
        description=said.text(node, SH + "description"),
        message=said.text(node, SH + "message"),
        least=said.whole(node, SH + "minCount") or 0,
        most=most,
        kinds=(Words(_NEVER),) if most == 0 else kinds(said, node),
        limits=limits(said, node),
        warning=_is_warning(node, said),
        group=said.text(group, RDFS + "label"),
        order=(said.whole(group, SH + "order") or 0, said.whole(node, SH + "order") or 0),
        asked=asked(said, node),
    )


def _path(node: Node, said: Statements) -> tuple[str, ...]:
    (path,) = said.nodes(node, SH + "path")
    if isinstance(path, ox.NamedNode):
        return (path.value,)
    lists = [item.value for item in said.listed(path, SH + "alternativePath") if isinstance(item, ox.NamedNode)]
    return tuple(lists) or tuple(iri for name in _RESTS for iri in said.iris(path, SH + name))


def _rule(node: Node, said: Statements) -> Rule:
    return Rule(node.value, said.text(node, SH + "message"), said.value(node, SH + "select"), _is_warning(node, said))


def _is_warning(node: Node, said: Statements) -> bool:
    return said.value(node, SH + "severity") == SH + "Warning"
