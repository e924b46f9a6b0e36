"""`maillage withdraw`: a source's graphs go, and with them exactly what it alone said."""

import click

from graph_service.commands.console import help_text, say, sentences, writing
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import GraphWrite, Writes
from graph_service.languages import Text
from loaders.pipeline import graph_name
from loaders.registry import find_source
from loaders.source import Source


@click.command(
    help=help_text(
        "Retire une source : ses graphes partent, et avec eux exactement ce qu’elle seule disait. "
        "Les versions gardées restent lisibles.\n\nExemples : maillage withdraw demo, "
        "maillage withdraw events --name agenda-mairie",
        "Withdraw a source: its graphs go, and with them exactly what it alone said. "
        "The kept versions stay readable.\n\nExamples: maillage withdraw demo, "
        "maillage withdraw events --name town-hall",
    )
)
@click.argument("name", metavar="SOURCE")
@click.option(
    "--name",
    "load",
    help=help_text("un seul chargement d’une source qui en a plusieurs", "one load of a source that has several"),
)
def withdraw(name: str, load: str | None) -> None:
    """Drop every published graph of one source, or of one of its loads."""
    with sentences():
        source = find_source(name)
        with writing() as (settings, writes):
            folder = DataFolder(settings.data_dir)
            for slug in _slugs(source, load, folder, settings.base_iri):
                _drop(folder, writes, slug, graph_name(settings.base_iri, slug))


def _slugs(source: Source, load: str | None, folder: DataFolder, base: str) -> tuple[str, ...]:
    if not source.named:
        return source.slugs or (source.name,)
    if load:
        return (f"{source.name}-{load}",)
    start = graph_name(base, f"{source.name}-")
    found = (graph.rpartition("/")[2] for graph in folder.current_record().graphs if graph.startswith(start))
    return tuple(sorted(found)) or (source.name,)


def _drop(folder: DataFolder, writes: Writes, slug: str, graph: str) -> None:
    if graph not in folder.current_record().graphs:
        say(Text(f"{graph} : pas chargé.", f"{graph}: not loaded."))
        return
    receipt = writes.submit(GraphWrite(cause=f"withdraw {slug}", kind="drop", graph=graph))
    (folder.sources / f"{slug}.json").unlink(missing_ok=True)
    version, removed = receipt.get("version"), receipt.get("removed", 0)
    say(
        Text(
            f"{graph} : {removed} quads retirés, publié dans la version {version}.",
            f"{graph}: {removed} quads removed, published in version {version}.",
        )
    )
