"""The indexer process: brings the search file to the published version, then waits to be asked again."""

from pathlib import Path
from typing import Any

from graph_service.engine.processes.channel import Channel
from graph_service.engine.processes.sandbox import set_alarm
from graph_service.engine.readers.evaluation import RefusedError
from graph_service.engine.readers.service import ALARM_MARGIN
from graph_service.engine.search.indexing import bring_up
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.locks import InUseError


def serve(channel: Channel, config: dict[str, Any]) -> None:
    """Answer tasks until the channel closes."""
    folder = DataFolder(Path(config["folder"]))
    while True:
        set_alarm(channel.receive().header["seconds"] + ALARM_MARGIN)
        try:
            channel.send({"version": bring_up(folder, merged=config["merged"], memory=config["memory"])})
        except (InUseError, RefusedError):
            # Refused: the version was pruned between its name and its lock; the next call takes a newer one.
            channel.send({"busy": True})
        set_alarm(0)
