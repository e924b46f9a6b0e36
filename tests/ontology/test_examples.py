"""The examples that ship with the ontology: one a class, of that class, and never loaded as data."""

import re

from graph_service.engine.model.examples import example_of, examples
from graph_service.engine.model.terms import OntologyTerm, below, terms
from loaders.sources.ontology import modules as loaded
from tests.model import ROOT

CLASSES = {name: term for name, term in terms().items() if term.kind == "class"}


def kinds(term: OntologyTerm) -> set[str]:
    """The names of a class and of those that are a kind of it."""
    return {term.name}.union(*(kinds(one) for one in below(term.iri)))


def test_every_class_has_an_example_and_every_example_a_class() -> None:
    assert sorted(examples()) == sorted(CLASSES)


def test_an_example_is_of_its_class_or_leads_to_it() -> None:
    for name, term in CLASSES.items():
        told = set(re.findall(r"\ba ((?:[\w-]+:\w+(?: , )?)+)", examples()[name]))
        types = {kind.strip().removeprefix("maillage:") for several in told for kind in several.split(",")}
        # A skill is a value of a list, which no file of data describes.
        assert kinds(term) & types or name == "Skill", name


def test_a_property_shows_the_line_of_an_example_that_has_it() -> None:
    name, line = example_of(terms()["owner"])
    assert "maillage:owner " in line
    assert line in examples()[name]
    assert "@prefix" not in line


def test_examples_are_not_loaded_with_the_ontology() -> None:
    assert ROOT / "ontology/pooling.ttl" in loaded()
    assert not {path for path in loaded() if "examples" in path.parts}
    assert not any("example.org" in path.read_text(encoding="utf-8") for path in loaded())
