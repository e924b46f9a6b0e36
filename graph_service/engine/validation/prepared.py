"""SPARQL constraints parsed once for the life of the process: rdflib parses a text again at each use (0.1 s for Luhn).

It takes the place of rdflib's own query processor through rdflib's plugin table, in the validator process only.
"""

from functools import lru_cache
from typing import Any

from rdflib import plugin
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Processor


@lru_cache(maxsize=256)
def _prepared(text: str, namespaces: tuple[tuple[str, Any], ...]) -> Query:
    return prepareQuery(text, initNs=dict(namespaces))


class PreparedProcessor(SPARQLProcessor):
    """rdflib's SPARQL processor, which keeps what it parsed."""

    def query(self, strOrQuery: str | Query, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N803 - rdflib's own
        """Evaluate a query, given as text or prepared."""
        if isinstance(strOrQuery, str):
            namespaces = args[1] if len(args) > 1 else kwargs.get("initNs")
            strOrQuery = _prepared(strOrQuery, tuple(sorted((namespaces or {}).items())))  # noqa: N806
        return super().query(strOrQuery, *args, **kwargs)


def register() -> None:
    """Make rdflib use it."""
    plugin.register("sparql", Processor, __name__, PreparedProcessor.__name__)
