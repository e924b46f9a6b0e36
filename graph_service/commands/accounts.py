"""`maillage account`: who may do what at the desk, for whoever keeps the instance."""

import json
import sys

import click
from rich.table import Table
from sqlalchemy import Connection, Engine, insert

from graph_service.commands.console import Group, help_text, output, reading, say
from graph_service.desk.accounts import (
    ACCOUNT_ROLES,
    by_address,
    checked_address,
    close_account,
    create_account,
    every_account,
    grant_role,
    hand_over,
    revoke_role,
)
from graph_service.desk.authors import Author
from graph_service.desk.database import open_desk, writing
from graph_service.desk.erasure import forget_person, person
from graph_service.desk.links import make_link
from graph_service.desk.published import Published
from graph_service.desk.tables.access import contacts
from graph_service.desk.tables.moments import now
from graph_service.engine.model.schemes import schemes
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import NotFound, UsageError
from graph_service.languages import Text
from graph_service.settings import read_settings

_KEEPER = Author("service", "command")
_ABOUT = help_text(
    "Comptes du bureau : une fonction d’une organisation, jamais une personne.\n\n"
    "Pour commencer :\n\n"
    "  maillage account create ADRESSE --organisation IRI --role animator --territory IRI\n\n"
    "  maillage account link ADRESSE     (un lien de connexion, montré ici : aucun courriel n’est nécessaire)",
    "Accounts of the desk: a function of an organisation, never a person.\n\n"
    "To begin:\n\n"
    "  maillage account create ADDRESS --organisation IRI --role animator --territory IRI\n\n"
    "  maillage account link ADDRESS     (a login link, shown here: no mail is needed)",
)


@click.group(cls=Group, help=_ABOUT)
def account() -> None:
    """The command's group."""


@account.command(
    help=help_text("Ouvre un compte et affiche son lien de connexion.", "Open an account, print its login link.")
)
@click.argument("address")
@click.option(
    "--organisation", required=True, help=help_text("IRI d’une organisation publiée", "IRI of a published organisation")
)
@click.option("--role", "roles", type=click.Choice(ACCOUNT_ROLES), multiple=True, default=("contributor",))
@click.option(
    "--territory",
    help=help_text("IRI d’un territoire ; sans lui, partout", "IRI of a territory; without it, everywhere"),
)
@click.option("--network", help=help_text("IRI d’un réseau ; sans lui, tous", "IRI of a network; without it, all"))
@click.option("--body", help=help_text("IRI de l’instance, pour committee", "IRI of the body, for committee"))
@click.option("--post", default="member", type=click.Choice(sorted(c.name for c in schemes()["role"].concepts())))
@click.option(
    "--capacity",
    type=click.Choice(sorted(c.name for c in schemes()["verifier-role"].concepts())),
    help=help_text("en qualité de quoi il vérifie", "capacity in which it verifies"),
)
def create(
    address: str, organisation: str, roles: tuple[str, ...], territory: str | None, network: str | None,
    body: str | None, post: str,
    capacity: str | None,
) -> None:  # fmt: skip
    """Open an account."""
    _refuse_without_body(roles, body)
    name = _published_name(organisation)
    with writing(_desk()) as connection:
        identity = create_account(connection, organisation, name, address, post, capacity)
        for role in roles:
            within = (body, None) if role == "committee" else (network, territory)
            grant_role(connection, identity, role, _KEEPER, *within)
        click.echo(_link(connection, identity))


@account.command("list", help=help_text("Liste les comptes.", "List the accounts."))
def list_() -> None:
    """Print one row an account."""
    titles = ("id", "address", "organisation", "post", "capacity", "roles", "closed")
    table = Table(*titles, box=None, header_style="bold")
    for row in every_account(_desk()):
        held = ", ".join(" ".join(filter(None, (g.role, g.territory, g.network))) for g in row["grants"])
        table.add_row(
            row["id"],
            row["address"] or "—",
            row["organisation_name"],
            row["post"],
            row["capacity"] or "",
            held,
            str(row["closed"] or "")[:16],
        )
    output.print(table)


@account.command(
    help=help_text(
        "Affiche un lien de connexion, valable une demi-heure.", "Print a login link, good for half an hour."
    )
)
@click.argument("address")
def link(address: str) -> None:
    """Print a login link."""
    with writing(_desk()) as connection:
        click.echo(_link(connection, _known(connection, address)))


@account.command(help=help_text("Donne un rôle.", "Give a role."))
@click.argument("address")
@click.option("--role", required=True, type=click.Choice(ACCOUNT_ROLES))
@click.option("--territory")
@click.option(
    "--network",
    "--body",
    "network",
    help=help_text("réseau, ou instance d’un comité", "network, or body of a committee"),
)
def grant(address: str, role: str, territory: str | None, network: str | None) -> None:
    """Give a role."""
    _refuse_without_body((role,), network)
    with writing(_desk()) as connection:
        grant_role(connection, _known(connection, address), role, _KEEPER, network, territory)
    say(Text("Donné.", "Given."))


@account.command(help=help_text("Retire un rôle.", "Take a role away."))
@click.argument("address")
@click.option("--role", required=True, type=click.Choice(ACCOUNT_ROLES))
def revoke(address: str, role: str) -> None:
    """Take a role away."""
    with writing(_desk()) as connection:
        done = revoke_role(connection, _known(connection, address), role, _KEEPER)
    say(
        Text("Retiré.", "Taken away.") if done else Text("Ce compte n’avait pas ce rôle.", "It did not have this role.")
    )
    sys.exit(0 if done else 1)


@account.command(
    "hand-over", help=help_text("Passe un compte à une autre adresse.", "Hand an account over to another address.")
)
@click.argument("address")
@click.argument("successor")
def hand_over_(address: str, successor: str) -> None:
    """Hand an account over."""
    with writing(_desk()) as connection:
        hand_over(connection, _known(connection, address), successor, _KEEPER)
    say(Text("Passé : sessions closes, mot de passe oublié.", "Handed over: sessions closed, password forgotten."))


@account.command(
    help=help_text("Ferme un compte ; ce qu’il a publié reste.", "Close an account; what it published stays.")
)
@click.argument("address")
def close(address: str) -> None:
    """Close an account."""
    with writing(_desk()) as connection:
        close_account(connection, _known(connection, address), _KEEPER)
    say(Text("Fermé.", "Closed."))


@account.command(
    help=help_text(
        "Dit où joindre une organisation sans compte (avec son accord).",
        "Tell where an organisation without an account is reached (with its consent).",
    )
)
@click.argument("organisation")
@click.argument("address")
def contact(organisation: str, address: str) -> None:
    """Keep a contact, with the day of its consent."""
    _published_name(organisation)
    values = {"organisation": organisation, "address": checked_address(address), "consented": now()}
    with writing(_desk()) as connection:
        connection.execute(insert(contacts).prefix_with("OR REPLACE").values(values))
    say(Text("Gardé.", "Kept."))


@account.command(
    help=help_text(
        "Écrit en JSON tout ce que le bureau garde sous une adresse.",
        "Write in JSON all that the desk keeps under an address.",
    )
)
@click.argument("address")
def export(address: str) -> None:
    """Print what the desk holds."""
    click.echo(json.dumps(person(_desk(), address), ensure_ascii=False, indent=1, default=str))


@account.command(
    help=help_text(
        "Oublie une adresse et les mots qui l’accompagnent, partout au bureau.",
        "Forget an address and the words that came with it, everywhere at the desk.",
    )
)
@click.argument("address")
def forget(address: str) -> None:
    """Erase a person from the desk."""
    count = forget_person(_desk(), address)
    say(Text(f"{count} ligne(s) effacée(s).", f"{count} row(s) erased."))
    sys.exit(0 if count else 1)


def _refuse_without_body(roles: tuple[str, ...], body: str | None) -> None:
    if "committee" in roles and not body:
        raise UsageError(
            Text(
                "Un membre de comité l’est d’une instance : --body IRI (proposez-la sur /contribute/body).",
                "A committee member is one of a body: --body IRI (propose it on /contribute/body).",
            )
        )


def _known(connection: Connection, address: str) -> str:
    found = by_address(connection, address)
    if found is None:
        raise NotFound(Text(f"Aucun compte n’a l’adresse {address}.", f"No account has the address {address}."))
    return found


def _link(connection: Connection, identity: str) -> str:
    return f"{read_settings().base_iri}/login/{make_link(connection, 'login', identity)}"


def _published_name(organisation: str) -> str:
    with reading() as storage:
        name = Published(storage, storage.settings.base_iri).names([organisation]).get(organisation)
    if name is None:
        raise UsageError(
            Text(
                f"{organisation} n’est pas publiée. Chargez-la d’abord, ou proposez-la sur /contribute.",
                f"{organisation} is not published. Load it first, or send it on /contribute.",
            )
        )
    return name


def _desk() -> Engine:
    settings = read_settings()
    folder = DataFolder(settings.data_dir)
    folder.prepare(settings.default_graph)
    return open_desk(folder.desk)
