"""The project's JSON-LD context: written from the ontology's prefixes and read back from disk, never fetched."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from graph_service.vocabulary import ONTOLOGY, SHARED, XSD, model_folder, prefixes

CONTEXT_IRI = SHARED + "context.jsonld"
CONTEXT_PATH = "/context.jsonld"

_XSD_WRITTEN = frozenset({"date", "time", "gYear", "dateTimeStamp"})
"""Datatypes that JSON has no notation for: a term of theirs is written as a plain string."""


class ForeignContextError(Exception):
    """The document names a context of another place, or is not a JSON document we accept."""


@cache
def context() -> dict[str, Any]:
    """The `@context`: every prefix, the ontology as vocabulary, and how each property writes its values.

    Classes and properties come from the ontology; that a property holds addresses, or days, comes from the shapes,
    which say so for standard terms too.
    """
    defined = defined_terms()
    written = {path: kind for path, kind in _value_kinds().items() if kind is not None}
    terms = {iri: _coerced(iri, written.get(iri)) for iri in sorted({*defined, *written})}
    named = {_short(iri): term for iri, term in terms.items() if _short(iri) != "type"}
    return {"@version": 1.1, "@vocab": ONTOLOGY, "id": "@id", "type": "@type", **prefixes(), **named}


def _coerced(iri: str, kind: str | None) -> str | dict[str, str]:
    return {"@id": _compact(iri), "@type": kind} if kind else _compact(iri)


def _short(iri: str) -> str:
    return iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else _compact(iri)


def _compact(iri: str) -> str:
    prefix = next((p for p, namespace in prefixes().items() if iri.startswith(namespace)), None)
    return f"{prefix}:{iri.removeprefix(prefixes()[prefix])}" if prefix else iri


@cache
def defined_terms() -> frozenset[str]:
    """The IRI of every term that the ontology defines."""
    by = ox.NamedNode(prefixes()["rdfs"] + "isDefinedBy")
    found = (q.subject for q in _model("ontology") if q.predicate == by)
    return frozenset(subject.value for subject in found if isinstance(subject, ox.NamedNode))


def _value_kinds() -> dict[str, str | None]:
    """Property → `@id` or the datatype that its shapes agree on; None where they do not agree."""
    said: dict[Any, dict[str, Any]] = {}
    for quad in _model("shapes"):
        said.setdefault(quad.subject, {})[quad.predicate.value.removeprefix(prefixes()["sh"])] = quad.object
    kinds: dict[str, str | None] = {}
    for shape in said.values():
        if isinstance(shape.get("path"), ox.NamedNode):
            path, kind = shape["path"].value, _value_kind(shape)
            kinds[path] = kind if kinds.get(path, kind) == kind else None
    return kinds


def _value_kind(shape: dict[str, Any]) -> str | None:
    if "class" in shape or "in" in shape or getattr(shape.get("nodeKind"), "value", "").endswith("IRI"):
        return "@id"
    datatype = str(getattr(shape.get("datatype"), "value", ""))
    return "xsd:" + datatype.removeprefix(XSD) if datatype.removeprefix(XSD) in _XSD_WRITTEN else None


def _model(folder: str) -> Iterator[ox.Quad]:
    for path in sorted((model_folder() / folder).glob("*.ttl")):
        yield from ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)


def with_local_context(data: bytes, max_depth: int, addresses: frozenset[str]) -> bytes:
    """The document with the project's own context written in wherever one of its `addresses` is named.

    Raises:
        ForeignContextError: not JSON, too deep, or a context by another address.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ForeignContextError(f"not a JSON document: {error}") from None
    localised = _localised(document, max_depth, addresses | {CONTEXT_IRI})
    return json.dumps(localised, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _localised(value: Any, depth: int, addresses: frozenset[str]) -> Any:  # noqa: ANN401 - any JSON value
    if depth < 0:
        raise ForeignContextError("nested too deep")
    if isinstance(value, list):
        return [_localised(item, depth - 1, addresses) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _local_context(item, addresses) if key == "@context" else _localised(item, depth - 1, addresses)
        for key, item in value.items()
    }


def _local_context(value: Any, addresses: frozenset[str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_local_context(item, addresses) for item in value]
    if isinstance(value, str):
        if value in addresses:
            return context()
        raise ForeignContextError(f"the context {value[:200]} is not fetched; write it into the document")
    if isinstance(value, dict):
        return _inline_context(value, addresses)
    return value


def _inline_context(value: dict[str, Any], addresses: frozenset[str]) -> dict[str, Any]:
    if "@import" in value:
        raise ForeignContextError("@import is not fetched; write the context into the document")
    # A term may carry a context of its own (JSON-LD 1.1, 4.1.8), so the same rule holds inside.
    return {
        term: {**definition, "@context": _local_context(definition["@context"], addresses)}
        if isinstance(definition, dict) and "@context" in definition
        else definition
        for term, definition in value.items()
    }
