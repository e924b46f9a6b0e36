"""pySHACL's verdict on a contribution, without what it says of the context that was laid beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox
from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from graph_service.engine.validation.model import Model
from graph_service.engine.validation.terms import Statement, add
from graph_service.vocabulary import prefixes

_SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_VALUE_LENGTH = 200
_CONTRIBUTION = "urn:maillage:contribution"


@dataclass(frozen=True)
class Judgement:
    """Findings as plain values for the channel, and the report as Turtle."""

    findings: list[dict[str, Any]]
    turtle: str


def judge(model: Model, contribution: Iterable[ox.Quad], context: Iterable[ox.Triple]) -> Judgement:
    """Validate a contribution beside its context, with the official shapes and nothing else."""
    data = Graph(identifier=URIRef(_CONTRIBUTION))
    for quad in contribution:
        add(data, quad)
    own = {*data.subjects(), *data.objects()}
    said = set(data.subjects())
    beside: tuple[Statement, ...] = (*context, *model.subclasses)
    for triple in beside:
        add(data, triple)
    foreign = set(data.subjects()) - said
    return _judgement(_report(model, data, own - foreign), model.shapes.graph)


def _report(model: Model, data: Graph, own: set[Node]) -> Graph:
    """What `pyshacl.validate` does, with two differences.

    Shapes are read once for the life of the process. Only the contribution's own things are looked at, not the
    context: pySHACL's option `focus_nodes` would filter inside nested shapes too.
    """
    target = DataGraph.from_rdflib_graph(data)
    options = {"inplace": True, "inference": "none", "advanced": False, "use_js": False}
    # An explicit shapes graph: without one pySHACL would obey shapes found in the data.
    validator = Validator(target, shacl_graph=Graph(), options=options)
    validator.shacl_graph = model.shapes
    executor, results = validator.make_executor(), list[Any]()
    for shape in model.shapes.shapes:
        focus = own.intersection(shape.focus_nodes(target))
        if focus:
            results.extend(shape.validate(executor, target, focus=list(focus))[1])
    return cast("Graph", validator.create_validation_report(model.shapes, not results, results)[0])


def _judgement(report: Graph, shapes: Graph) -> Judgement:
    findings = list(_findings(report, shapes))
    (root,) = report.subjects(RDF.type, SH.ValidationReport)
    report.set((root, SH.conforms, Literal(all(f["severity"] != "violation" for f in findings))))
    for prefix, namespace in prefixes().items():
        report.bind(prefix, namespace, replace=True)
    return Judgement(findings, report.serialize(format="turtle"))


def _findings(report: Graph, shapes: Graph) -> Iterator[dict[str, Any]]:
    """The results in a stable order, most severe first, each sentence once for a thing and a path."""
    seen = set[tuple[Any, ...]]()
    for found in sorted((_finding(report, shapes, r) for r in report.objects(None, SH.result)), key=_order):
        key = (found["focus"], found["path"], found["value"], found["shape"])
        if key not in seen:
            seen.add(key)
            yield found


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
    text = f"_:{node}" if isinstance(node, BNode) else str(node)
    return text[:_VALUE_LENGTH]


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
