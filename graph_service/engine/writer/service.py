"""The writer process: batches of small writes, builds, and upkeep, one request at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph_service.engine.processes.channel import Channel, Header
from graph_service.engine.processes.sandbox import cap_memory, give_back_memory, set_alarm
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.retention import prune
from graph_service.engine.writer import upkeep
from graph_service.engine.writer.batch import run_batch
from graph_service.engine.writer.builds import Replacement, run_build
from graph_service.engine.writer.large_updates import run_large_update
from graph_service.engine.writer.places import sweep, under_way
from graph_service.engine.writer.publication import write_lock
from graph_service.errors import MaillageError

_ALARM_MARGIN = 2.0


class Writer:
    """The state of one writer process."""

    def __init__(self, channel: Channel, config: dict[str, Any]) -> None:
        self.channel = channel
        self.folder = DataFolder(Path(config["root"]))
        self.merged = bool(config["merged"])
        self.small = int(config["small"])
        self.keep = config["keep"]
        self.seconds = float(config["seconds"])
        self._tasks: dict[str, Callable[[Header], Header]] = {
            "batch": self._batch,
            "build": self._build,
            "update": self._large_update,
            **dict.fromkeys(upkeep.TASKS, self._upkeep),
        }

    def answer(self, header: Header) -> Header:
        """Do one request; what is refused is an answer too."""
        try:
            return self._tasks[header["task"]](header)
        except MaillageError as error:
            return {
                "error": error.slug,
                "fr": error.detail.fr,
                "en": error.detail.en,
                "members": error.members,
            }
        except (OSError, RuntimeError) as error:
            # Disk full, a damaged file: the primary stays marked dirty and the published version untouched.
            return {
                "error": "storage-unavailable",
                "fr": f"Le stockage refuse : {error}. Rien n’a été publié ; libérez de la place puis réessayez.",
                "en": f"Storage refuses: {error}. Nothing was published; free some space, then try again.",
                "members": {},
                "fatal": True,
            }

    def _batch(self, header: Header) -> Header:
        with write_lock(self.folder):
            self.channel.send({"locked": True})
            # Were the parent dead, nobody would end a batch that does not end.
            set_alarm(self.seconds + _ALARM_MARGIN)
            receipts = run_batch(self.folder, header["jobs"], self.merged, self.small)
            set_alarm(0)
        return {"receipts": receipts}

    def _build(self, header: Header) -> Header:
        request = Replacement(**{**header["request"], "file": Path(header["request"]["file"])})
        return run_build(self.folder, request, self.merged, self.small, self._progress)

    def _large_update(self, header: Header) -> Header:
        set_alarm(header["seconds"] + _ALARM_MARGIN)
        return run_large_update(self.folder, header["job"], self.merged, self._progress)

    def _upkeep(self, header: Header) -> Header:
        return upkeep.TASKS[header["task"]](self.folder, self.merged, header.get("arguments", {}), self._progress)

    def _progress(self, step: str, size: int) -> None:
        self.channel.send({"progress": step, "size": size})

    def tidy(self) -> None:
        """Prune versions and sweep what dead builds left, once the answer is sent: nobody waits for it."""
        with write_lock(self.folder):
            sweep(self.folder)
            # A build replays every version published since its base.
            if not under_way(self.folder):
                prune(self.folder, *self.keep)
        give_back_memory()


def serve(channel: Channel, config: dict[str, Any]) -> None:
    """Answer requests until the channel closes, or until one leaves the process in doubt."""
    cap_memory(int(config["memory"]))
    writer = Writer(channel, config)
    while True:
        message = channel.receive()
        answer = writer.answer(message.header)
        channel.send(answer)
        if answer.get("fatal"):
            return
        writer.tidy()
