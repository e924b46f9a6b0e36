"""The `maillage` command: it names the sub-commands, nothing else lives here."""

import importlib

import click

from graph_service import __version__
from graph_service.commands.console import Group, help_text

_ABOUT = help_text(
    "Maillage : le graphe des réseaux d’appui aux associations, et son service SPARQL.\n\n"
    "Pour commencer : `maillage load territories`, puis `maillage serve`. Les réglages : `maillage settings`.",
    "Maillage: the graph of the networks that support associations, and its SPARQL service.\n\n"
    "To begin: `maillage load territories`, then `maillage serve`. The settings: `maillage settings`.",
)
_COMMANDS = {
    "serve": "serving.serve",
    "settings": "serving.show_settings",
    "token": "tokens.token",
    "account": "accounts.account",
    "load": "loading.load",
    "withdraw": "withdrawal.withdraw",
    "peer": "peers.peer",
    "harvest": "peers.harvest",
    "template": "templates.template",
    "validate": "validating.validate",
    **{name: f"versions.{name}" for name in ("versions", "tag", "rollback", "backup", "restore")},
    **{name: f"versions.{name}" for name in ("optimize", "verify", "erase")},
}
"""Name of a sub-command → its module and its function there."""


class Commands(Group):
    """The sub-commands, each imported when it is asked for: what the others need would take most of a start."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Their names."""
        return sorted(_COMMANDS)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(importlib.import_module(f"graph_service.commands.{module}"), name)
        return command


@click.group(
    cls=Commands, help=_ABOUT, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, package_name="maillage")
def main() -> None:
    """The command's group."""


if __name__ == "__main__":
    main()
