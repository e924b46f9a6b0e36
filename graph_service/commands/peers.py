"""`maillage peer` and `maillage harvest`: the networks whose graphs this instance keeps a copy of."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import click
from rich.table import Table

from graph_service.commands.console import Group, errors, help_text, language, output, reading, say, sentences, writing
from graph_service.desk.database import open_desk
from graph_service.desk.oppositions import opposed
from graph_service.engine.tombstones import folder_has_tombstones, withdrawn
from graph_service.engine.validation.validation import Validation
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import GraphWrite
from graph_service.federation.client import Client
from graph_service.federation.harvest import Harvested, Harvester
from graph_service.federation.peers import LEVELS, Peer, Peers
from graph_service.languages import Text, thousands
from graph_service.settings import Settings, read_settings
from loaders.licences import licence as licence_of

UNSETTLED = 3
"""Exit code: a harvest failed, or waits for a person; what was published stays."""


@click.group(
    cls=Group,
    help=help_text(
        "Les pairs : des réseaux dont cette instance garde une copie, relue à chaque récolte.\n\n"
        "Un pair parle librement de ses propres choses ; de ce qui est partagé (communes, associations du RNA), il ne "
        "dit que des liens. Ce que les formes refusent est mis en quarantaine, chose par chose.\n\n"
        "Exemple : maillage peer add bretagne https://bretagne.exemple/dumps/latest/resources.ttl "
        "--title « Réseau de Bretagne » --level regional --licence « licence ouverte »",
        "Peers: networks of which this instance keeps a copy, read again at each harvest.\n\n"
        "A peer speaks freely of its own things; of what is shared (communes, associations of the RNA) it only tells "
        "links. What the shapes refuse is quarantined, thing by thing.\n\n"
        "Example: maillage peer add bretagne https://bretagne.example/dumps/latest/resources.ttl "
        "--title “Network of Brittany” --level regional --licence “licence ouverte”",
    ),
)
def peer() -> None:
    """The group of the commands about peers."""


@peer.command(
    help=help_text("Ajoute un pair, ou change celui de ce nom.", "Add a peer, or change the one of that name.")
)
@click.argument("name")
@click.argument("address")
@click.option("--title", required=True, help=help_text("nom du réseau", "name of the network"))
@click.option("--licence", required=True, help=help_text("licence de ses données", "licence of its data"))
@click.option("--level", default="local", show_default=True, help=", ".join(LEVELS))
@click.option("--territory", default="", help=help_text("IRI de son territoire", "IRI of its territory"))
@click.option(
    "--own",
    default="",
    help=help_text("début de ses IRI (défaut : son hôte)", "beginning of its IRIs (default: its host)"),
)
@click.option("--hours", default=24.0, show_default=True, help=help_text("entre deux récoltes", "between two harvests"))
def add(name: str, address: str, title: str, licence: str, level: str, territory: str, own: str, hours: float) -> None:
    """Add a peer."""
    with sentences():
        given = Peer(name, address, title, licence_of(licence), level, territory, own, hours)
        known = next((one for one in _peers() if one.slug == name), None)
        kept = _peers().add(replace(given, outcome=known.outcome) if known else given)
        say(
            Text(
                f"{name} : pair ajouté, ses choses commencent par {kept.own}. Récoltez-le : maillage peer harvest {name}",
                f"{name}: peer added, its things begin with {kept.own}. Harvest it: maillage peer harvest {name}",
            )
        )


@peer.command(name="list", help=help_text("Liste les pairs.", "List the peers."))
def list_peers() -> None:
    """One row a peer."""
    with sentences():
        table = Table(box=None, pad_edge=False)
        for head in (
            ("nom", "name"),
            ("échelon", "level"),
            ("récolté", "harvested"),
            ("énoncés", "statements"),
            ("état", "state"),
        ):
            table.add_column(help_text(*head))
        for one in _peers():
            told = one.outcome
            table.add_row(
                one.slug,
                LEVELS[one.level].to(language()),
                told.succeeded or "—",
                thousands(told.statements, language()),
                _state(one),
            )
        output.print(table)


@peer.command(help=help_text("Dit tout d’un pair.", "Tell all of a peer."))
@click.argument("name")
def show(name: str) -> None:
    """What is known of a peer."""
    with sentences():
        one, told = _peers().get(name), _peers().get(name).outcome
        rows = {
            "address": one.address, "title": one.title, "licence": one.licence, "level": one.level, "territory": one.territory,
            "own": one.own, "hours": f"{one.hours:g}", "paused": str(one.paused).lower(), "tried": told.tried,
            "succeeded": told.succeeded, "statements": str(told.statements), "quarantined": str(told.quarantined),
            "aside": str(told.aside), "state": _state(one),
        }  # fmt: skip
        for key, value in rows.items():
            output.print(f"{key:12} {value}", markup=False)


@peer.command(help=help_text("Suspend les récoltes d’un pair (--off les reprend).", "Pause a peer (--off resumes it)."))
@click.argument("name")
@click.option("--off", is_flag=True, help=help_text("reprend les récoltes", "resume its harvests"))
def pause(name: str, off: bool) -> None:
    """Stop harvesting a peer, or begin again; what is published stays."""
    with sentences():
        _peers().keep(replace(_peers().get(name), paused=not off))


@peer.command(help=help_text("Oublie un pair, et retire sa copie.", "Forget a peer, and withdraw its copy."))
@click.argument("name")
def remove(name: str) -> None:
    """Drop the graph of a peer and forget it."""
    with sentences(), writing() as (settings, writes):
        gone = Peers(settings.data_dir).get(name)
        graph = gone.graph(settings.base_iri)
        folder = DataFolder(settings.data_dir)
        if folder.current_number() and graph in folder.current_record().graphs:
            writes.submit(GraphWrite(cause=f"remove peer {name}", kind="drop", graph=graph))
        Peers(settings.data_dir).remove(name)
        say(Text(f"{name} : oublié, sa copie est retirée.", f"{name}: forgotten, its copy is withdrawn."))


@peer.command(name="harvest", help=help_text("Récolte un pair maintenant.", "Harvest a peer now."))
@click.argument("name")
@click.option(
    "--confirm",
    is_flag=True,
    help=help_text("accepte une perte ou des refus que l’on a vus", "accept a loss or refusals that were looked at"),
)
def harvest_one(name: str, confirm: bool) -> None:
    """Harvest one peer."""
    with sentences():
        sys.exit(_harvest([_peers().get(name)], confirmed=confirm))


@click.command(
    help=help_text(
        "Récolte les pairs dont c’est l’heure (--due), ou tous.\n\nPar cron, chaque heure : 7 * * * * maillage harvest --due",
        "Harvest the peers whose time has come (--due), or all.\n\nBy cron, each hour: 7 * * * * maillage harvest --due",
    )
)
@click.option(
    "--due", is_flag=True, help=help_text("seulement ceux dont c’est l’heure", "only those whose time has come")
)
def harvest(due: bool) -> None:
    """Harvest several peers; one that fails does not stop the others."""
    with sentences():
        at = datetime.now(UTC)
        sys.exit(_harvest([one for one in _peers() if (one.due(at) if due else not one.paused)], confirmed=False))


def _peers() -> Peers:
    return Peers(read_settings().data_dir)


def _harvest(found: list[Peer], *, confirmed: bool) -> int:
    """Harvest some peers; the exit code."""
    if not found:
        say(Text("Aucun pair à récolter.", "No peer to harvest."))
        return 0
    with writing() as (settings, writes), _validation(settings) as validation:
        folder = DataFolder(settings.data_dir)
        harvester = Harvester(settings.base_iri, folder, writes, validation, Client(settings))
        blocked = opposed(open_desk(folder.desk)) | _withdrawn(folder, settings.base_iri)
        done = []
        for one in found:
            with errors.status(help_text(f"récolte {one.slug}", f"harvesting {one.slug}")):
                done.append(harvester.harvest(one, blocked, confirmed=confirmed))
            _tell(done[-1], harvester)
    return UNSETTLED if _unsettled(done) else 0


@contextmanager
def _validation(settings: Settings) -> Iterator[Validation]:
    folder = DataFolder(settings.data_dir)
    validation = Validation(settings, folder if folder.current_number() else None)
    try:
        yield validation
    finally:
        validation.close()


def _withdrawn(folder: DataFolder, base: str) -> frozenset[str]:
    if not folder_has_tombstones(folder, base):
        return frozenset()
    with reading() as storage:
        return withdrawn(storage, base)


def _unsettled(done: Iterable[Harvested]) -> bool:
    return any(one.peer.outcome.error is not None for one in done)


def _tell(done: Harvested, harvester: Harvester) -> None:
    name, told = done.peer.slug, done.peer.outcome
    if told.error is not None:
        say(Text(f"{name} : {told.error[0]}", f"{name}: {told.error[1]}"))
        return
    if done.version is None:
        say(Text(f"{name} : rien n’a changé.", f"{name}: nothing has changed."))
        return
    say(
        Text(
            f"{name} : {told.statements} énoncés, publiés dans la version {done.version} ; "
            f"{told.quarantined} choses en quarantaine, {told.aside} énoncés mis de côté ({harvester.report(done.peer)}).",
            f"{name}: {told.statements} statements, published in version {done.version}; "
            f"{told.quarantined} things quarantined, {told.aside} statements set aside ({harvester.report(done.peer)}).",
        )
    )


def _state(one: Peer) -> str:
    if one.paused:
        return help_text("suspendu", "paused")
    if one.outcome.error is not None:
        words = Text(*one.outcome.error).to(language())
        return f"{help_text('périmé', 'stale')} : {words}" if one.stale else words
    return (
        help_text("à jour", "up to date") if one.outcome.succeeded else help_text("jamais récolté", "never harvested")
    )
