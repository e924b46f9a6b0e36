"""A SPARQL query as the protocol carries it, read without Flask: the routes and the front's short way share it."""

from graph_service.engine.reads import Query, Reads
from graph_service.settings import Settings
from graph_service.web.answers import etag_of
from graph_service.web.negotiation import query_formats
from graph_service.web.parameters import Parameters


def read_query(text: str, parameters: Parameters, accept: str | None, settings: Settings) -> Query:
    """The engine's query from the protocol's parameters; a visitor may lower a limit, never raise it."""
    solutions, triples = query_formats(accept, parameters.one("format"))
    return Query(
        text=text,
        solutions=solutions,
        triples=triples,
        default_graphs=parameters.iris("default-graph-uri"),
        named_graphs=parameters.iris("named-graph-uri"),
        base=f"{settings.base_iri}/sparql",
        max_rows=parameters.whole("limit"),
        seconds=parameters.number("timeout"),
        version=parameters.whole("version"),
    )


def query_etag(query: Query, reads: Reads) -> str:
    """The validator of a query's answer in the version it asks for.

    Raises:
        Gone, NotFound: that version is not kept.
    """
    return etag_of(reads.record(query.version).number, (query, reads.settings.max_rows, reads.settings.max_bytes))
