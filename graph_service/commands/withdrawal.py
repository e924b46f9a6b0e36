"""`maillage withdraw`: a source's graphs go, and with them exactly what it alone said."""

import click

from graph_service.commands.console import help_text, reading, say, sentences, writing
from graph_service.engine.tombstones import withdraw_thing
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import GraphWrite, Writes
from graph_service.languages import Text
from loaders.pipeline import graph_name
from loaders.registry import find_source
from loaders.source import Source


@click.command(
    help=help_text(
        "Retire une source : ses graphes partent, et avec eux exactement ce qu’elle seule disait. "
        "Ou une seule chose de l’instance, par son IRI : elle répond 410 et aucun chargement ne la ramène. "
        "Les versions gardées restent lisibles.\n\nExemples : maillage withdraw demo, "
        "maillage withdraw events --name agenda-mairie",
        "Withdraw a source: its graphs go, and with them exactly what it alone said. "
        "Or one thing of the instance, by its IRI: it answers 410 and no load brings it back. "
        "The kept versions stay readable.\n\nExamples: maillage withdraw demo, "
        "maillage withdraw events --name town-hall",
    )
)
@click.argument("name", metavar="SOURCE|IRI")
@click.option(
    "--name",
    "load",
    help=help_text("un seul chargement d’une source qui en a plusieurs", "one load of a source that has several"),
)
@click.option("--reason", default="", help=help_text("pourquoi une chose est retirée", "why a thing is withdrawn"))
def withdraw(name: str, load: str | None, reason: str) -> None:
    """Drop every published graph of one source, or of one of its loads; or one thing, by its IRI."""
    with sentences():
        if "://" in name:
            _withdraw_thing(name, reason)
            return
        source = find_source(name)
        with writing() as (settings, writes):
            folder = DataFolder(settings.data_dir)
            for slug in _slugs(source, load, folder, settings.base_iri):
                _drop(folder, writes, slug, graph_name(settings.base_iri, slug))


def _withdraw_thing(iri: str, reason: str) -> None:
    with reading() as storage:
        receipt = withdraw_thing(storage, storage.writes, iri, storage.settings.base_iri, reason)
    version, removed = receipt.get("version"), receipt.get("removed", 0)
    say(
        Text(
            f"{iri} : {removed} quads retirés, publié dans la version {version} ; son adresse répond 410.",
            f"{iri}: {removed} quads removed, published in version {version}; its address answers 410.",
        )
    )


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
