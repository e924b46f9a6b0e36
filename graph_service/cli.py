"""The `maillage` command: it assembles the sub-commands, nothing else lives here."""

import click

from graph_service import __version__
from graph_service.commands import loading, serving, templates, tokens, validating, versions, withdrawal
from graph_service.commands.console import Group, help_text

_ABOUT = help_text(
    "Maillage : le graphe des réseaux d’appui aux associations, et son service SPARQL.\n\n"
    "Pour commencer : `maillage load territories`, puis `maillage serve`. Les réglages : `maillage settings`.",
    "Maillage: the graph of the networks that support associations, and its SPARQL service.\n\n"
    "To begin: `maillage load territories`, then `maillage serve`. The settings: `maillage settings`.",
)


@click.group(cls=Group, help=_ABOUT, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, package_name="maillage")
def main() -> None:
    """The command's group."""


for command in (
    serving.serve,
    serving.show_settings,
    tokens.token,
    loading.load,
    withdrawal.withdraw,
    templates.template,
    validating.validate,
    *versions.COMMANDS,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
