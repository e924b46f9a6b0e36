"""A term as its page tells it: what is asked of it, what leads to it, who uses it, an example."""

from dataclasses import dataclass

from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import questions
from graph_service.engine.model.examples import example_of
from graph_service.engine.model.shapes import NodeShape, PropertyShape, inherited, leading_to, shapes_of, uses
from graph_service.engine.model.terms import OntologyTerm, below, usage
from graph_service.engine.model.values import Words, named


@dataclass(frozen=True)
class TermView:
    """Everything that the template writes of a term."""

    term: OntologyTerm
    above: list[Words]
    below: list[OntologyTerm]
    shapes: list[NodeShape]
    inherited: list[NodeShape]
    uses: tuple[tuple[NodeShape, PropertyShape], ...]
    """Of a property: where a shape asks for it. Of a class: where a shape asks for a thing of it."""
    questions: list[Question]
    example: str
    shown_by: str
    """The class whose example it is."""


def term_view(term: OntologyTerm) -> TermView:
    """The view of a term."""
    shown_by, example = example_of(term)
    return TermView(
        term=term,
        above=[Words(named(iri), iri) for iri in term.above],
        below=below(term.iri),
        shapes=shapes_of(term.iri),
        inherited=inherited(term.iri),
        uses=leading_to().get(term.iri, ()) if term.kind == "class" else uses().get(term.iri, ()),
        questions=[questions()[name] for name in usage().get(term.name, ())],
        example=example,
        shown_by=shown_by,
    )
