"""What a property shape asks for, as a form or a program needs it: datatypes, choices, classes, bounds."""

from dataclasses import dataclass

import pyoxigraph as ox

from graph_service.engine.model.statements import SH, Node, Statements


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of a property shape that decide how a value is entered."""

    datatypes: tuple[str, ...]
    """IRIs of the datatypes it accepts; any of them."""
    choices: tuple[str, ...]
    """The values of its list, where it has one."""
    classes: tuple[str, ...]
    """IRIs of the classes of things it leads to; any of them."""
    link: bool
    """Whether it takes an IRI."""
    length: int | None
    """Characters at most."""
    once: bool
    """Whether it takes one text a language."""
    smallest: str
    largest: str
    pattern: str


def asked(said: Statements, shape: Node) -> Asked:
    """What one property shape asks for."""
    alternatives = [item for item in said.listed(shape, SH + "or") if isinstance(item, ox.NamedNode | ox.BlankNode)]
    every = [shape, *alternatives]
    return Asked(
        datatypes=tuple(iri for one in every for iri in said.iris(one, SH + "datatype")),
        choices=tuple(item.value for item in said.listed(shape, SH + "in") if isinstance(item, ox.NamedNode)),
        classes=tuple(iri for one in every for iri in said.iris(one, SH + "class")),
        link=SH + "IRI" in said.iris(shape, SH + "nodeKind"),
        length=said.whole(shape, SH + "maxLength"),
        once=said.value(shape, SH + "uniqueLang") == "true",
        smallest=said.value(shape, SH + "minInclusive"),
        largest=said.value(shape, SH + "maxInclusive"),
        pattern=said.value(shape, SH + "pattern"),
    )
