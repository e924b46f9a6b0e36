"""The table of upkeep tasks that the writer process does besides batches and builds."""

from collections.abc import Callable
from typing import Any

from graph_service.engine.versions.durability import write_json
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writer import publication
from graph_service.engine.writer.builds import Progress
from graph_service.engine.writer.erasure import erase
from graph_service.engine.writer.restoration import optimize, restore
from graph_service.engine.writer.verification import verify

Task = Callable[[DataFolder, bool, dict[str, Any], Progress], dict[str, Any]]


def tag(folder: DataFolder, _merged: bool, arguments: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """Name a version (it is then kept for ever), or forget a name when `version` is 0."""
    with publication.write_lock(folder):
        tags = folder.read_tags()
        if arguments["version"]:
            folder.record(arguments["version"])
            tags[arguments["name"]] = arguments["version"]
        else:
            tags.pop(arguments["name"], None)
        write_json(folder.tags, tags)
    return {"tags": tags}


TASKS: dict[str, Task] = {
    "erase": erase,
    "optimize": optimize,
    "restore": restore,
    "tag": tag,
    "verify": verify,
}
