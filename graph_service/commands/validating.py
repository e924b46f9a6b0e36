"""`maillage validate`: a file judged by the shapes, in sentences, in Turtle or in JSON."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from graph_service.commands.console import errors, help_text, language, output, say, sentences
from graph_service.engine.validation.report import Finding, Report
from graph_service.engine.validation.validation import Validation
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import UsageError
from graph_service.languages import Text
from graph_service.media_types import UPLOADS, Format, by_extension
from graph_service.settings import read_settings

_ABOUT = help_text(
    "Valide un fichier RDF (Turtle, N-Triples, RDF/XML, JSON-LD) avec les formes du projet.\n\n"
    "Ce que le fichier désigne (une commune, une organisation…) est lu dans le graphe publié, s’il y en a un. "
    "Une violation empêche de publier ; un avertissement est gardé.\n\n"
    "Codes de sortie : 0 conforme ; 1 des violations, ou fichier illisible ; 2 commande mal formée.\n\n"
    "Exemple : maillage validate salle.ttl",
    "Validate an RDF file (Turtle, N-Triples, RDF/XML, JSON-LD) with the project's shapes.\n\n"
    "What the file points at (a commune, an organisation…) is read in the published graph, if there is one. "
    "A violation prevents publication; a warning is kept.\n\n"
    "Exit codes: 0 conforms; 1 violations, or an unreadable file; 2 malformed command.\n\n"
    "Example: maillage validate room.ttl",
)
_MARKS = {"violation": "[bold red]✗[/]", "warning": "[yellow]![/]", "info": "[blue]i[/]"}


@click.command(help=_ABOUT)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    "form",
    type=click.Choice(["text", "turtle", "json"]),
    default="text",
    help=help_text("phrases, rapport SHACL en Turtle, ou JSON", "sentences, SHACL report in Turtle, or JSON"),
)
@click.option("--version", type=click.IntRange(1), help=help_text("contexte d’une autre version", "another version"))
@click.option("--base", help=help_text("IRI de base du fichier", "base IRI of the file"))
def validate(file: Path, form: str, version: int | None, base: str | None) -> None:
    """Validate one file."""
    with sentences():
        report = _judge(file, base, version)
        {"text": _print_sentences, "turtle": _print_turtle, "json": _print_json}[form](report)
        sys.exit(0 if report.conforms else 1)


def _judge(file: Path, base: str | None, version: int | None) -> Report:
    settings = read_settings()
    folder = DataFolder(settings.data_dir)
    validation = Validation(settings, folder if folder.root.exists() and folder.current_number() else None)
    try:
        return validation.validate(file.read_bytes(), _syntax(file), base or file.resolve().as_uri(), version)
    finally:
        validation.close()


def _syntax(file: Path) -> Format:
    syntax = by_extension(file.suffix.removeprefix("."), UPLOADS)
    if syntax is not None:
        return syntax
    known = ", ".join(f".{syntax.extension}" for syntax in UPLOADS)
    raise UsageError(
        Text(
            f"L’extension « {file.suffix} » n’est pas reconnue. Extensions lues : {known}.",
            f"The extension “{file.suffix}” is not known. Extensions read: {known}.",
        )
    )


def _print_sentences(report: Report) -> None:
    for finding in report.findings:
        output.print(f"{_MARKS[finding.severity]} ", end="")
        output.print(_sentence(finding), markup=False)
    blocking = sum(finding.severity == "violation" for finding in report.findings)
    others = len(report.findings) - blocking
    say(
        Text(
            f"{report.statements} énoncés lus : {blocking} violations, {others} avertissements"
            + (f" (contexte : version {report.version})." if report.version else " (sans graphe publié)."),
            f"{report.statements} statements read: {blocking} violations, {others} warnings"
            + (f" (context: version {report.version})." if report.version else " (no published graph)."),
        )
    )


def _sentence(finding: Finding) -> str:
    value = f" [{finding.value}]" if finding.value and finding.value != finding.focus else ""
    path = f" · {finding.path}" if finding.path != "-" else ""
    return f"{finding.focus}{path}{value}\n  {finding.message.to(language())}"


def _print_turtle(report: Report) -> None:
    click.echo(report.turtle)


def _print_json(report: Report) -> None:
    found = [asdict(finding) for finding in report.findings]
    click.echo(json.dumps({"conforms": report.conforms, "version": report.version, "findings": found}, indent=1))
    if not report.conforms:
        errors.print(Text("Non conforme.", "Does not conform.").to(language()))
