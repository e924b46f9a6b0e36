"""`maillage load`: a source's files become a published graph, with a bar, a report and an exit code."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
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
    Group,
    errors,
    help_text,
    language,
    progress,
    reading,
    say,
    sentences,
    writing,
)
from graph_service.commands.listing import list_sources
from graph_service.desk.database import open_desk
from graph_service.desk.oppositions import opposed
from graph_service.engine.readers.pool import Ticket
from graph_service.engine.tombstones import folder_has_tombstones, withdrawn
from graph_service.engine.validation.validation import Validation
from graph_service.engine.versions.durability import write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import Writes
from graph_service.errors import UsageError
from graph_service.federation.client import Client
from graph_service.federation.downloads import fetch, is_address
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES
from graph_service.settings import read_settings
from loaders import pipeline
from loaders.registry import find_source, sources
from loaders.report import Report, Severity
from loaders.source import NAMING, Loading, Option, Part, Source

PARTLY = 3
"""Exit code: loaded, with rows refused."""

_ABOUT = help_text(
    "Charge une source : un graphe nommé, remplacé en entier, avec sa licence et sa provenance. Le service peut "
    "tourner pendant ce temps.\n\nChaque source a son aide : maillage load rna --help. "
    "Ce qui est chargé, et de quand : maillage load --list."
    "\n\nCodes de sortie : 0 chargé ou inchangé ; 1 échec, rien n’est chargé ; 2 commande "
    "mal formée ; 3 chargé, des lignes ont été refusées (voir le rapport).",
    "Load a source: a named graph, replaced whole, with its licence and provenance. The service may run meanwhile."
    "\n\nEach source has its help: maillage load rna --help. What is loaded, and of when: maillage load --list."
    "\n\nExit codes: 0 loaded or unchanged; 1 failed, nothing is loaded; 2 malformed command; 3 loaded, rows were "
    "refused (see the report).",
)
_SHARED_OPTIONS = (
    Option("--dry-run", Text("lit et rapporte, n’écrit rien", "read and report, write nothing"), switch=True),
    Option("--force", Text("même si rien n’a changé", "even if nothing changed"), switch=True),
)
_OWN_NAMES = frozenset({"paths", "dry_run", "force", "limit", "report"})


class Sources(Group):
    """One sub-command a source, made from what the source says of itself."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names of the sources."""
        return list(sources())

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command:
        """The command of one source."""
        return _command(find_source(cmd_name))


@click.group(cls=Sources, help=_ABOUT, invoke_without_command=True, subcommand_metavar="SOURCE …")
@click.option("--list", "listing", is_flag=True, help=help_text("liste les sources", "list the sources"))
@click.pass_context
def load(context: click.Context, listing: bool) -> None:
    """Load one source, or list them."""
    if listing or context.invoked_subcommand is None:
        list_sources()
        context.exit()


def _command(source: Source) -> click.Command:
    fr = f"{source.title.fr} ({source.frequency.fr}).\n\nDonnez : {source.usage.fr}."
    en = f"{source.title.en} ({source.frequency.en}).\n\nGive: {source.usage.en}."
    named = NAMING if source.named else ()
    options = [_option(option) for option in (*source.options, *named, *_SHARED_OPTIONS)]
    limit = help_text("premières lignes seulement", "first rows only")
    report = help_text("fichier du rapport", "file of the report")
    return click.Command(
        source.name,
        help=help_text(fr, en),
        short_help=source.title.to(language()),
        callback=partial(_load, source),
        params=[
            click.Argument(["paths"], nargs=-1, metavar="[FICHIERS]…" if language() == "fr" else "[FILES]…"),
            *options,
            click.Option(["--limit"], type=click.IntRange(1), help=limit),
            click.Option(["--report"], type=click.Path(path_type=Path, dir_okay=False), help=report),
        ],
    )


def _option(option: Option) -> click.Option:
    return click.Option(
        [option.flag],
        help=option.help.to(language()),
        is_flag=option.switch,
        multiple=option.multiple,
        required=option.required,
        default=option.default if not option.switch else False,
        show_default=option.default is not None,
    )


def _load(source: Source, **options: Any) -> None:  # noqa: ANN401 - what the command line gives
    """Load one source."""
    with sentences():
        sys.exit(run(source, options.pop("paths"), options))


def run(source: Source, given: tuple[str, ...], options: dict[str, Any]) -> int:
    """Load a source's parts one after the other; returns the exit code."""
    if source.needs_paths and not given:
        raise click.UsageError(help_text(f"Donnez {source.usage.fr}.", f"Give {source.usage.en}."))
    settings = read_settings()
    folder = DataFolder(settings.data_dir)
    folder.prepare(read_settings().default_graph)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = {key: value for key, value in options.items() if value and key not in _OWN_NAMES}
    loading = Loading(folder.root, settings.base_iri, Report(None), options["limit"], kept)
    pipeline.name_load(source, given, loading)
    report = loading.report = _report(
        options["report"] or folder.sources / f"{loading.slug or source.name}-{stamp}.csv"
    )
    if source.validates or source.judged:
        loading.validation = Validation(settings, folder if folder.current_number() else None)
    try:
        paths = tuple(_local(source, path, loading.slug, folder, Client(settings)) for path in given)
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


def _report(path: Path) -> Report:
    try:
        return Report(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(
            Text(f"Le rapport {path} ne peut pas être écrit ({why}).", f"The report {path} cannot be written ({why}).")
        ) from None


def _local(source: Source, given: str, slug: str, folder: DataFolder, client: Client) -> Path:
    """The file that was given, fetched if it is an address."""
    if not is_address(given):
        return Path(given)
    if not source.named:
        raise UsageError(
            Text(
                f"{source.name} se charge d’un fichier : téléchargez-le.",
                f"{source.name} is loaded from a file: download it.",
            )
        )
    with errors.status(help_text("télécharge", "downloading")):
        return fetch(given, folder.sources / "downloads" / slug, client)


def _load_part(source: Source, part: Part, loading: Loading, writes: Writes | None, *, force: bool) -> None:
    folder = DataFolder(loading.folder)
    blocked = opposed(open_desk(folder.desk)) | _withdrawn(folder, loading.base)
    digest = pipeline.checksum(source, part, loading, blocked)
    graph = loading.graph = pipeline.graph_name(loading.base, part.slug)
    if writes is not None and not force and _same_as_published(folder, part.slug, graph, digest):
        say(Text(f"{graph} : mêmes fichiers, rien ne change.", f"{graph}: same files, nothing changes."))
        return
    target = folder.spool_path(f"load-{part.slug}.nt")
    try:
        with _bar(source, part, loading):
            before = _published(folder, graph, loading) if loading.options.get("add") else ()
            count = pipeline.write_part(source, part, loading, target, digest, blocked, before)
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
    if not loading.report.refused():
        # What was refused may be accepted tomorrow, beside other graphs: the same files are then read again.
        _remember(folder, part.slug, graph, digest)
    receipt = outcome.receipt or {}
    added, removed, version = receipt.get("added", 0), receipt.get("removed", 0), receipt.get("version")
    say(
        Text(
            f"{graph} : +{added} −{removed} quads, publié dans la version {version} de {folder.root}.",
            f"{graph}: +{added} −{removed} quads, published in version {version} of {folder.root}.",
        )
    )


def _published(folder: DataFolder, graph: str, loading: Loading) -> list[str]:
    """The lines of the graph that a load adds to.

    Raises:
        UsageError: it has another licence.
    """
    if not folder.current_number() or graph not in folder.current_record().graphs:
        return []
    with reading() as storage:
        data = storage.reads.graph(graph, N_TRIPLES, None, Ticket()).data
    lines = [f"{line}\n" for line in data.decode().split("\n") if line]
    licence = loading.options.get("licence")
    if licence and not any(f"/license> <{licence}>" in line for line in lines if line.startswith(f"<{graph}> ")):
        raise UsageError(
            Text(
                f"{graph} a une autre licence : donnez la même, ou chargez à part avec --name.",
                f"{graph} has another licence: give the same, or load apart with --name.",
            )
        )
    return lines


def _withdrawn(folder: DataFolder, base: str) -> frozenset[str]:
    if not folder_has_tombstones(folder, base):
        return frozenset()
    with reading() as storage:
        return withdrawn(storage, base)


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
