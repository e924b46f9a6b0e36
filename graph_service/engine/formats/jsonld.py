"""The project's JSON-LD context: written from the ontology's prefixes and read back from disk, never fetched."""

import json
from functools import cache
from typing import Any

from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

CONTEXT_IRI = SHARED + "context.jsonld"
CONTEXT_PATH = "/context.jsonld"


class ForeignContextError(Exception):
    """The document names a context of another place, or is not a JSON document we accept."""


@cache
def context() -> dict[str, Any]:
    """The `@context`: every prefix, and the ontology as vocabulary."""
    return {"@vocab": ONTOLOGY, "id": "@id", "type": "@type", **prefixes()}


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
