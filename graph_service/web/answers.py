"""From an engine answer to an HTTP response: headers, ETag, 304, spool files, compression."""

import gzip
import hashlib
from functools import lru_cache

import brotli
from flask import Response, request
from werkzeug.http import parse_accept_header

from graph_service import __version__
from graph_service.engine.answer import Answer
from graph_service.engine.reads import Reading

ANSWER = "maillage.answer"
"""Key of the WSGI environment under which a file answer travels to the front."""

FILE = "maillage.file"
"""Key of the WSGI environment under which a lasting file, and the part of it to send, travel to the front."""

MEMO = "maillage.memo"
"""Key of the WSGI environment that says: the same request has the same answer while this version is current."""

UNTIL = "maillage.until"
"""Key of the WSGI environment of the moment (seconds since 1970) until which such an answer holds at most."""

_COMPRESS_FROM = 1024
_COMPRESSIBLE = ("text/", "application/")


def etag_of(version: int, request_key: object) -> str:
    """A validator from the version, the program and everything that the answer depends on (not its encoding)."""
    digest = hashlib.blake2s(f"{__version__} {request_key!r}".encode(), digest_size=9).hexdigest()
    return f"{version}-{digest}"


def not_modified(etag: str) -> Response | None:
    """A 304 if the client already holds the answer, whatever its encoding."""
    held = held_validator(request.headers.get("If-None-Match", ""), etag)
    if held is None:
        return None
    response = Response(status=304)
    response.set_etag(held)
    return response


def held_validator(header: str, etag: str) -> str | None:
    """The validator of ours that an If-None-Match header names, whatever its encoding (RFC 9110, 13.1.2)."""
    held = {item.strip().removeprefix("W/").strip('"') for item in header.split(",")}
    return next((name for name in (etag, etag + "-gz", etag + "-br") if name in held), None)


def headers_of(answer: Answer, etag: str | None) -> dict[str, str]:
    """The headers of an answer; without an ETag it may not be kept."""
    headers = {
        "Content-Type": answer.format.content_type,
        "Cache-Control": "public, no-cache" if etag else "no-store",
        "Maillage-Version": str(answer.version),
        "Vary": "Accept, Accept-Encoding",
    }
    if etag is not None:
        headers["ETag"] = f'"{etag}"'
    if answer.truncated:
        headers["Maillage-Truncated"] = "true"
    if answer.format.name in ("csv", "tsv"):
        # Opened by a spreadsheet, a cell that begins with = would run: let it be saved, not shown.
        headers["Content-Disposition"] = f'attachment; filename="maillage.{answer.format.extension}"'
    return headers


def respond(answer: Answer, reading: Reading, etag: str | None, *, memorable: bool = True) -> Response:
    """The response for an answer; a file answer is sent by the front, after this.

    `memorable`: whether the same request has this answer as long as the version is current.
    """
    kept = etag if reading.repeatable else None
    response = Response(answer.body or b"", headers=headers_of(answer, kept))
    if answer.body is None:
        request.environ[ANSWER] = answer
        response.headers["Content-Length"] = str(answer.size)
    elif memorable and kept is not None and not request.args.get("version"):
        request.environ[MEMO] = answer.version
    return response


def encoded(body: bytes, media_type: str, accept_encoding: str) -> tuple[bytes, str | None]:
    """The body compressed, and the encoding, when the client accepts one and it is worth it."""
    if len(body) < _COMPRESS_FROM or not media_type.startswith(_COMPRESSIBLE):
        return body, None
    encoding = accepted_encoding(accept_encoding)
    if encoding is None:
        return body, None
    # Levels chosen for time: the machine answers questions first.
    return (brotli.compress(body, quality=4) if encoding == "br" else gzip.compress(body, 5, mtime=0)), encoding


@lru_cache(maxsize=256)
def accepted_encoding(header: str) -> str | None:
    """The best encoding that a header accepts: br, gzip, or None."""
    accepted = parse_accept_header(header)
    return next((encoding for encoding in ("br", "gzip") if accepted[encoding] > 0), None)


def suffixed(etag: str, encoding: str | None) -> str:
    """The validator of an encoded body: a strong one differs from the plain body's."""
    return etag + {"br": "-br", "gzip": "-gz", None: ""}[encoding]


def compress(response: Response) -> Response:
    """Compress a body held in memory, when the client accepts it and it is worth it."""
    if response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    if len(body) >= _COMPRESS_FROM:
        response.vary.add("Accept-Encoding")
    data, encoding = encoded(body, response.mimetype or "", request.headers.get("Accept-Encoding", ""))
    if encoding is None:
        return response
    response.set_data(data)
    response.headers["Content-Encoding"] = encoding
    etag, _ = response.get_etag()
    if etag and not etag.endswith(("-br", "-gz")):
        response.set_etag(suffixed(etag, encoding))
    return response
