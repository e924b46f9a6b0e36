"""What the front sends: a status, headers and a body or a spool file; and refusals made before Flask."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_service.engine.answer import Answer
from graph_service.errors import MaillageError
from graph_service.languages import preferred_language
from graph_service.web.headers import OPEN_TO_ALL, SECURITY
from graph_service.web.problems import problem
from graph_service.web.ranges import Span

Scope = dict[str, Any]
Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_CHUNK = 1 << 18

_SPOOL_SECONDS = 30.0
"""Seconds for which a file answer stays on disk after it was handed to the server."""


@dataclass(slots=True)
class Reply:
    """What is sent to a client."""

    status: int
    headers: Headers
    body: bytes
    answer: Answer | None = None
    memo: int | None = None
    """Version for which the same request has this same reply; None: never kept."""
    until: float | None = None
    """Moment (seconds since 1970) from which it has not, whatever the version."""
    part: tuple[Path, Span] | None = None
    """A lasting file and what of it is sent."""


def client_of(scope: Scope, proxies: int) -> str:
    """The client's address; forwarded headers are read only behind as many trusted proxies."""
    address = str((scope.get("client") or ("",))[0])
    if not proxies:
        return address
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    forwarded = [part.strip() for part in ",".join(values).split(",") if part.strip()]
    return forwarded[-proxies] if len(forwarded) >= proxies else address


def raw(headers: dict[str, str]) -> Headers:
    """Headers as ASGI wants them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def send_reply(reply: Reply, scope: Scope, send: Send) -> None:
    start = {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
    if scope["method"] != "HEAD" and reply.part is not None:
        await _send_part(*reply.part, start, send)
        return
    await send(start)
    if scope["method"] == "HEAD" or reply.answer is None or reply.answer.path is None:
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else reply.body})
    elif "http.response.pathsend" in (scope.get("extensions") or {}):
        await send({"type": "http.response.pathsend", "path": str(reply.answer.path)})
        # The server opens the file after `send` returns; the answer's last reference removes it.
        asyncio.get_running_loop().call_later(_SPOOL_SECONDS, _let_go, reply)
    else:
        with reply.answer.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _send_part(path: Path, span: Span, start: Event, send: Send) -> None:
    """A part of a lasting file, at the client's pace; open before its headers go, so it may be removed meanwhile."""
    read, left = asyncio.get_running_loop().run_in_executor, span.length
    with path.open("rb") as file:
        file.seek(span.start)
        await send(start)
        while left > 0 and (chunk := await read(None, file.read, min(left, _CHUNK))):
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})


def _let_go(_reply: Reply) -> None:
    """The end of a spool file: nothing refers to its answer any more."""


def problem_reply(error: MaillageError, scope: Scope, query_id: str) -> Reply:
    """A refusal before Flask, in the same shape as after it."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    document = problem(error, headers.get("accept-language"), query_id)
    body = json.dumps(document, ensure_ascii=False).encode()
    sent = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Maillage-Query-Id": query_id,
        "Content-Language": preferred_language(headers.get("accept-language")),
        **SECURITY,
        **(OPEN_TO_ALL if scope["path"] == "/sparql" else {}),
        **error.headers,
    }
    if error.retry_after is not None:
        sent["Retry-After"] = str(error.retry_after)
    return Reply(error.status, raw(sent), body)
