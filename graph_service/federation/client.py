"""The one client for what this service asks of others: checked addresses, bounds on time, size and redirects.

A host's address is resolved once, checked, and the connection goes to that very address (requests-hardened), so that
what a name means cannot change between the check and the call. Nothing of it passes through a proxy.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3 import Retry
from urllib3.exceptions import HTTPError

from graph_service import __version__
from graph_service.errors import UnreachableSource, UsageError
from graph_service.languages import Text
from graph_service.settings import Settings

AGENT = f"maillage/{__version__}"

_CONNECT, _SILENCE = 10.0, 30.0
_BLOCK = 1 << 16
_REDIRECTS = 5
_LONGEST_WAIT = 20.0
_TRIES = Retry(
    total=2,
    redirect=0,
    backoff_factor=0.3,
    backoff_max=_LONGEST_WAIT,
    status_forcelist=(429, 502, 503, 504),
    allowed_methods=("GET", "HEAD"),
    # A wait that the other side asks for may be an hour: whoever called decides when to come back.
    respect_retry_after_header=False,
    raise_on_status=False,
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one answer may take."""

    bytes: int = 256 * 1024 * 1024
    """Once decompressed."""
    seconds: float = 120.0


class Client:
    """Asks other hosts, as the settings allow."""

    def __init__(self, settings: Settings) -> None:
        self._private = settings.private_networks

    @contextmanager
    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[requests.Response]:
        """The answer of an address, its body not yet read; redirects are followed within its host only.

        Raises:
            UsageError: no http address, or one that holds a password.
            UnreachableSource: the host has a private address, does not answer, or leads elsewhere; an error status.
        """
        origin = parts_of(address)
        with self._session() as session, _told(address):
            answer = session.get(address, headers=dict(headers or {}), stream=True)
            for _ in range(_REDIRECTS):
                if not answer.is_redirect:
                    break
                following = urljoin(answer.url, answer.headers["Location"])
                answer.close()
                if not same_host(origin, parts_of(following)):
                    raise unreachable(address, Text("il mène à un autre hôte", "it leads to another host"))
                answer = session.get(following, headers=dict(headers or {}), stream=True)
            if answer.is_redirect:
                raise unreachable(address, Text("il mène d’adresse en adresse", "it leads from address to address"))
            with answer:
                answer.raise_for_status()
                yield answer

    def _session(self) -> HTTPSession:
        config = Config(
            ip_filter_enable=not self._private,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(_CONNECT, _SILENCE),
            user_agent_override=AGENT,
        )
        session = HTTPSession(config)
        # A proxy would connect in our place, to an address that nobody checked.
        session.trust_env = False
        for adapter in session.adapters.values():
            adapter.max_retries = _TRIES
        return session


def keep(answer: requests.Response, target: Path, bounds: Bounds) -> None:
    """Write an answer beside a file, then put it in its place: a half is never kept.

    Raises:
        UnreachableSource: cut short, too large once decompressed, or too slow; the file stays as it was.
    """
    deadline, size = time.monotonic() + bounds.seconds, 0
    with NamedTemporaryFile(dir=target.parent, prefix="partial-", delete=False) as file:
        partial = Path(file.name)
        try:
            with _told(answer.url):
                while block := answer.raw.read1(_BLOCK, decode_content=True):
                    size += len(block)
                    if size > bounds.bytes or time.monotonic() > deadline:
                        raise unreachable(answer.url, _too_much(bounds))
                    file.write(block)
                _whole(answer)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def parts_of(address: str) -> SplitResult:
    """The parts of an address.

    Raises:
        UsageError: not an http address, or one that holds a password.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise UsageError(Text(f"« {address} » n’est pas une adresse.", f"“{address}” is no address."))
    if parts.username is not None or parts.password is not None:
        raise UsageError(Text("Pas de mot de passe dans une adresse.", "No password in an address."))
    return parts


def same_host(one: SplitResult, other: SplitResult) -> bool:
    """Whether two addresses are of one host; from http to https is no other one, the way back is."""
    if one.hostname != other.hostname:
        return False
    ports = [part.port or _PORTS[part.scheme] for part in (one, other)]
    upgraded = (one.scheme, other.scheme) == ("http", "https") and ports == [80, 443]
    return upgraded or (one.scheme == other.scheme and ports[0] == ports[1])


def unreachable(address: str, why: Text) -> UnreachableSource:
    """The refusal of an address, and that nothing was lost."""
    return UnreachableSource(
        Text(
            f"{address} n’a pas donné son fichier ({why.fr}). Rien n’a changé ; réessayez plus tard.",
            f"{address} did not give its file ({why.en}). Nothing has changed; try again later.",
        )
    )


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Turn what went wrong on the way into a sentence."""
    try:
        yield
    except InvalidIPAddress:
        raise unreachable(
            address,
            Text(
                "son adresse est privée ; MAILLAGE_PRIVATE_NETWORKS=true la permet",
                "its address is private; MAILLAGE_PRIVATE_NETWORKS=true allows it",
            ),
        ) from None
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise unreachable(address, Text(str(error), str(error))) from None


def _whole(answer: requests.Response) -> None:
    """Refuse an answer that ended before the length that it told."""
    told = answer.headers.get("Content-Length", "")
    if told.isdigit() and "Content-Encoding" not in answer.headers and answer.raw.tell() < int(told):
        raise unreachable(answer.url, Text("la réponse est tronquée", "the answer is cut short"))


def _too_much(bounds: Bounds) -> Text:
    return Text(
        f"plus de {bounds.bytes} octets ou de {bounds.seconds:g} s",
        f"over {bounds.bytes} bytes or {bounds.seconds:g} s",
    )
