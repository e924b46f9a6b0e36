"""Files by address: what has not changed is not sent again; bounded in size and time."""

import hashlib
import json
import re
import time
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import SplitResult, urlsplit

import requests
from urllib3.exceptions import HTTPError

from graph_service import __version__
from graph_service.engine.versions.durability import write_json
from graph_service.errors import UnreachableSource, UsageError
from graph_service.languages import Text

MAX_BYTES = 256 * 1024 * 1024
MAX_SECONDS = 120.0
_CONNECT, _SILENCE = 10.0, 30.0
_BLOCK = 1 << 16
_NOT_MODIFIED = 304
_TOO_MUCH = Text(f"plus de {MAX_BYTES} octets ou de {MAX_SECONDS:g} s", f"over {MAX_BYTES} bytes or {MAX_SECONDS:g} s")
_HEADERS = {"User-Agent": f"maillage/{__version__}", "Accept": "*/*"}


def is_address(path: str) -> bool:
    """Whether what was given is an address and not a file."""
    return path.startswith(("https://", "http://", "webcal://"))


def fetch(address: str, folder: Path) -> Path:
    """The file at an address, kept in `folder` with what tells its state (ETag, Last-Modified).

    Asked again, the server may answer that nothing changed: then the kept file is given.

    Raises:
        UnreachableSource: no answer, an error, or an answer that is too large or too slow; the kept file stays.
        UsageError: not an http address.
    """
    address = re.sub(r"^webcal:", "https:", address)
    if _parts(address).username is not None:
        raise UsageError(Text("Pas de mot de passe dans une adresse.", "No password in an address."))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _file_name(address)
    try:
        with requests.get(address, headers=_conditions(target), timeout=(_CONNECT, _SILENCE), stream=True) as answer:
            if answer.status_code == _NOT_MODIFIED and target.exists():
                return target
            answer.raise_for_status()
            _keep(answer, target)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise _unreachable(address, Text(str(error), str(error))) from None
    return target


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise UsageError(Text(f"« {address} » n’est pas une adresse.", f"“{address}” is no address.")) from None


def _file_name(address: str) -> str:
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", _parts(address).path.rpartition("/")[2]).strip("-.") or "source"
    return f"{hashlib.sha256(address.encode()).hexdigest()[:12]}-{stem[-60:]}"


def _state(target: Path) -> Path:
    return target.with_name(f"{target.name}.state.json")


def _conditions(target: Path) -> dict[str, str]:
    if not (target.exists() and _state(target).exists()):
        return _HEADERS
    known = json.loads(_state(target).read_text())
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    return {**_HEADERS, **{name: value for name, value in asked.items() if value}}


def _keep(answer: requests.Response, target: Path) -> None:
    """Write the answer beside the kept file, then put it in its place."""
    deadline, size = time.monotonic() + MAX_SECONDS, 0
    with NamedTemporaryFile(dir=target.parent, prefix="partial-", delete=False) as file:
        partial = Path(file.name)
        try:
            while block := answer.raw.read1(_BLOCK, decode_content=True):
                size += len(block)
                if size > MAX_BYTES or time.monotonic() > deadline:
                    raise _unreachable(answer.url, _TOO_MUCH)
                file.write(block)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    write_json(_state(target), {"etag": answer.headers.get("ETag"), "modified": answer.headers.get("Last-Modified")})


def _unreachable(address: str, why: Text) -> UnreachableSource:
    return UnreachableSource(
        Text(
            f"{address} n’a pas donné son fichier ({why.fr}). Rien n’a changé ; réessayez plus tard.",
            f"{address} did not give its file ({why.en}). Nothing has changed; try again later.",
        )
    )
