"""Files by address: what has not changed is not sent again; bounded in size and time."""

import hashlib
import json
import re
from pathlib import Path

import requests

from graph_service.engine.versions.durability import write_json
from graph_service.federation.client import Bounds, Client, keep, parts_of

_NOT_MODIFIED = 304
BOUNDS = Bounds()


def is_address(path: str) -> bool:
    """Whether what was given is an address and not a file."""
    return path.startswith(("https://", "http://", "webcal://"))


def fetch(address: str, folder: Path, client: Client, bounds: Bounds = BOUNDS) -> Path:
    """The file at an address, kept in `folder` with what tells its state (ETag, Last-Modified).

    Asked again, the server may answer that nothing changed: then the kept file is given.

    Raises:
        UnreachableSource: no answer, an error, or an answer that is cut, too large or too slow; the kept file stays.
        UsageError: not an http address, or one that holds a password.
    """
    address = re.sub(r"^webcal:", "https:", address)
    target = folder / _file_name(address)
    folder.mkdir(parents=True, exist_ok=True)
    with client.get(address, _conditions(target)) as answer:
        if answer.status_code != _NOT_MODIFIED or not target.exists():
            keep(answer, target, bounds)
            write_json(_state(target), _told(answer))
    return target


def _told(answer: requests.Response) -> dict[str, str | None]:
    return {"etag": answer.headers.get("ETag"), "modified": answer.headers.get("Last-Modified")}


def _file_name(address: str) -> str:
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", parts_of(address).path.rpartition("/")[2]).strip("-.") or "source"
    return f"{hashlib.sha256(address.encode()).hexdigest()[:12]}-{stem[-60:]}"


def _state(target: Path) -> Path:
    return target.with_name(f"{target.name}.state.json")


def _conditions(target: Path) -> dict[str, str]:
    if not (target.exists() and _state(target).exists()):
        return {}
    known = json.loads(_state(target).read_text())
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    return {name: value for name, value in asked.items() if value}
