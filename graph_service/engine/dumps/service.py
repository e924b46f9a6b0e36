"""The exporter process: dumps the version it is asked for, then waits to be asked again."""

from pathlib import Path
from typing import Any

from graph_service.engine.dumps.writing import dump
from graph_service.engine.processes.channel import Channel
from graph_service.engine.processes.sandbox import set_alarm
from graph_service.engine.readers.evaluation import RefusedError
from graph_service.engine.readers.service import ALARM_MARGIN
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.locks import InUseError
from graph_service.errors import Gone, NotFound


def serve(channel: Channel, config: dict[str, Any]) -> None:
    """Answer tasks until the channel closes."""
    folder = DataFolder(Path(config["folder"]))
    while True:
        asked = channel.receive().header
        set_alarm(asked["seconds"] + ALARM_MARGIN)
        try:
            channel.send({"version": dump(folder, asked["version"], config["base"], config["memory"])})
        except (InUseError, RefusedError, Gone, NotFound):
            # The version was pruned between its name and its lock: a later one will be asked for.
            channel.send({"busy": True})
        set_alarm(0)
