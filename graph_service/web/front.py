"""The ASGI front: takes requests whole, gives answers whole, and keeps slow clients away from the threads.

A request's body is read here, bounded in size and time; Flask then runs in a thread with all of it in hand;
what it answers is handed to the server, which sends it at the client's pace. Answers that stay true while the
version is current are kept here too and cost neither a thread nor Flask.
"""

import asyncio
import contextlib
import io
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from cachetools import LRUCache

from graph_service.engine.readers.pool import Ticket
from graph_service.engine.store import EmbeddedStorage
from graph_service.errors import (
    BadRequest,
    BodyTooLarge,
    Busy,
    MaillageError,
    RequestTimeout,
    UnsupportedMediaType,
    UriTooLong,
)
from graph_service.languages import Text
from graph_service.settings import Settings
from graph_service.web.answers import ANSWER, FILE, MEMO, UNTIL
from graph_service.web.authentication import another_site, is_cross_site, missing_token
from graph_service.web.lane import QueryLane
from graph_service.web.logs import log, told_path
from graph_service.web.metrics import REQUESTS, SECONDS
from graph_service.web.problems import QUERY_ID
from graph_service.web.reading import TICKET
from graph_service.web.replies import Receive, Reply, Scope, Send, client_of, problem_reply, send_reply

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_SLOW_SECONDS = 1.0
_WATCH_AFTER = 0.05
"""Seconds after which the front starts to watch whether the client is still there."""

_KEYED = (b"accept", b"accept-encoding", b"accept-language", b"if-none-match", b"range", b"host")
_WRITES = ("/update", "/graphs", "/graph/")
_CONTRIBUTIONS = ("/contributions", "/contribute")
_UPLOADS = ("/graphs", "/graph/", *_CONTRIBUTIONS)
_SENDING = ("POST", "PUT", "PATCH", "DELETE")


class Background(Protocol):
    """Something that runs beside the requests."""

    def close(self) -> None:
        """End it."""


class Front:
    """One web process's ASGI application, around its WSGI one."""

    def __init__(
        self, wsgi: Wsgi, settings: Settings, storage: EmbeddedStorage, background: tuple[Background, ...] = ()
    ) -> None:
        self.wsgi = wsgi
        self.background = background
        self.settings = settings
        self.storage = storage
        self.threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="request")
        self.waiting = 0
        self._write_places = asyncio.Semaphore(max(1, settings.threads - 3))
        self._contribution_places = asyncio.Semaphore(max(1, settings.threads // 4))
        self.receiving = 0
        self._memo: LRUCache[Any, Reply] = LRUCache(
            settings.cache_bytes or 1, getsizeof=lambda reply: len(reply.body) + 1024
        )
        self._lane = QueryLane(settings, storage.reads)
        self._hosts = frozenset(host.lower().encode() for host in settings.trusted_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection: HTTP, or the process's start and end."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await asyncio.get_running_loop().run_in_executor(None, self.close)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def close(self) -> None:
        """End the threads and every child process."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        for one in self.background:
            one.close()
        self.storage.close()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        key = _memo_key(scope)
        reply = self._remembered(key)
        if reply is not None:
            await send_reply(reply, scope, send)
            REQUESTS.labels(reply.status).inc()
            return
        query_id = secrets.token_hex(8)
        try:
            body = await self._take(scope, receive)
            reply = await self._lane.reply(scope, receive, query_id) or await self._run(scope, body, receive, query_id)
        except MaillageError as error:
            reply = problem_reply(error, scope, query_id)
        except Exception as error:  # noqa: BLE001 - the top of the process: logged whole, told in one sentence
            log().error("unexpected", query_id=query_id, path=told_path(scope["path"]), exc_info=error)
            reply = problem_reply(MaillageError(), scope, query_id)
        if key is not None and reply.memo is not None:
            self._remember(key, reply)
        await send_reply(reply, scope, send)
        self._note(scope, reply, query_id, time.perf_counter() - started)

    def _remembered(self, key: object) -> Reply | None:
        if key is None:
            return None
        reply: Reply | None = self._memo.get(key)
        if reply is None:
            return None
        holds = reply.until is None or time.time() < reply.until
        return reply if holds and reply.memo == self.storage.folder.current_number() else None

    def _remember(self, key: object, reply: Reply) -> None:
        if len(reply.body) < self.settings.cache_bytes // 8:
            self._memo[key] = reply

    async def _take(self, scope: Scope, receive: Receive) -> bytes:
        """The request's body, once its address and headers are found acceptable.

        Raises:
            UriTooLong, BadRequest, UnsupportedMediaType, BodyTooLarge, RequestTimeout: it is refused.
        """
        headers = dict(scope["headers"])
        self._check(scope, headers)
        limit = self._body_limit(scope["path"])
        if _is_write(scope) and not headers.get(b"authorization", b"").lower().startswith(b"bearer "):
            raise another_site() if _says_cross_site(headers) else missing_token()
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > limit:
            raise _too_large(limit)
        if length == b"0" and b"transfer-encoding" not in headers:
            return b""
        if self.receiving >= self.settings.bodies_at_once * self.settings.upload_body:
            raise Busy(retry_after=5)
        reserved = int(length) if length.isdigit() and length != b"0" else limit
        self.receiving += reserved
        try:
            async with asyncio.timeout(self.settings.body_timeout):
                return await _read_body(receive, limit)
        except TimeoutError:
            raise RequestTimeout(
                Text(
                    f"Le corps n’est pas arrivé en {self.settings.body_timeout:g} s (MAILLAGE_BODY_TIMEOUT).",
                    f"The body did not arrive within {self.settings.body_timeout:g} s (MAILLAGE_BODY_TIMEOUT).",
                ),
                headers={"Connection": "close"},
            ) from None
        finally:
            self.receiving -= reserved

    def _check(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        if len(scope["query_string"]) + len(scope["path"]) > self.settings.uri_length:
            raise UriTooLong(
                Text(
                    f"L’adresse dépasse {self.settings.uri_length} octets : envoyez la requête par POST.",
                    f"The address is over {self.settings.uri_length} bytes: send the query by POST.",
                )
            )
        if self._hosts and headers.get(b"host", b"").split(b":")[0].lower() not in self._hosts:
            raise BadRequest(Text("Nom d’hôte inconnu ici.", "Host name unknown here."))
        if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
            raise UnsupportedMediaType(
                Text(
                    "Un corps compressé n’est pas accepté : envoyez-le tel quel.",
                    "A compressed body is not accepted: send it as it is.",
                ),
                headers={"Accept-Encoding": "identity"},
            )

    def _body_limit(self, path: str) -> int:
        return self.settings.upload_body if path.startswith(_UPLOADS) else self.settings.query_body

    async def _run(self, scope: Scope, body: bytes, receive: Receive, query_id: str) -> Reply:
        """Run Flask in a thread; who writes waits for one of its places first, so that some are left for reads."""
        if self.waiting >= self.settings.threads * 8:
            raise Busy(retry_after=2)
        self.waiting += 1
        try:
            async with self._places(scope):
                return await self._in_thread(scope, body, receive, query_id)
        finally:
            self.waiting -= 1

    def _places(self, scope: Scope) -> contextlib.AbstractAsyncContextManager[None]:
        if _is_write(scope):
            return self._write_places
        # Contributions wait for one validator: a few threads do for them, whoever sends how many.
        sent = scope["method"] in _SENDING and scope["path"].startswith(_CONTRIBUTIONS)
        return self._contribution_places if sent else contextlib.nullcontext()

    async def _in_thread(self, scope: Scope, body: bytes, receive: Receive, query_id: str) -> Reply:
        """One request in a thread; if the client leaves meanwhile, stop what runs for it."""
        ticket = Ticket()
        environment = _environment(scope, body, self.settings.trusted_proxies)
        environment[TICKET], environment[QUERY_ID] = ticket, query_id
        work = asyncio.get_running_loop().run_in_executor(self.threads, self._call, environment)
        done, _ = await asyncio.wait({work}, timeout=_WATCH_AFTER)
        if not done:
            await _watch(work, receive, ticket)
        return await work

    def _call(self, environment: dict[str, Any]) -> Reply:
        """One WSGI call, its answer gathered."""
        start: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            start[:] = [
                int(status[:3]),
                [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers],
            ]

        result = self.wsgi(environment, start_response)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        answer, part, memo = environment.get(ANSWER), environment.get(FILE), environment.get(MEMO)
        return Reply(start[0], start[1], body, answer, memo, environment.get(UNTIL), part)

    def _note(self, scope: Scope, reply: Reply, query_id: str, seconds: float) -> None:
        REQUESTS.labels(reply.status).inc()
        SECONDS.observe(seconds)
        if reply.status >= 400 or seconds > _SLOW_SECONDS or scope["method"] not in ("GET", "HEAD"):
            milliseconds = round(seconds * 1000, 1)
            log().info(
                "request",
                method=scope["method"],
                path=told_path(scope["path"]),
                status=reply.status,
                ms=milliseconds,
                query_id=query_id,
            )


async def _watch(work: asyncio.Future[Reply], receive: Receive, ticket: Ticket) -> None:
    leaving: asyncio.Future[None] = asyncio.ensure_future(_left(receive))
    waited: set[asyncio.Future[Any]] = {work, leaving}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            await asyncio.get_running_loop().run_in_executor(None, ticket.leave)
    finally:
        leaving.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_body(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise BadRequest(Text("Le client est parti.", "The client left."))
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise _too_large(limit)
        if not event.get("more_body"):
            return b"".join(parts)


def _says_cross_site(headers: dict[bytes, bytes]) -> bool:
    origin, site = headers.get(b"origin"), headers.get(b"sec-fetch-site", b"").decode("latin-1")
    ours = {f"{scheme}://{headers.get(b'host', b'').decode('latin-1')}" for scheme in ("http", "https")}
    return is_cross_site(origin.decode("latin-1") if origin is not None else None, site, ours)


def _is_write(scope: Scope) -> bool:
    return scope["method"] in _SENDING and scope["path"].startswith(_WRITES)


def _memo_key(scope: Scope) -> object:
    """What a kept answer depends on besides the version; None if the request is never kept."""
    if scope["method"] != "GET":
        return None
    values = tuple(header for header in scope["headers"] if header[0] in _KEYED)
    return (scope["raw_path"] if scope.get("raw_path") else scope["path"], scope["query_string"], values)


def _environment(scope: Scope, body: bytes, proxies: int) -> dict[str, Any]:
    """The WSGI environment of a request (PEP 3333) whose body is in hand."""
    server = scope.get("server") or ("localhost", 80)
    environment: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client_of(scope, proxies),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        if name == "CONTENT_TYPE":
            environment[name] = value
        elif "_" in raw_name.decode("latin-1"):
            # It would pass for the header with dashes: X_Forwarded_For for X-Forwarded-For.
            continue
        elif name != "CONTENT_LENGTH":
            name = "HTTP_" + name
            environment[name] = f"{environment[name]},{value}" if name in environment else value
    scheme = environment.get("HTTP_X_FORWARDED_PROTO", "").split(",")[-1].strip()
    if proxies and scheme in ("http", "https"):
        environment["wsgi.url_scheme"] = scheme
    return environment


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(
        Text(
            f"Le corps dépasse {limit} octets (MAILLAGE_QUERY_BODY ou MAILLAGE_UPLOAD_BODY).",
            f"The body is over {limit} bytes (MAILLAGE_QUERY_BODY or MAILLAGE_UPLOAD_BODY).",
        ),
        headers={"Connection": "close"},
    )
