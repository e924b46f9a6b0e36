"""The parent's side of a sealed child: start it, ask it, kill it at a deadline, say of what it died."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

from graph_service.engine.processes.channel import (
    Channel,
    ChannelClosedError,
    ChannelTimeoutError,
    Frame,
    Header,
    Message,
)
from graph_service.engine.processes.sandbox import MEMORY_EXIT
from graph_service.errors import ClientLeft, DeadlineExceeded, MaillageError, MemoryLimit, WorkerCrashed
from graph_service.languages import Text

_MEMORY_WORDS = ("memory allocation", "bad_alloc", "MemoryError", "capacity overflow")
_START_SECONDS = 30.0


class Worker:
    """One sealed child process with one task at a time."""

    def __init__(self, role: str, config: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._lock = threading.Lock()
        self._killed: type[MaillageError] | None = None
        self.role = role
        try:
            self._process = subprocess.Popen(
                _command(role, theirs.fileno(), config),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=_environment(),
                start_new_session=True,
            )
        finally:
            theirs.close()
        self._socket = ours
        self._channel = Channel(ours.fileno())

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._process.poll() is None

    def greet(self) -> Header:
        """Wait until the child is sealed and ready; its first message says what it could give up."""
        return self.receive(time.monotonic() + _START_SECONDS).header

    def send(self, header: Header, blob: bytes = b"") -> None:
        """Hand the child a task; a child that is already dead shows at `receive`."""
        with contextlib.suppress(ChannelClosedError):
            self._channel.send(header, blob)

    def receive(self, deadline: float | None) -> Message:
        """Wait for the child's next message.

        Raises:
            DeadlineExceeded: the deadline passed; the child is killed.
            ClientLeft: `cancel` killed it.
            MemoryLimit, WorkerCrashed: it died by itself.
        """
        try:
            return self._channel.receive(deadline)
        except ChannelTimeoutError:
            self.kill(DeadlineExceeded)
        except ChannelClosedError:
            pass
        raise self._cause()

    async def receive_soon(self) -> Message:
        """`receive` on the event loop; its deadline is the caller's to keep.

        Raises:
            DeadlineExceeded, ClientLeft: as the caller killed it.
            MemoryLimit, WorkerCrashed: it died by itself.
        """
        loop = asyncio.get_running_loop()
        arrived: asyncio.Future[Message] = loop.create_future()
        frame = Frame()

        def readable() -> None:
            try:
                message = frame.feed(self._channel.read_available())
            except ChannelClosedError as error:
                loop.remove_reader(self._socket.fileno())
                arrived.set_exception(error)
                return
            if message is not None:
                loop.remove_reader(self._socket.fileno())
                arrived.set_result(message)

        loop.add_reader(self._socket.fileno(), readable)
        try:
            return await arrived
        except ChannelClosedError:
            raise self._cause() from None
        except asyncio.CancelledError:
            loop.remove_reader(self._socket.fileno())
            self.kill()
            raise

    @property
    def doomed(self) -> bool:
        """Whether somebody killed the child (it may have answered just before)."""
        return self._killed is not None

    def cancel(self) -> None:
        """Kill the child because nobody waits for its answer."""
        self.kill(ClientLeft)

    def kill(self, reason: type[MaillageError] = WorkerCrashed) -> None:
        """Kill the child at once, remembering why."""
        with self._lock:
            if self._killed is None and self.alive:
                self._killed = reason
                self._process.kill()

    def close(self) -> None:
        """End the child and release everything it held here."""
        self.kill()
        self._process.wait()
        self._socket.close()
        self._errors.close()

    def _cause(self) -> MaillageError:
        code = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read()[-4000:].decode(errors="replace")
        return cause_of_death(self._killed, code, said)


def cause_of_death(killed: type[MaillageError] | None, code: int, said: str) -> MaillageError:
    """Tell a deadline, a memory limit and a crash apart from the exit code and the last words."""
    if killed is not None and killed is not WorkerCrashed:
        return killed()
    if code == -signal.SIGALRM:
        return DeadlineExceeded()
    if code == MEMORY_EXIT or (code == -signal.SIGABRT and any(word in said for word in _MEMORY_WORDS)):
        return MemoryLimit()
    if code == -signal.SIGKILL:
        return MemoryLimit(Text("La machine n’a plus de mémoire.", "The machine is out of memory."))
    name = signal.Signals(-code).name if code < 0 else f"code {code}"
    return WorkerCrashed(members={"cause": name, "said": said[-500:]} if said and code > 0 else {"cause": name})


def _command(role: str, descriptor: int, config: dict[str, Any]) -> list[str]:
    return [
        sys.executable,
        "-I",
        "-m",
        "graph_service.engine.processes.sealed",
        role,
        str(descriptor),
        json.dumps(config),
    ]


def _environment() -> dict[str, str]:
    # One malloc arena: per-thread arenas reserve address space that the memory cap would count.
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "PYTHONHASHSEED": "0"}
