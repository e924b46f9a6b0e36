"""`maillage serve` and `maillage settings`."""

import os
import socket

import click
from rich.table import Table

from graph_service.commands.console import help_text, language, output, say
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import UsageError
from graph_service.languages import Text
from graph_service.settings import missing_publisher, read_settings, remember_address, rows, unknown_variables


@click.command(help=help_text("Sert le graphe par HTTP.", "Serve the graph over HTTP."))
@click.option("--host", help="MAILLAGE_HOST")
@click.option("--port", type=int, help="MAILLAGE_PORT")
@click.option("--workers", type=int, help="MAILLAGE_WORKERS")
@click.option("--threads", type=int, help="MAILLAGE_THREADS")
def serve(host: str | None, port: int | None, workers: int | None, threads: int | None) -> None:
    """Run until interrupted; a second interruption is not needed."""
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers), ("THREADS", threads)):
        if value is not None:
            os.environ["MAILLAGE_" + name] = str(value)
    settings = read_settings()
    DataFolder(settings.data_dir).prepare(settings.default_graph)
    remember_address(settings)
    check_address(settings.host, settings.port)
    for name in unknown_variables():
        say(
            Text(
                f"{name} n’est pas un réglage connu (voir `maillage settings`).",
                f"{name} is no known setting (see `maillage settings`).",
            )
        )
    if missing := missing_publisher(settings):
        told = ", ".join(missing)
        say(
            Text(
                f"Mentions légales incomplètes : {told} (voir `maillage settings` et /legal/notice).",
                f"Legal notice incomplete: {told} (see `maillage settings` and /legal/notice).",
            )
        )
    from granian import Granian  # noqa: PLC0415 - only this command needs the server
    from granian.constants import Interfaces, Loops  # noqa: PLC0415
    from granian.http import HTTP1Settings  # noqa: PLC0415

    address = f"http://{settings.host}:{settings.port}"
    say(Text(f"Maillage sur {address} (Ctrl-C pour arrêter)", f"Maillage on {address} (Ctrl-C to stop)"))
    Granian(
        "graph_service.app:create_front",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.auto,
        workers=settings.workers,
        workers_kill_timeout=10,
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]
        http1_settings=HTTP1Settings(header_read_timeout=20_000, max_buffer_size=131_072),
        backpressure=4096,
        backlog=4096,
    ).serve()


def check_address(host: str, port: int) -> None:
    """Refuse an address that is taken: the server would share it, and answers would come from either program.

    Raises:
        UsageError: taken, or not an address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                Text(
                    f"L’adresse {host}:{port} ne peut servir : {error.strerror}. Arrêtez l’autre programme, ou "
                    f"choisissez un autre port : MAILLAGE_PORT={port + 1} make run.",
                    f"The address {host}:{port} cannot be used: {error.strerror}. Stop the other program, or choose "
                    f"another port: MAILLAGE_PORT={port + 1} make run.",
                )
            ) from None


@click.command("settings", help=help_text("Explique chaque réglage.", "Explain every setting."))
def show_settings() -> None:
    """Print the table of settings with the values in force."""
    current = read_settings()
    titles = ("variable", help_text("valeur", "value"), help_text("défaut", "default"), "", "")
    table = Table(*titles, box=None, header_style="bold")
    for name, default, unit, text in rows():
        value = str(getattr(current, name.removeprefix("MAILLAGE_").lower()))
        table.add_row(name, value, default if value != default else "", unit, text.to(language()))
    output.print(table)
