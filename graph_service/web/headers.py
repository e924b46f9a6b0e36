"""Headers that every response carries: security, CORS for reads, compression, the request's id."""

from flask import Flask, Response, request

from graph_service.web.answers import compress
from graph_service.web.api_table import PEOPLE
from graph_service.web.problems import QUERY_ID

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=()",
}
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
    response.headers.extend({name: value for name, value in SECURITY.items() if name not in response.headers})
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


def is_read(method: str, path: str) -> bool:
    """Whether any site's page may make this request: reads only, never with credentials."""
    if path.startswith(_WRITE_PATHS):
        return False
    wanted = request.headers.get("Access-Control-Request-Method", method) if method == "OPTIONS" else method
    return wanted in _READ_METHODS or path == "/sparql"
