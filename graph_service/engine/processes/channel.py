"""Framed messages between a process and its sealed child: a JSON header and a blob, over an inherited socket."""

import json
import os
import select
import struct
import time
from dataclasses import dataclass
from typing import Any

# One encoder for all: `json.dumps` with separators makes a new one at each call.
_encode = json.JSONEncoder(separators=(",", ":")).encode
_FRAME = struct.Struct(">II")
Header = dict[str, Any]


class ChannelClosedError(Exception):
    """The other side is gone."""


class ChannelTimeoutError(Exception):
    """Nothing came before the deadline."""


@dataclass(frozen=True, slots=True)
class Message:
    """One frame: its header and its blob."""

    header: Header
    blob: bytes = b""


class Frame:
    """A message being received piece by piece."""

    __slots__ = ("_received",)

    def __init__(self) -> None:
        self._received = bytearray()

    def feed(self, data: bytes) -> Message | None:
        """Take some bytes; the message once it is whole (the other side sends one at a time)."""
        received = self._received
        received += data
        if len(received) < _FRAME.size:
            return None
        header_size, blob_size = _FRAME.unpack_from(received)
        end = _FRAME.size + header_size
        if len(received) < end + blob_size:
            return None
        return Message(json.loads(received[_FRAME.size : end]), bytes(received[end:]))


class Channel:
    """One end of a stream socket, by file descriptor: `read` and `write` stay permitted once sealed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def send(self, header: Header, blob: bytes = b"") -> None:
        """Send one message.

        Raises:
            ChannelClosedError: the other side is gone.
        """
        text = _encode(header).encode()
        self._write(_FRAME.pack(len(text), len(blob)) + text + blob)

    def receive(self, deadline: float | None = None) -> Message:
        """Wait for one message, until `deadline` (seconds of the monotonic clock; None: for ever).

        Raises:
            ChannelClosedError: the other side is gone.
            ChannelTimeoutError: the deadline passed.
        """
        header_size, blob_size = _FRAME.unpack(self._read(_FRAME.size, deadline))
        body = self._read(header_size + blob_size, deadline)
        return Message(json.loads(body[:header_size]), body[header_size:])

    def read_available(self) -> bytes:
        """What has come, when something has.

        Raises:
            ChannelClosedError: the other side is gone.
        """
        return self._read_some(1 << 18)

    def close(self) -> None:
        """Close this end."""
        os.close(self._descriptor)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            raise ChannelClosedError from error

    def _read(self, size: int, deadline: float | None) -> bytes:
        parts: list[bytes] = []
        while size:
            self._wait(deadline)
            part = self._read_some(size)
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _read_some(self, size: int) -> bytes:
        try:
            part = os.read(self._descriptor, size)
        except OSError as error:
            raise ChannelClosedError from error
        if not part:
            raise ChannelClosedError
        return part

    def _wait(self, deadline: float | None) -> None:
        if deadline is None:
            return
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not self._poll.poll(remaining * 1000):
            raise ChannelTimeoutError
