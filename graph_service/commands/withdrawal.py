"""`maillage withdraw`: a source's graphs go, and with them exactly what it alone said."""

import shutil

import click

from graph_service.commands.console import help_text, reading, say, sentences, writing
from graph_service.engine.tombstones import withdraw_thing
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import GraphWrite, Writes
from graph_service.errors import UsageError
from graph_service.languages import Text
from loaders.pipeline import graph_name, slug
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
            for found in _slugs(source, load, folder, settings.base_iri):
                _drop(folder, writes, found, graph_name(settings.base_iri, found))


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
    if load and not source.named:
        raise UsageError(
            Text(
                f"{source.name} n’a qu’un chargement : retirez --name.",
                f"{source.name} has one load: leave --name out.",
            )
        )
    if not source.named:
        return source.slugs or (source.name,)
    if load:
        return (f"{source.name}-{slug(load)}",)
    start = graph_name(base, f"{source.name}-")
    found = (graph.rpartition("/")[2] for graph in folder.current_record().graphs if graph.startswith(start))
    return tuple(sorted(found)) or (source.name,)


def _forget(folder: DataFolder, name: str) -> None:
    """Remove what loads left on this machine: the state, reports, refused rows, and files fetched by address."""
    (folder.sources / f"{name}.json").unlink(missing_ok=True)
    for left in folder.sources.glob(f"{name}-[0-9]*-[0-9]*"):
        left.unlink(missing_ok=True)
    shutil.rmtree(folder.sources / "downloads" / name, ignore_errors=True)


def _drop(folder: DataFolder, writes: Writes, name: str, graph: str) -> None:
    if graph not in folder.current_record().graphs:
        say(Text(f"{graph} : pas chargé.", f"{graph}: not loaded."))
        return
    receipt = writes.submit(GraphWrite(cause=f"withdraw {name}", kind="drop", graph=graph))
    _forget(folder, name)
    version, removed = receipt.get("version"), receipt.get("removed", 0)
    say(
        Text(
            f"{graph} : {removed} quads retirés, publié dans la version {version}.",
            f"{graph}: {removed} quads removed, published in version {version}.",
        )
    )
