"""`maillage load --list`: each source with its licence, and each of its graphs with its age."""

from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from graph_service.commands.console import help_text, language, output, reading
from graph_service.engine.frequencies import age, frequency_of
from graph_service.engine.licences import licence_name
from graph_service.engine.reads import Query, Reading
from graph_service.engine.versions.folder import DataFolder
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.settings import read_settings
from loaders.pipeline import graph_name
from loaders.registry import sources
from loaders.source import Source

_LOADED = """PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?graph ?licence ?modified ?frequency WHERE { GRAPH ?graph {
  ?graph dct:license ?licence ; dct:modified ?modified OPTIONAL { ?graph dct:accrualPeriodicity ?frequency }
} }"""


def list_sources() -> None:
    """Print the sources in two tables: what can be loaded, and what is."""
    _print_sources()
    loaded = _loaded()
    if loaded:
        output.print()
        _print_loaded(loaded)


def _print_sources() -> None:
    table = Table("source", "", "licence", help_text("fréquence", "frequency"), "usage", box=None, header_style="bold")
    for source in sources().values():
        told = help_text("à dire au chargement", "told when loading")
        licence = licence_name(source.licence) if source.licence else told
        table.add_row(
            source.name,
            source.title.to(language()),
            licence,
            source.frequency.to(language()),
            source.usage.to(language()),
        )
    output.print(table)


def _print_loaded(loaded: list[dict[str, Any]]) -> None:
    base = read_settings().base_iri
    graphs = DataFolder(read_settings().data_dir).current_record().graphs
    table = Table(
        help_text("graphe chargé", "loaded graph"),
        help_text("source", "source"),
        "licence",
        help_text("chargé le", "loaded on"),
        help_text("âge", "age"),
        "quads",
        box=None,
        header_style="bold",
    )
    for row in loaded:
        graph, source = row["graph"]["value"], of_source(row["graph"]["value"], base)
        when = datetime.fromisoformat(row["modified"]["value"])
        state = graphs.get(graph)
        table.add_row(
            graph.removeprefix(base),
            source.name if source else "",
            licence_name(row["licence"]["value"]),
            when.date().isoformat(),
            age(frequency_of(row.get("frequency", {}).get("value", "")), when, datetime.now(UTC)).to(language()),
            str(state.count) if state else "",
        )
    output.print(table)


def of_source(graph: str, base: str) -> Source | None:
    """The source that writes a graph, by its name; None for a graph of another kind."""
    for source in sources().values():
        if graph in {graph_name(base, slug) for slug in source.slugs or (source.name,)}:
            return source
        if source.named and graph.startswith(graph_name(base, f"{source.name}-")):
            return source
    return None


def _loaded() -> list[dict[str, Any]]:
    folder = DataFolder(read_settings().data_dir)
    if not folder.root.exists() or not folder.current_number():
        return []
    with reading() as storage:
        answer = storage.query(Query(_LOADED, JSON, N_TRIPLES), Reading())
        rows = answer.rows()
    return sorted(rows, key=lambda row: str(row["graph"]["value"]))
