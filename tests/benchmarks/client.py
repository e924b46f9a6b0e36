"""A small keep-alive HTTP/1.1 client on raw sockets, in processes; the same for every peer.

It costs CPU on the same cores as the server (some 40 µs a request): the fastest rates are flattened.
"""

import socket
import time
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote

KEY, SERIAL = "XKEYX", "XSERIALX"
"""Places in a query's text: for the number of a thing, and for what makes each text new."""

_BUFFER = 1 << 20


@dataclass(frozen=True)
class Exchange:
    """One answer: status, seconds to its first byte and to its last, head."""

    status: int
    first: float
    whole: float
    head: bytes


@dataclass
class Samples:
    """What a connection saw while it kept asking."""

    seconds: float = 0.0
    whole: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    failures: int = 0

    def join(self, others: list[Self]) -> None:
        """Add connections that ran side by side, for as long as the slowest of them."""
        self.seconds += max(other.seconds for other in others)
        for other in others:
            self.whole += other.whole
            self.first += other.first
            self.failures += other.failures


@dataclass(frozen=True)
class Inquiry:
    """What to ask for, again and again: a request with places, and how many numbers its key takes."""

    port: int
    request: bytes
    keys: int = 1
    expected: int = 200

    def at(self, turn: int) -> bytes:
        """The request of one turn."""
        key = f"{turn * 7919 % self.keys:09}".encode()
        return self.request.replace(KEY.encode(), key).replace(SERIAL.encode(), b"%d" % turn)


def get(port: int, path: str, query: str, **headers: str) -> bytes:
    """A GET of a query; header names take underscores."""
    sent = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"GET {path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Accept: application/sparql-results+json\r\n{sent}\r\n"
    ).encode()


def post(port: int, path: str, update: str, **headers: str) -> bytes:
    """A POST of an update."""
    body = update.encode()
    sent = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/sparql-update\r\n"
        f"Content-Length: {len(body)}\r\n{sent}\r\n"
    )
    return head.encode() + body


class Connection:
    """A connection that stays open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def exchange(self, request: bytes) -> Exchange:
        """Send a request and read its whole answer."""
        started = time.perf_counter()
        self._socket.sendall(request)
        received = self._receive(0)
        first = time.perf_counter() - started
        while (end := self._buffer.find(b"\r\n\r\n", 0, received)) < 0:
            received += self._receive(received)
        head = bytes(self._view[:end])
        status = int(head[9:12])
        if status not in (204, 304):
            self._finish(head.lower(), end + 4, received)
        return Exchange(status, first, time.perf_counter() - started, head)

    def _finish(self, head: bytes, start: int, received: int) -> None:
        """Read the body to its end and throw it away."""
        if b"transfer-encoding: chunked" not in head:
            left = int(header(head, b"content-length") or 0) - (received - start)
            while left > 0:
                left -= self._receive(0)
            return
        # One request at a time: the last chunk is the last thing that comes; no JSON ends like it.
        tail = bytes(self._view[max(start, received - 5) : received])
        while tail != b"0\r\n\r\n":
            received = self._receive(0)
            tail = (tail + bytes(self._view[max(0, received - 5) : received]))[-5:]

    def _receive(self, at: int) -> int:
        size = self._socket.recv_into(self._view[at:])
        if not size:
            raise ConnectionError("closed by the server")
        return size


def header(head: bytes, name: bytes) -> str | None:
    """A header's value."""
    for line in head.split(b"\r\n")[1:]:
        found, _, value = line.partition(b":")
        if found.strip().lower() == name:
            return value.strip().decode("latin-1")
    return None


def keep_asking(inquiry: Inquiry, first_turn: int, step: int, seconds: float) -> Samples:
    """Ask on one connection, one after the other, for some seconds."""
    samples = Samples()
    started, turn = time.perf_counter(), first_turn
    with Connection(inquiry.port) as connection:
        while (elapsed := time.perf_counter() - started) < seconds:
            exchange = connection.exchange(inquiry.at(turn))
            turn += step
            if exchange.status == inquiry.expected:
                samples.whole.append(exchange.whole)
                samples.first.append(exchange.first)
            else:
                samples.failures += 1
    samples.seconds = max(elapsed, sum(samples.whole))
    return samples
