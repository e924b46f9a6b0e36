"""The shapes' files: names and sentences in both languages, choices, groups, patterns that cannot run away."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, RDFS, SKOS, URIRef
from rdflib.term import Node

from graph_service.vocabulary import SHARED
from tests.model import EXAMPLES, ROOT, SH, SHAPES, VOCABULARIES, graph_of, languages

ALL = graph_of(*SHAPES)
# The parser of the standard library's own `re`: the only one that reads a pattern as Python will.
constants: Any = import_module("re._constants")
parser: Any = import_module("re._parser")


def named(kind: Node) -> list[URIRef]:
    """The shapes of a kind that have an IRI."""
    return sorted(s for s in ALL.subjects(RDF.type, kind) if isinstance(s, URIRef))


def name_of(shape: Node) -> str:
    """Its short name."""
    return str(shape).rpartition("/")[2]


PROPERTIES, NODES, RULES = named(SH.PropertyShape), named(SH.NodeShape), named(SH.SPARQLConstraint)


@pytest.mark.parametrize("shape", PROPERTIES, ids=name_of)
def test_a_property_shape_can_draw_a_field(shape: URIRef) -> None:
    for predicate in (SH.name, SH.description, SH.message):
        assert languages(ALL, shape, predicate) == ["en", "fr"], predicate
    assert ALL.value(shape, SH.order) is not None
    group = ALL.value(shape, SH.group)
    assert (group, RDF.type, SH.PropertyGroup) in ALL
    assert ALL.value(shape, SH.path) is not None
    assert len(list(ALL.subjects(SH.property, shape))) == 1


@pytest.mark.parametrize("shape", NODES, ids=name_of)
def test_a_node_shape_is_named_and_has_a_target(shape: URIRef) -> None:
    assert languages(ALL, shape, SH.name) == ["en", "fr"]
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    assert any(ALL.value(shape, target) for target in targets)
    orders = [ALL.value(p, SH.order) for p in ALL.objects(shape, SH.property)]
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_rule_speaks_both_languages_and_uses_the_common_prefixes(rule: URIRef) -> None:
    assert languages(ALL, rule, SH.message) == ["en", "fr"]
    assert ALL.value(rule, SH.prefixes) == URIRef(SHARED + "prefixes")
    # What depends on today is a query on `asOf`, never a shape.
    assert not re.search(r"\bNOW\s*\(", str(ALL.value(rule, SH.select)), re.IGNORECASE)


def test_groups_are_labelled_and_ordered() -> None:
    groups = list(ALL.subjects(RDF.type, SH.PropertyGroup))
    assert {len(list(ALL.objects(g, SH.order))) for g in groups} == {1}
    assert all(languages(ALL, g, RDFS.label) == ["en", "fr"] for g in groups)


def test_choices_from_a_scheme_are_its_concepts_all_of_them() -> None:
    concepts = graph_of(*VOCABULARIES)
    for shape in PROPERTIES:
        head = ALL.value(shape, SH["in"])
        chosen = list(ALL.items(head)) if head is not None else []
        assert chosen or head is None, shape
        schemes = {concepts.value(c, SKOS.inScheme) for c in chosen if str(c).startswith(SHARED + "scheme/")}
        if schemes:
            (scheme,) = schemes
            assert set(chosen) == set(concepts.subjects(SKOS.inScheme, scheme)), shape


def test_every_shape_has_an_ok_and_every_check_a_ko_example() -> None:
    folders = {path.parent.name for path in EXAMPLES if path.name.startswith("ok")}
    assert folders == {name_of(s) for s in NODES}
    broken = {match[1] for path in EXAMPLES if (match := re.match(r"# violates: shape:(\S+)", path.read_text("utf-8")))}
    alone = {name_of(s) for s in NODES if ALL.value(s, SH.message) is not None}
    assert broken == {name_of(s) for s in (*PROPERTIES, *RULES)} | alone


def repeats(tree: Any) -> Iterator[Any]:
    """Every unbounded repeat of a parsed pattern."""
    for operator, argument in tree:
        if operator in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            if argument[1] is constants.MAXREPEAT:
                yield argument[2]
            yield from repeats(argument[2])
        elif operator is constants.SUBPATTERN:
            yield from repeats(argument[3])
        elif operator is constants.BRANCH:
            for branch in argument[1]:
                yield from repeats(branch)


def runs_away(pattern: str) -> bool:
    """Whether an unbounded repeat holds another, or a choice: what a backtracking engine can try in 2ⁿ ways."""
    for inner in repeats(parser.parse(pattern)):
        text = str(inner)
        if any(True for _ in repeats(inner)) or "BRANCH" in text or "MAX_REPEAT" in text:
            return True
    return False


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a|a)*b", "(x*)*", "([a-z]+[0-9]*)+"])
def test_a_pattern_that_could_run_away_is_recognised(pattern: str) -> None:
    assert runs_away(pattern)


def test_no_pattern_can_run_away() -> None:
    patterns = {str(o) for o in ALL.objects(None, SH.pattern)}
    regexes = {p for s in ALL.objects(None, SH.select) for p in re.findall(r'REGEX\([^"]*"([^"]*)"', str(s))}
    assert len(patterns) > 10
    assert regexes
    assert not [pattern for pattern in patterns | regexes if runs_away(pattern)]


@pytest.mark.parametrize("path", sorted((ROOT / "shapes").glob("*.rq")), ids=lambda path: path.stem)
def test_a_context_query_stands_beside_its_shape(path: Path) -> None:
    assert path.stem in ("context", "extended", "wholes") or path.stem in {name_of(s) for s in NODES}
    assert re.search(r"VALUES \?object \{", path.read_text())
