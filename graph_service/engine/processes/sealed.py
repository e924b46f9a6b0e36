"""The child's entry: seal first, import the role's code, then serve tasks until the parent goes."""

import importlib
import json
import os
import sys
from typing import Any, Protocol

from graph_service.engine.processes.channel import Channel, ChannelClosedError
from graph_service.engine.processes.sandbox import MEMORY_EXIT, seal

ROLES = {
    "exporter": "graph_service.engine.dumps.service",
    "indexer": "graph_service.engine.search.service",
    "photographer": "graph_service.engine.photos.service",
    "reader": "graph_service.engine.readers.service",
    "validator": "graph_service.engine.validation.service",
    "writer": "graph_service.engine.writer.service",
}


class Role(Protocol):
    """What a role's module offers."""

    def serve(self, channel: Channel, config: dict[str, Any]) -> None:
        """Answer tasks until the channel closes."""


def main(role: str, descriptor: str, config: str) -> None:
    """Run one role, named by the parent's command line."""
    sealed = seal()
    module: Any = importlib.import_module(ROLES[role])
    channel = Channel(int(descriptor))
    try:
        channel.send({"ready": True, "sealed": sealed})
        module.serve(channel, json.loads(config))
    except ChannelClosedError:
        os._exit(0)
    except MemoryError:
        os._exit(MEMORY_EXIT)


if __name__ == "__main__":
    main(*sys.argv[1:])
