"""When a dump is due: at most once in so many hours, and for each tag. The follower's chore."""

from datetime import UTC, datetime, timedelta
from typing import Any

from graph_service.engine.dumps.manifest import latest, made
from graph_service.engine.versions.folder import DataFolder
from graph_service.settings import Settings


class DumpUpkeep:
    """Makes the dumps of an instance."""

    role = "exporter"
    seconds = 6 * 3600.0

    def __init__(self, settings: Settings, folder: DataFolder) -> None:
        self._settings = settings
        self._folder = folder
        self._seen: tuple[int, int] = (0, 0)
        self._not_before = datetime.min.replace(tzinfo=UTC)

    def config(self) -> dict[str, Any]:
        """Where the data lies, and whose."""
        return {
            "folder": str(self._folder.root),
            "base": self._settings.base_iri,
            "memory": self._settings.update_memory << 20,
        }

    def due(self) -> dict[str, Any] | None:
        """The version to dump now: a tag's, or the current one when the last dump is old and of something else."""
        state = (self._folder.current_number(), self._tags_written())
        now = datetime.now(UTC)
        if latest(self._folder) is None:
            # None was made yet, or an erasure removed them: nothing to wait for.
            self._seen, self._not_before = (0, 0), datetime.min.replace(tzinfo=UTC)
        if state == self._seen or (state[1] == self._seen[1] and now < self._not_before):
            return None
        done, kept = set(made(self._folder)), set(self._folder.kept())
        tagged = sorted(number for number in self._folder.read_tags().values() if number in kept - done)
        if tagged:
            return {"task": "dump", "version": tagged[0]}
        return self._current(state, now)

    def _current(self, state: tuple[int, int], now: datetime) -> dict[str, Any] | None:
        last, record = latest(self._folder), self._folder.current_record()
        if not record.quads or (last is not None and last.content == record.content_hash):
            self._seen = state
            return None
        if last is not None and not self._withdrawn_since(last.version):
            self._not_before = datetime.fromisoformat(last.made) + timedelta(hours=self._settings.dump_hours)
            if now < self._not_before:
                self._seen = (0, state[1])
                return None
        return {"task": "dump", "version": record.number}

    def _withdrawn_since(self, version: int) -> bool:
        """Whether something was withdrawn since a dump: it must not stay downloadable for a day."""
        causes = (self._folder.record(number).cause for number in self._folder.kept() if number > version)
        return any("withdraw" in cause for cause in causes)

    def _tags_written(self) -> int:
        try:
            return self._folder.tags.stat().st_mtime_ns
        except OSError:
            return 0
