"""`maillage versions | tag | rollback | backup | restore | optimize | verify | erase`."""

import sys
from pathlib import Path

import click
from rich.table import Table

from graph_service.commands.console import help_text, output, progress, say, writing
from graph_service.desk.database import open_desk
from graph_service.desk.erasure import forget_thing
from graph_service.desk.oppositions import oppose
from graph_service.engine.photos.storage import PhotoStorage
from graph_service.engine.versions import backups
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import UsageError
from graph_service.languages import Text
from graph_service.settings import read_settings


@click.command(help=help_text("Liste les versions gardées.", "List the kept versions."))
def versions() -> None:
    """Print one row a kept version, the newest first."""
    folder = DataFolder(read_settings().data_dir)
    folder.prepare(read_settings().default_graph)
    table = Table("n°", "UTC", "quads", "+", "−", "cause", "tags", box=None, header_style="bold")
    tags: dict[int, list[str]] = {}
    for name, number in folder.read_tags().items():
        tags.setdefault(number, []).append(name)
    for number in reversed(folder.kept()):
        record = folder.record(number)
        counts = (f"{record.quads:,}", f"{record.added:,}", f"{record.removed:,}")
        table.add_row(str(number), record.time[:19], *counts, record.cause[:60], ", ".join(tags.get(number, [])))
    output.print(table)


@click.command(
    help=help_text(
        "Nomme une version, qui est alors gardée sans limite.", "Name a version, which is then kept for ever."
    )
)
@click.argument("name")
@click.option("--version", "number", type=int, help=help_text("par défaut la dernière", "by default the newest"))
@click.option("--delete", is_flag=True, help=help_text("oublie ce nom", "forget the name"))
def tag(name: str, number: int | None, delete: bool) -> None:
    """Add or remove a tag."""
    with writing() as (_, writes):
        wanted = 0 if delete else number or writes.folder.current_number()
        writes.upkeep("tag", {"name": name, "version": wanted})
    say(Text(f"{name} → version {wanted or '∅'}", f"{name} → version {wanted or '∅'}"))


@click.command(
    help=help_text(
        "Publie à nouveau le contenu d’une version (numéro ou étiquette).",
        "Publish the content of a version again (number or tag).",
    )
)
@click.argument("version")
def rollback(version: str) -> None:
    """Make an earlier content the next version."""
    with writing() as (_, writes), progress() as show:
        folder = writes.folder
        number = folder.read_tags().get(version) or int(version if version.isdigit() else 0)
        folder.record(number)
        arguments = {"source": str(folder.version_path(number)), "cause": f"rollback to {number}"}
        receipt = writes.upkeep("restore", arguments, show)
    say(
        Text(
            f"Version {receipt['version']} publiée avec le contenu de {number} "
            f"(+{receipt['added']} −{receipt['removed']}).",
            f"Version {receipt['version']} published with the content of {number} "
            f"(+{receipt['added']} −{receipt['removed']}).",
        )
    )


@click.command(
    help=help_text(
        "Copie la version publiée, les étiquettes et le bureau dans un dossier neuf.",
        "Copy the published version, the tags and the desk into a new folder.",
    )
)
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Make a backup while the service runs."""
    folder = DataFolder(read_settings().data_dir)
    folder.prepare(read_settings().default_graph)
    number = backups.backup(folder, target)
    say(Text(f"Version {number} sauvegardée dans {target}.", f"Version {number} backed up in {target}."))


@click.command(
    help=help_text(
        "Publie le contenu d’une sauvegarde ; le bureau n’est repris que s’il n’y en a pas ici.",
        "Publish the content of a backup; the desk is taken only if there is none here.",
    )
)
@click.argument("source", type=click.Path(path_type=Path))
def restore(source: Path) -> None:
    """Restore a backup as the next version."""
    backups.check(source)
    with writing() as (_, writes), progress() as show:
        report = writes.upkeep("verify", {"source": str((source / "version").absolute())}, show)
        if report["problems"]:
            raise UsageError(Text("; ".join(report["problems"]), "; ".join(report["problems"])))
        backups.restore_desk(source, writes.folder)
        backups.restore_photos(source, writes.folder)
        arguments = {"source": str((source / "version").absolute()), "cause": "restore"}
        receipt = writes.upkeep("restore", arguments, show)
        for name in backups.tags(source):
            writes.upkeep("tag", {"name": name, "version": receipt["version"]})
    say(
        Text(
            f"Version {receipt['version']} publiée depuis la sauvegarde (+{receipt['added']} −{receipt['removed']}).",
            f"Version {receipt['version']} published from the backup (+{receipt['added']} −{receipt['removed']}).",
        )
    )


@click.command(help=help_text("Compacte le magasin.", "Compact the store."))
def optimize() -> None:
    """Compact and publish."""
    with writing() as (_, writes), progress() as show:
        receipt = writes.upkeep("optimize", {}, show)
    say(Text(f"Version {receipt['version']} compactée.", f"Version {receipt['version']} compacted."))


@click.command(
    help=help_text(
        "Recalcule les comptes, les empreintes et la fusion d’une version ; code 1 si quelque chose diffère.",
        "Recompute the counts, hashes and merge of a version; exit code 1 if anything differs.",
    )
)
@click.option("--version", "number", type=int)
def verify(number: int | None) -> None:
    """Hold a version against its record."""
    with writing() as (_, writes), progress() as show:
        report = writes.upkeep("verify", {"version": number}, show)
    for problem in report["problems"]:
        output.print("✗ " + problem, markup=False)
    if report["problems"]:
        sys.exit(1)
    output.print(f"✓ version {report['version']}: {report['quads']:,} quads, {report['content_hash']}", markup=False)


@click.command(
    help=help_text(
        "Efface tout ce qui mentionne une IRI, dans toutes les versions gardées, et l’oppose aux chargements futurs.",
        "Erase all that mentions an IRI, in every kept version, and oppose it to future loads.",
    )
)
@click.argument("iri")
@click.option("--reason", default="", help=help_text("pourquoi (reste au bureau)", "why (stays at the desk)"))
@click.option("--yes", is_flag=True, help=help_text("sans confirmation", "without confirmation"))
def erase(iri: str, reason: str, yes: bool) -> None:
    """Erase an IRI for good."""
    if not yes:
        click.confirm(
            help_text(f"Effacer {iri} de toutes les versions ?", f"Erase {iri} from every version?"),
            abort=True,
        )
    with writing() as (_, writes), progress() as show:
        desk = open_desk(writes.folder.desk)
        oppose(desk, iri, reason)
        forgotten = forget_thing(desk, iri, read_settings().base_iri)
        for digest in forgotten.photos:
            PhotoStorage(writes.folder.photos).remove(digest)
        receipt = writes.upkeep("erase", {"iri": iri, "also": forgotten.iris}, show)
    rebuilt = len(receipt["rebuilt"])
    say(
        Text(
            f"{receipt['removed']} quads effacés, {rebuilt} versions reconstruites, {receipt['left']} versions en "
            f"parlent encore. Version {receipt['version']} publiée.",
            f"{receipt['removed']} quads erased, {rebuilt} versions rebuilt, {receipt['left']} versions still "
            f"mention it. Version {receipt['version']} published.",
        )
    )
    sys.exit(1 if receipt["left"] else 0)
