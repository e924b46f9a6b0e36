"""The reader process: holds one version open read-only under a shared lock, answers one task at a time."""

import fcntl
import os
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph_service.engine.formats.rdf import UnreadableError, normalise
from graph_service.engine.processes.channel import Channel, Header
from graph_service.engine.processes.sandbox import cap_memory, give_back_memory, resident_size, set_alarm
from graph_service.engine.readers.evaluation import RefusedError, Task, dump_dataset, dump_graph, evaluate

_GROWTH = 48 * 1024 * 1024
"""Resident bytes above the size at opening at which a reader gives way to a fresh one."""

ALARM_MARGIN = 2.0
"""Seconds after the deadline at which a sealed process ends itself, were its parent dead."""

_LARGE, _LONG = 65_536, 0.02
"""Bytes of an answer and seconds of a task below which memory is not looked at."""


def refused(refusal: RefusedError | UnreadableError) -> Header:
    """What cannot be done, as an answer: the parent makes an error of it."""
    if isinstance(refusal, UnreadableError):
        return {"refused": "unreadable-data", "said": str(refusal), "members": {}}
    return {"refused": refusal.slug, "said": refusal.said, "members": refusal.members}


class OpenVersion:
    """The version that a reader holds: its store and the lock on its folder."""

    def __init__(self, path: str, memory: int) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDONLY)
        self.inode = os.fstat(self._descriptor).st_ino
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)
        if not Path(path, "version.json").exists():
            raise RefusedError("gone", path)
        self.store: ox.Store = ox.Store.read_only(path + "/store")
        cap_memory(memory)
        self.resident = resident_size()

    def close(self) -> None:
        """Close the store, then let go of the folder."""
        del self.store
        os.close(self._descriptor)


class Reader:
    """The state of one reader process."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.memory = int(config["memory"])
        self.version: OpenVersion | None = None

    def answer(self, header: Header, blob: bytes) -> tuple[Header, bytes]:
        """Do one task; what cannot be done is an answer too."""
        try:
            return self._do(header, blob)
        except (RefusedError, UnreadableError) as refusal:
            return refused(refusal), b""
        except (ValueError, OverflowError) as error:
            return {"refused": "malformed-query", "said": str(error)[:500], "members": {}}, b""
        except (OSError, RuntimeError) as error:
            return {"refused": "storage-unavailable", "said": str(error)[:500], "members": {}}, b""

    def _do(self, header: Header, blob: bytes) -> tuple[Header, bytes]:
        if header["task"] == "parse":
            cap_memory(self.memory)
            return normalise(**header["arguments"]), b""
        store = self._store(header["version"])
        task = Task(query=blob.decode(), **header["arguments"])
        if header["task"] == "graph":
            return dump_graph(store, task, header["graph"])
        if header["task"] == "dataset":
            return dump_dataset(store, task)
        return evaluate(store, task)

    def _store(self, path: str) -> ox.Store:
        # `erase` puts another folder under the name of an old version.
        if self.version is None or self.version.path != path or self.version.inode != os.stat(path).st_ino:  # noqa: PTH116
            if self.version is not None:
                self.version.close()
                self.version = None
            self.version = OpenVersion(path, self.memory)
        return self.version.store

    @property
    def swollen(self) -> bool:
        """Whether memory stays taken after a large answer."""
        if self.version is None or resident_size() - self.version.resident < _GROWTH:
            return False
        give_back_memory()
        return resident_size() - self.version.resident >= _GROWTH


def serve(channel: Channel, config: dict[str, Any]) -> None:
    """Answer tasks until the channel closes."""
    reader = Reader(config)
    while True:
        message = channel.receive()
        started = time.monotonic()
        set_alarm(message.header["seconds"] + ALARM_MARGIN)
        header, blob = reader.answer(message.header, message.blob)
        set_alarm(0)
        # Looking at /proc costs as much as a small query: only after a task that may have left something.
        header["last"] = (header.get("size", 0) > _LARGE or time.monotonic() - started > _LONG) and reader.swollen
        channel.send(header, blob)
