"""pySHACL's verdict on a contribution, without what it says of the context that was laid beside it."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox
from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import Node

from graph_service.engine.validation.model import Model
from graph_service.engine.validation.report import MOST, visible
from graph_service.engine.validation.statements import RULES, Fault, faults, part_fault, unjudged_fault
from graph_service.engine.validation.surroundings import Surroundings
from graph_service.engine.validation.terms import Statement, add
from graph_service.vocabulary import prefixes

_SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_OF_THE_DATA = frozenset({SH.value, SH.focusNode})
"""Properties of a result whose value comes from the data; a path comes from the shapes, and is copied whole."""

_UNJUDGEABLE = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, SPARQLError)
"""What pySHACL and rdflib raise on a value that they cannot compare, add up or follow."""

_PUBLIC = tuple(URIRef(prefixes()[p] + n) for p, n in (("org", "Organization"), ("org", "Site"), ("schema", "Service")))
_CONTRIBUTION = "urn:maillage:contribution"


@dataclass(frozen=True)
class Judgement:
    """Findings as plain values for the channel, and the report as Turtle."""

    findings: list[dict[str, Any]]
    turtle: str


def judge(model: Model, contribution: Iterable[ox.Quad], around: Surroundings) -> Judgement:
    """Validate a contribution beside its context, with the official shapes and nothing else."""
    quads, data = tuple(contribution), Graph(identifier=URIRef(_CONTRIBUTION))
    for quad in quads:
        add(data, quad)
    said, pointed = set(data.subjects()), set(data.objects())
    beside: tuple[Statement, ...] = (*around.context, *model.subclasses)
    for triple in beside:
        add(data, triple)
    found = [*faults(quads, _described(data), _contactable(data)), *(part_fault(*pair) for pair in around.orphans)]
    report, unjudged = _report(model, data, said, pointed)
    return _judgement(report, [*found, *map(unjudged_fault, unjudged)], model.shapes.graph)


def _described(data: Graph) -> set[str]:
    return {_text(subject) for subject in data.subjects(RDF.type, None)}


def _contactable(data: Graph) -> set[str]:
    """Things whose own contact may be public: organisations, sites, services."""
    kinds = {c for kind in _PUBLIC for c in data.transitive_subjects(RDFS.subClassOf, kind)}
    return {str(subject) for kind in kinds for subject in data.subjects(RDF.type, kind)}


def _report(model: Model, data: Graph, said: set[Node], pointed: set[Node]) -> tuple[Graph, list[str]]:
    """What `pyshacl.validate` does, with two differences.

    Shapes are read once for the life of the process. Only the contribution's own things are looked at, not the
    context: pySHACL's option `focus_nodes` would filter inside nested shapes too. The second value names the things
    that a shape could not judge.
    """
    target = DataGraph.from_rdflib_graph(data)
    options = {"inplace": True, "inference": "none", "advanced": False, "use_js": False}
    # An explicit shapes graph: without one pySHACL would obey shapes found in the data.
    validator = Validator(target, shacl_graph=Graph(), options=options)
    validator.shacl_graph = model.shapes
    executor, results, unjudged = validator.make_executor(), list[Any](), list[str]()
    for shape, has_properties in model.targeted:
        # What is only pointed at is looked at as the address of a link, not as a thing with properties.
        own = said if has_properties else said | pointed
        for focus in own.intersection(shape.focus_nodes(target)):
            found, whole = _results(executor, target, shape, focus)
            results.extend(found)
            unjudged.extend([] if whole else [_text(focus)])
    report = validator.create_validation_report(model.shapes, not results, _uncopied(results))[0]
    return cast("Graph", report), unjudged


def _uncopied(results: list[Any]) -> list[Any]:
    """The results with blank nodes named, not copied with all they lead to: a cycle of them would never end."""
    return [
        (said, node, [(s, p, o[1] if p in _OF_THE_DATA and isinstance(o, tuple) else o) for s, p, o in triples])
        for said, node, triples in results
    ]


def _results(executor: Any, target: Any, shape: Any, focus: Node) -> tuple[list[Any], bool]:  # noqa: ANN401 - pySHACL's
    """A shape's results on one thing, and whether every check ran.

    pySHACL raises on values that cannot be compared or summed. The other checks are then still made, for their
    sentences; the thing is told as unjudged, so that no rule is passed by making it fail.
    """
    try:
        return list(shape.validate(executor, target, focus=focus)[1]), True
    except _UNJUDGEABLE:
        found: list[Any] = []
        for part in map(shape.get_other_shape, shape.property_shapes()):
            with contextlib.suppress(*_UNJUDGEABLE):
                found.extend(part.validate(executor, target, focus=focus)[1])
        return found, False


def _judgement(report: Graph, told: list[Fault], shapes: Graph) -> Judgement:
    (root,) = report.subjects(RDF.type, SH.ValidationReport)
    findings = [*(_told(report, root, fault) for fault in dict.fromkeys(told)), *_findings(report, shapes)]
    findings.sort(key=_order)
    report.set((root, SH.conforms, Literal(all(f["severity"] != "violation" for f in findings))))
    for prefix, namespace in prefixes().items():
        report.bind(prefix, namespace, replace=True)
    return Judgement(findings[:MOST], report.serialize(format="turtle"))


def _told(report: Graph, root: Node, fault: Fault) -> dict[str, Any]:
    """A fault as a finding, and as a result of the SHACL report."""
    result = BNode()
    focus = BNode(fault.focus[2:]) if fault.focus.startswith("_:") else URIRef(fault.focus)
    report.add((root, SH.result, result))
    report.add((result, RDF.type, SH.ValidationResult))
    report.add((result, SH.focusNode, focus))
    report.add((result, SH.resultSeverity, SH.Violation))
    report.add((result, SH.sourceShape, URIRef(RULES + fault.rule)))
    report.add((result, SH.resultMessage, Literal(fault.message.fr, lang="fr")))
    report.add((result, SH.resultMessage, Literal(fault.message.en, lang="en")))
    if fault.path:
        report.add((result, SH.resultPath, URIRef(fault.path)))
    return {
        "severity": "violation",
        "focus": visible(fault.focus),
        "path": _short(fault.path) if fault.path else "-",
        "value": visible(fault.value),
        "shape": RULES + fault.rule,
        "message": tuple(fault.message),
        "name": ("", ""),
    }


def _findings(report: Graph, shapes: Graph) -> Iterator[dict[str, Any]]:
    """The shapes' results, each sentence once for a thing, a path and a value."""
    seen = set[tuple[Any, ...]]()
    ours = set(report.subjects(SH.sourceShape, None)) - {
        r for r in report.subjects(SH.sourceShape) if _is_ours(report, r)
    }
    for found in (_finding(report, shapes, result) for result in ours):
        key = (found["focus"], found["path"], found["value"], found["shape"])
        if key not in seen:
            seen.add(key)
            yield found


def _is_ours(report: Graph, result: Node) -> bool:
    return str(report.value(result, SH.sourceShape)).startswith(RULES)


def _order(found: dict[str, Any]) -> tuple[Any, ...]:
    return ("violation", "warning", "info").index(found["severity"]), found["focus"], found["path"], found["value"]


def _finding(report: Graph, shapes: Graph, result: Node) -> dict[str, Any]:
    shape = report.value(result, SH.sourceShape)
    constraint = report.value(result, SH.sourceConstraint)
    rule = constraint if isinstance(constraint, URIRef) else shape
    return {
        "severity": _SEVERITIES[cast("URIRef", report.value(result, SH.resultSeverity))],
        "focus": _text(report.value(result, SH.focusNode)),
        "path": _path(report, report.value(result, SH.resultPath)),
        "value": _text(report.value(result, SH.value)),
        "shape": str(rule),
        "message": _pair(shapes, rule, SH.message),
        "name": _pair(shapes, shape, SH.name) if report.value(result, SH.resultPath) is not None else ("", ""),
    }


def _pair(shapes: Graph, subject: Node | None, predicate: URIRef) -> tuple[str, str]:
    texts = {getattr(o, "language", None): str(o) for o in shapes.objects(subject, predicate)}
    return texts.get("fr", ""), texts.get("en", "")


def _text(node: Node | None) -> str:
    if node is None:
        return ""
    return visible(f"_:{node}" if isinstance(node, BNode) else str(node))


def _path(report: Graph, path: Node | None) -> str:
    if path is None:
        return "-"
    alternatives = report.value(path, SH.alternativePath)
    if alternatives is not None:
        return "|".join(_short(str(member)) for member in report.items(alternatives))
    return _short(str(path))


def _short(iri: str) -> str:
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
