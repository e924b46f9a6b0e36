"""Headers that every response carries: security, CORS for reads, compression, the request's id."""

from flask import Flask, Response, request

from graph_service.web.answers import compress
from graph_service.web.api_table import PEOPLE
from graph_service.web.problems import QUERY_ID
from graph_service.web.service import service

_POLICY = "default-src 'self'; script-src 'self'; frame-ancestors {framers}; base-uri 'self'; form-action 'self'"
SECURITY = {
    "Content-Security-Policy": _POLICY.format(framers="'none'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=()",
}
FRAMED = "/embed/"
"""Beginning of the only addresses that other sites may put in a frame."""

OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Link, Maillage-Version, Maillage-Behind, Maillage-Truncated, Maillage-Query-Id"
    ),
}
"""What lets any site's page read, without credentials (CORS)."""

_WRITE_PATHS = ("/update", "/contributions", *PEOPLE)
_READ_METHODS = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Finish every response of an application."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    if request.path.startswith(FRAMED) and response.status_code != 404:
        response.headers["Content-Security-Policy"] = _POLICY.format(framers="*")
    response.headers.extend({name: value for name, value in SECURITY.items() if name not in response.headers})
    if tiles := tile_host(service().settings.tile_url):
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = f"{policy}; img-src 'self' data: {tiles}"
    response.headers["Maillage-Query-Id"] = request.environ.get(QUERY_ID, "")
    if is_read(request.method, request.path):
        response.headers.update(OPEN_TO_ALL)
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = (
                "GET, HEAD, POST, OPTIONS" if request.path == "/sparql" else "GET, HEAD, OPTIONS"
            )
            response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
    return compress(response)


def tile_host(address: str) -> str:
    """The only other host that a page may call: that of the background tiles, if they are set."""
    scheme, separator, rest = address.partition("://")
    return f"{scheme}{separator}{rest.partition('/')[0]}" if separator else ""


def is_read(method: str, path: str) -> bool:
    """Whether any site's page may make this request: reads only, never with credentials."""
    if path.startswith(_WRITE_PATHS):
        return False
    wanted = request.headers.get("Access-Control-Request-Method", method) if method == "OPTIONS" else method
    return wanted in _READ_METHODS or path == "/sparql"
