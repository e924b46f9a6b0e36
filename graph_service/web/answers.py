"""From an engine answer to an HTTP response: headers, ETag, 304, spool files, compression."""

import gzip
import hashlib

import brotli
from flask import Response, request

from graph_service.engine.answer import Answer
from graph_service.engine.reads import Reading

ANSWER = "maillage.answer"
"""Key of the WSGI environment under which a file answer travels to the front."""

MEMO = "maillage.memo"
"""Key of the WSGI environment that says: the same request has the same answer while this version is current."""

_COMPRESS_FROM = 1024
_COMPRESSIBLE = ("text/", "application/")


def etag_of(version: int, request_key: object) -> str:
    """A strong validator from the version and everything that the answer depends on (not its encoding)."""
    digest = hashlib.blake2s(repr(request_key).encode(), digest_size=9).hexdigest()
    return f"{version}-{digest}"


def not_modified(etag: str) -> Response | None:
    """A 304 if the client already holds the answer, whatever its encoding."""
    held = request.if_none_match
    if any(held.contains(etag + suffix) for suffix in ("", "-gz", "-br")):
        response = Response(status=304)
        response.set_etag(next((etag + s for s in ("-gz", "-br") if held.contains(etag + s)), etag))
        return response
    return None


def respond(answer: Answer, reading: Reading, etag: str | None) -> Response:
    """The response for an answer; a file answer is sent by the front, after this."""
    response = Response(answer.body or b"", content_type=answer.format.content_type)
    if answer.body is None:
        request.environ[ANSWER] = answer
        response.headers["Content-Length"] = str(answer.size)
    if etag is not None and reading.repeatable:
        response.set_etag(etag)
        response.headers["Cache-Control"] = "public, no-cache"
        if answer.body is not None and not request.args.get("version"):
            request.environ[MEMO] = answer.version
    else:
        response.headers["Cache-Control"] = "no-store"
    response.headers["Maillage-Version"] = str(answer.version)
    if answer.truncated:
        response.headers["Maillage-Truncated"] = "true"
    if answer.format.name in ("csv", "tsv"):
        # Opened by a spreadsheet, a cell that begins with = would run: let it be saved, not shown.
        response.headers["Content-Disposition"] = f'attachment; filename="maillage.{answer.format.extension}"'
    response.vary.update(("Accept", "Accept-Encoding"))
    return response


def compress(response: Response) -> Response:
    """Compress a body held in memory, when the client accepts it and it is worth it."""
    body = None if response.direct_passthrough or response.is_streamed else response.get_data()
    if not body or len(body) < _COMPRESS_FROM or not (response.mimetype or "").startswith(_COMPRESSIBLE):
        return response
    if "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    encoding = request.accept_encodings.best_match(("br", "gzip"))
    if encoding is None or request.accept_encodings[encoding] <= request.accept_encodings["identity"] - 1:
        return response
    # Levels chosen for time: the machine answers questions first.
    data = brotli.compress(body, quality=4) if encoding == "br" else gzip.compress(body, 5, mtime=0)
    response.set_data(data)
    response.headers["Content-Encoding"] = encoding
    etag, _ = response.get_etag()
    if etag and not etag.endswith(("-br", "-gz")):
        response.set_etag(f"{etag}-{'br' if encoding == 'br' else 'gz'}")
    return response
