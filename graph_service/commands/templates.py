"""`maillage template`: the spreadsheet that a network fills."""

from pathlib import Path

import click

from graph_service.commands.console import help_text, language, say, sentences
from graph_service.engine.formats.sheets.catalogue import TEMPLATES
from graph_service.engine.formats.sheets.writing import write_workbook
from graph_service.errors import UsageError
from graph_service.languages import Text

_ABOUT = help_text(
    "Écrit un classeur à remplir : aide sur chaque colonne, listes de choix, une ligne d’exemple.\n\n"
    f"Modèles : {', '.join(TEMPLATES)}.\n\nExemple : maillage template resources",
    "Write a workbook to fill: help on each column, lists to choose from, one example row.\n\n"
    f"Templates: {', '.join(TEMPLATES)}.\n\nExample: maillage template resources",
)


@click.command(help=_ABOUT)
@click.argument("name", type=click.Choice(tuple(TEMPLATES)))
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help=help_text("fichier à écrire", "file to write")
)
def template(name: str, output: Path | None) -> None:
    """Write one template."""
    with sentences():
        target = output or Path(f"{name}.xlsx")
        if target.exists():
            raise UsageError(
                Text(
                    f"{target} existe déjà ; donnez un autre nom avec --output.",
                    f"{target} exists already; give another name with --output.",
                )
            )
        write_workbook(target, name, TEMPLATES[name], language())
        say(
            Text(
                f"{target} est prêt. Une fois rempli : maillage load {name} {target}",
                f"{target} is ready. Once filled: maillage load {name} {target}",
            )
        )
