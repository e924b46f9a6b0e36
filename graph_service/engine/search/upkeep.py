"""When the search file must be brought up, and with what: the follower's chore."""

from typing import Any

from graph_service.engine.search.index import SearchIndex
from graph_service.settings import Settings


class SearchUpkeep:
    """Brings the search file to each published version."""

    role = "indexer"
    seconds = 4 * 3600.0

    def __init__(self, settings: Settings, index: SearchIndex) -> None:
        self._settings = settings
        self._index = index
        self._seen = 0

    def config(self) -> dict[str, Any]:
        """Where the data lies, and how."""
        return {
            "folder": str(self._index.folder.root),
            "merged": self._settings.default_graph == "merge",
            "memory": self._settings.update_memory << 20,
        }

    def due(self) -> dict[str, Any] | None:
        """Whether a version is published that the file does not have."""
        folder = self._index.folder
        current = folder.current_number()
        if current == self._seen and folder.search_link.exists():
            return None
        if self._index.version() >= current:
            self._seen = current
            return None
        return {"task": "follow"}
