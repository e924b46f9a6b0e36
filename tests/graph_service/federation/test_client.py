"""The client for what is asked of others: checked addresses, its own host only, bounded, and nothing kept by halves."""

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from graph_service.errors import UnreachableSource, UsageError
from graph_service.federation.client import Bounds, Client, parts_of, same_host
from graph_service.federation.downloads import fetch
from graph_service.settings import read_settings

OPEN, CLOSED = Client(read_settings(private_networks=True)), Client(read_settings(private_networks=False))


class Host:
    """A host that answers as it is told, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.statuses: list[int] = []
        self.body = b"whole"
        self.headers: dict[str, str] = {}
        self.drip = 0.0
        self.address = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """One answer."""
        self.asked.append(handler.path)
        status = self.statuses.pop(0) if self.statuses else 200
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(self.body))} | self.headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        for byte in self.body if self.drip else ():
            handler.wfile.write(bytes([byte]))
            time.sleep(self.drip)
        if not self.drip:
            handler.wfile.write(self.body)


@contextmanager
def hosting() -> Iterator[Host]:
    """A host on the loopback."""
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.answer(self)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}/file.ttl"
    yield host
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def host() -> Iterator[Host]:
    """The host that is asked."""
    with hosting() as found:
        yield found


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/"])
def test_a_private_address_is_refused_before_any_connection(host: Host, tmp_path: Path, address: str) -> None:
    port = parts_of(host.address).port
    with pytest.raises(UnreachableSource, match="private"):
        fetch(address.format(port=port), tmp_path, CLOSED)
    assert host.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://10.1.2.3/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
    ],
)
def test_no_range_of_a_private_network_is_called(tmp_path: Path, address: str) -> None:
    with pytest.raises(UnreachableSource, match="private"):
        fetch(address, tmp_path, CLOSED)


def test_32_a_name_that_changes_its_address_is_connected_to_the_one_that_was_checked(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, told, real = parts_of(host.address).port, ["203.0.113.5", "127.0.0.1"], socket.getaddrinfo
    connected: list[str] = []

    def resolve(name: str, *arguments: Any, **options: Any) -> Any:
        """A resolver that answers a public address first, then the loopback."""
        if name == "rebinding.example":
            return real(told.pop(0) if len(told) > 1 else told[0], *arguments, **options)
        connected.append(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("graph_service.federation.client._CONNECT", 0.3)
    monkeypatch.setattr("graph_service.federation.client._TRIES", 0)
    with pytest.raises(UnreachableSource):
        fetch(f"http://rebinding.example:{port}/file.ttl", tmp_path, CLOSED)
    assert host.asked == []
    assert "127.0.0.1" not in connected


def test_a_redirect_within_the_host_is_followed_and_one_beyond_is_not(host: Host, tmp_path: Path) -> None:
    host.statuses, host.headers = [302], {"Location": "/other.ttl"}
    assert fetch(host.address, tmp_path, OPEN).read_bytes() == b"whole"
    assert host.asked == ["/file.ttl", "/other.ttl"]
    with hosting() as canary:
        host.statuses, host.headers = [302], {"Location": canary.address}
        with pytest.raises(UnreachableSource, match="another host"):
            fetch(host.address, tmp_path / "b", OPEN)
        assert canary.asked == []


def test_redirects_that_never_end_are_refused(host: Host, tmp_path: Path) -> None:
    host.statuses, host.headers = [302] * 20, {"Location": "/again"}
    with pytest.raises(UnreachableSource, match="from address to address"):
        fetch(host.address, tmp_path, OPEN)
    assert len(host.asked) == 6


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.fr/x", "http://a.fr/y", True),
        ("http://a.fr/x", "https://a.fr/x", True),
        ("https://a.fr/x", "http://a.fr/x", False),
        ("https://a.fr/x", "https://b.a.fr/x", False),
        ("http://a.fr:8000/", "http://a.fr:8001/", False),
        ("http://a.fr:8000/", "https://a.fr/", False),
    ],
)
def test_a_host_is_a_name_and_a_port_that_only_becomes_safer(one: str, other: str, same: bool) -> None:
    assert same_host(parts_of(one), parts_of(other)) is same


@pytest.mark.parametrize(
    "address",
    ["ftp://a.fr/", "file:///etc/hostname", "http://", "http://me:secret@a.fr/", "http://a.fr:99999/", "gopher://a.fr"],
)
def test_what_is_no_plain_web_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError):
        fetch(address, tmp_path, OPEN)


def test_a_passing_trouble_is_tried_again_and_a_lasting_one_is_told(host: Host, tmp_path: Path) -> None:
    host.statuses = [503, 502]
    assert fetch(host.address, tmp_path, OPEN).read_bytes() == b"whole"
    assert len(host.asked) == 3
    host.statuses = [503] * 5
    with pytest.raises(UnreachableSource, match="503"):
        fetch(host.address, tmp_path / "b", OPEN)
    assert len(host.asked) == 6


def test_what_was_kept_stays_when_the_next_answer_is_cut_slow_large_or_a_bomb(host: Host, tmp_path: Path) -> None:
    kept = fetch(host.address, tmp_path, OPEN)
    bomb = gzip.compress(b"\0" * 20_000_000)
    for body, headers, drip in (
        (b"half", {"Content-Length": "400"}, 0.0),
        (b"drop by drop" * 20, {}, 0.02),
        (b"x" * 3_000_000, {}, 0.0),
        (bomb, {"Content-Encoding": "gzip"}, 0.0),
        (b"not gzip", {"Content-Encoding": "gzip"}, 0.0),
    ):
        host.body, host.headers, host.drip = body, headers, drip
        began = time.monotonic()
        with pytest.raises(UnreachableSource):
            fetch(host.address, tmp_path, OPEN, Bounds(bytes=1_000_000, seconds=1.0))
        assert time.monotonic() - began < 10
        assert kept.read_bytes() == b"whole"
        assert not list(tmp_path.glob("partial-*"))


def test_what_has_not_changed_is_not_sent_again_304(host: Host, tmp_path: Path) -> None:
    host.headers = {"ETag": '"1"'}
    kept = fetch(host.address, tmp_path, OPEN)
    host.statuses, host.body = [304], b""
    assert fetch(host.address, tmp_path, OPEN) == kept
    assert kept.read_bytes() == b"whole"
