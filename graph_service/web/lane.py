"""The short way for the commonest request, GET /sparql?query=…: on the event loop, without a thread or Flask.

It gives what the route gives, made by the same functions, in the same line for readers.
"""

import asyncio

from graph_service.engine.answer import Answer
from graph_service.engine.processes.worker import Worker
from graph_service.engine.reads import Plan, Reads
from graph_service.settings import Settings
from graph_service.web.answers import encoded, headers_of, held_validator, suffixed
from graph_service.web.headers import OPEN_TO_ALL, SECURITY
from graph_service.web.negotiation import prefers_html
from graph_service.web.parameters import checked_parameters
from graph_service.web.queries import query_etag, read_query
from graph_service.web.replies import Receive, Reply, Scope, client_of, raw

_LEFT_TO_THE_ROUTE = (b"authorization", b"content-length", b"transfer-encoding")
_FIXED = raw({**SECURITY, **OPEN_TO_ALL})


class QueryLane:
    """Answers plain queries on the current version."""

    def __init__(self, settings: Settings, reads: Reads) -> None:
        self.settings = settings
        self.reads = reads

    async def reply(self, scope: Scope, receive: Receive, query_id: str) -> Reply | None:
        """The reply to a plain query, or None if the route must make it.

        Raises:
            MaillageError: as the route would.
        """
        if scope["path"] != "/sparql" or scope["method"] != "GET" or b"query=" not in scope["query_string"]:
            return None
        headers = dict(scope["headers"])
        accept = headers.get(b"accept", b"").decode("latin-1") or None
        if any(name in headers for name in _LEFT_TO_THE_ROUTE) or prefers_html(accept):
            return None
        parameters = checked_parameters(scope["query_string"])
        text = parameters.one("query")
        if text is None or parameters.all("update") or parameters.all("version"):
            return None
        query = read_query(text, parameters, accept, self.settings)
        plan = self.reads.plan(query)
        etag = query_etag(query, self.reads) if isinstance(plan, Answer) or plan.repeatable else None
        held = headers.get(b"if-none-match")
        if etag is not None and held is not None and (validator := held_validator(held.decode("latin-1"), etag)):
            return _not_modified(validator, self.reads.folder.current_number(), query_id)
        client = client_of(scope, self.settings.trusted_proxies)
        answer = plan if isinstance(plan, Answer) else await self._ask(plan, receive, client)
        return _reply(answer, etag, headers.get(b"accept-encoding", b"").decode("latin-1"), query_id)

    async def _ask(self, plan: Plan, receive: Receive, client: str) -> Answer:
        def watch(worker: Worker) -> asyncio.Task[None]:
            return asyncio.create_task(_cancel_when_left(worker, receive))

        with self.reads.failing(plan):
            message = await self.reads.pool.run_soon(plan.header, plan.blob, plan.seconds, client, watch)
            return self.reads.finish(plan, message)


async def _cancel_when_left(worker: Worker, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    worker.cancel()


def _not_modified(etag: str, version: int, query_id: str) -> Reply:
    headers = {"ETag": f'"{etag}"', "Vary": "Accept, Accept-Encoding", "Cache-Control": "public, no-cache"}
    return Reply(304, raw({**headers, "Maillage-Query-Id": query_id}) + _FIXED, b"", memo=version)


def _reply(answer: Answer, etag: str | None, accept_encoding: str, query_id: str) -> Reply:
    body, encoding = encoded(answer.body or b"", answer.format.media_type, accept_encoding)
    headers = headers_of(answer, suffixed(etag, encoding) if etag else None)
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    headers["Content-Length"] = str(len(body) if answer.body is not None else answer.size)
    headers["Maillage-Query-Id"] = query_id
    in_memory = answer.body is not None
    memo = answer.version if etag is not None and in_memory else None
    return Reply(200, raw(headers) + _FIXED, body, None if in_memory else answer, memo)
