"""`maillage token create | list | revoke`."""

import sys
from pathlib import Path

import click
from rich.table import Table
from sqlalchemy import Engine

from graph_service.commands.console import help_text, output, say
from graph_service.desk.database import open_desk
from graph_service.desk.tokens import ROLES, Role, create_token, list_tokens, revoke_token
from graph_service.engine.versions.folder import DataFolder
from graph_service.languages import Text
from graph_service.settings import read_settings


@click.group(help=help_text("Jetons d’écriture.", "Tokens for writing."))
def token() -> None:
    """Tokens."""


@token.command(
    help=help_text(
        "Crée un jeton et l’imprime seul, une fois : il n’est gardé que haché.",
        "Make a token and print it alone, once: only its hash is kept.",
    )
)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--graph-prefix", help=help_text("limite aux graphes sous cette IRI", "limit to graphs under this IRI"))
def create(name: str, role: Role, graph_prefix: str | None) -> None:
    """Make a token."""
    click.echo(create_token(_desk(), name, role, graph_prefix))


@token.command("list", help=help_text("Liste les jetons.", "List the tokens."))
def list_() -> None:
    """Print one row a token."""
    table = Table("name", "role", "graphs", "created", "revoked", box=None, header_style="bold")
    for row in list_tokens(_desk()):
        dates = (str(row["created"])[:16], str(row["revoked"] or "")[:16])
        table.add_row(row["name"], row["role"], row["graph_prefix"] or "*", *dates)
    output.print(table)


@token.command(help=help_text("Révoque un jeton.", "Revoke a token."))
@click.argument("name")
def revoke(name: str) -> None:
    """Revoke a token by its name."""
    done = revoke_token(_desk(), name)
    say(Text("Révoqué.", "Revoked.") if done else Text("Aucun jeton de ce nom.", "No token of that name."))
    sys.exit(0 if done else 1)


def _desk() -> Engine:
    folder = DataFolder(Path(read_settings().data_dir))
    folder.prepare(read_settings().default_graph)
    return open_desk(folder.desk)
