"""`maillage load`: a source's files become a published graph, with a bar, a report and an exit code."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from graph_service.commands.console import (
    errors,
    help_text,
    language,
    output,
    progress,
    say,
    sentences,
    writing,
)
from graph_service.desk.database import open_desk
from graph_service.desk.oppositions import opposed
from graph_service.engine.validation.validation import Validation
from graph_service.engine.versions.durability import write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import GraphWrite, Writes
from graph_service.languages import Text
from graph_service.settings import read_settings
from loaders import pipeline
from loaders.registry import find_source, sources
from loaders.report import Report, Severity
from loaders.source import Loading, Part, Source

_SOURCE_OPTIONS = ("contours", "no_geometry", "territory", "date", "complete", "add")

PARTLY = 3
"""Exit code: loaded, with rows refused."""

_ABOUT = help_text(
    "Charge une source : un graphe nommé, remplacé en entier, avec sa licence et sa provenance. Le service peut "
    "tourner pendant ce temps.\n\nCodes de sortie : 0 chargé ou inchangé ; 1 échec, rien n’est chargé ; 2 commande "
    "mal formée ; 3 chargé, des lignes ont été refusées (voir le rapport).",
    "Load a source: a named graph, replaced whole, with its licence and provenance. The service may run meanwhile."
    "\n\nExit codes: 0 loaded or unchanged; 1 failed, nothing is loaded; 2 malformed command; 3 loaded, rows were "
    "refused (see the report).",
)


@click.command(help=_ABOUT)
@click.argument("name", required=False, metavar="SOURCE")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--list", "listing", is_flag=True, help=help_text("liste les sources", "list the sources"))
@click.option(
    "--dry-run",
    is_flag=True,
    help=help_text("lit et rapporte, n’écrit rien", "read and report, write nothing"),
)
@click.option("--limit", type=click.IntRange(1), help=help_text("premières lignes seulement", "first rows only"))
@click.option("--force", is_flag=True, help=help_text("même si rien n’a changé", "even if nothing changed"))
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help=help_text("fichier du rapport", "file of the report"),
)
@click.option(
    "--contours",
    multiple=True,
    type=click.Path(exists=True),
    help=help_text("GeoJSON officiel des communes", "official GeoJSON of communes"),
)
@click.option("--territory", help=help_text("territoire que l’annuaire couvre", "territory that the directory covers"))
@click.option("--date", help=help_text("jour de l’annuaire (2026-11-01)", "day of the directory (2026-11-01)"))
@click.option(
    "--complete",
    is_flag=True,
    help=help_text("rien n’y manque : l’absence compte", "nothing is missing in it: absence counts"),
)
@click.option("--add", is_flag=True, help=help_text("ajoute au graphe au lieu de le remplacer", "add to the graph"))
@click.option("--no-geometry", is_flag=True, help=help_text("sans points ni contours", "without points or contours"))
def load(name: str | None, paths: tuple[Path, ...], listing: bool, **options: Any) -> None:  # noqa: ANN401
    """Load one source."""
    with sentences():
        if listing or name is None:
            list_sources()
            return
        sys.exit(run(find_source(name), paths, options))


@click.command(
    help=help_text(
        "Retire une source : ses graphes partent, et avec eux exactement ce qu’elle seule disait. "
        "Les versions gardées restent lisibles.\n\nExemple : maillage withdraw demo",
        "Withdraw a source: its graphs go, and with them exactly what it alone said. "
        "The kept versions stay readable.\n\nExample: maillage withdraw demo",
    )
)
@click.argument("name", metavar="SOURCE")
def withdraw(name: str) -> None:
    """Drop every published graph of one source."""
    with sentences():
        source = find_source(name)
        with writing() as (settings, writes):
            folder = DataFolder(settings.data_dir)
            for slug in source.slugs or (source.name,):
                _drop(folder, writes, slug, pipeline.graph_name(settings.base_iri, slug))


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


def list_sources() -> None:
    """Print each source with its licence, rhythm and usage."""
    table = Table(
        "source",
        "",
        help_text("licence", "licence"),
        help_text("fréquence", "frequency"),
        help_text("usage", "usage"),
        box=None,
        header_style="bold",
    )
    for source in sources().values():
        words = (source.title, source.licence.rsplit("/", 1)[-1], source.frequency, source.usage)
        table.add_row(source.name, *(w.to(language()) if isinstance(w, Text) else w for w in words))
    output.print(table)


def run(source: Source, paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    """Load a source's parts one after the other; returns the exit code."""
    if source.needs_paths and not paths:
        raise click.UsageError(help_text(f"Donnez {source.usage.fr}.", f"Give {source.usage.en}."))
    settings = read_settings()
    folder = DataFolder(settings.data_dir)
    folder.prepare(read_settings().default_graph)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    report = Report(options["report"] or folder.sources / f"{source.name}-{stamp}.csv")
    kept = {key: options[key] for key in _SOURCE_OPTIONS if options.get(key)}
    loading = Loading(folder.root, settings.base_iri, report, options["limit"], kept)
    loading.validation = Validation(settings, folder if folder.current_number() else None) if source.validates else None
    try:
        with nullcontext() if options["dry_run"] else writing() as opened:
            for part in source.parts(paths, loading):
                _load_part(source, part, loading, opened[1] if opened else None, force=options["force"])
    finally:
        report.close()
        if loading.validation is not None:
            loading.validation.close()
        # Told too when nothing is loaded: the report says why.
        summarise(report)
        for note in loading.notes:
            say(note)
    return PARTLY if report.refused() else 0


def _load_part(source: Source, part: Part, loading: Loading, writes: Writes | None, *, force: bool) -> None:
    folder = DataFolder(loading.folder)
    blocked = opposed(open_desk(folder.desk))
    digest = pipeline.checksum(source, part, loading, blocked)
    graph = loading.graph = pipeline.graph_name(loading.base, part.slug)
    if writes is not None and not force and _same_as_published(folder, part.slug, graph, digest):
        say(Text(f"{graph} : mêmes fichiers, rien ne change.", f"{graph}: same files, nothing changes."))
        return
    target = folder.spool_path(f"load-{part.slug}.nt")
    try:
        with _bar(source, part, loading):
            count = pipeline.write_part(source, part, loading, target, digest, blocked)
        if writes is None:
            say(
                Text(
                    f"{graph} : {count} triplets seraient chargés.",
                    f"{graph}: {count} triples would be loaded.",
                )
            )
            return
        with progress() as show:
            outcome = pipeline.publish_part(writes, source, part, loading, target, count, show)
    finally:
        target.unlink(missing_ok=True)
    _remember(folder, part.slug, graph, digest)
    receipt = outcome.receipt or {}
    added, removed, version = receipt.get("added", 0), receipt.get("removed", 0), receipt.get("version")
    say(
        Text(
            f"{graph} : +{added} −{removed} quads, publié dans la version {version} de {folder.root}.",
            f"{graph}: +{added} −{removed} quads, published in version {version} of {folder.root}.",
        )
    )


def _same_as_published(folder: DataFolder, slug: str, graph: str, digest: str) -> bool:
    """Whether the published graph is the one that these very files made (an update since makes it another)."""
    note = folder.sources / f"{slug}.json"
    if not note.exists() or not folder.current_number():
        return False
    state = folder.current_record().graphs.get(graph)
    return state is not None and json.loads(note.read_text()) == {"checksum": digest, "graph": state.to_json()}


def _remember(folder: DataFolder, slug: str, graph: str, digest: str) -> None:
    state = folder.current_record().graphs[graph]
    write_json(folder.sources / f"{slug}.json", {"checksum": digest, "graph": state.to_json()})


@contextmanager
def _bar(source: Source, part: Part, loading: Loading) -> Iterator[None]:
    """A bar over the bytes of the part's files; a plain spinner when they have no size."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as bar:
        title = f"{source.title.to(language())} · {part.slug}"
        task = bar.add_task(title, total=part.size or None)
        loading.tick = lambda size: bar.update(task, advance=size)
        yield


def summarise(report: Report) -> None:
    """Print what was repaired and refused, most frequent first, and where the details are."""
    if report.rows:
        left, listed = report.refused(), report.refused("listed")
        say(
            Text(
                f"{report.rows} lignes lues, {left} refusées, {report.refused('value')} valeurs laissées de côté"
                + (f", {listed} lignes non chargées avec leur raison." if listed else "."),
                f"{report.rows} rows read, {left} refused, {report.refused('value')} values left out"
                + (f", {listed} rows not loaded, each with its reason." if listed else "."),
            )
        )
    # Rows listed with their reason are in the report's file; a first `make run` needs no table of them.
    told = [(key, count) for key, count in report.counts.most_common(40) if key[0] != "listed"]
    if told:
        _print_remarks(told)
    if report.counts and report.path is not None:
        say(Text(f"Rapport : {report.path}", f"Report: {report.path}"))


def _print_remarks(told: list[tuple[tuple[Severity, str, Text], int]]) -> None:
    table = Table(
        help_text("gravité", "severity"),
        help_text("colonne", "column"),
        help_text("raison", "reason"),
        "n",
        box=None,
        header_style="bold",
    )
    for (severity, column, reason), count in told:
        table.add_row(severity, column, reason.to(language()), str(count))
    errors.print(table)
