"""`/static`: the files of the pages, compressed once and kept so."""

from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from graph_service.web.answers import accepted_encoding, encoded

blueprint = Blueprint("static_files", __name__)

_COMPRESSIBLE = ("text/", "application/", "image/svg")


@blueprint.after_app_request
def compressed(response: Response) -> Response:
    """Send a whole file in fewer bytes, when the client accepts them."""
    whole = request.endpoint == "static" and response.status_code == 200
    if not whole or not (response.mimetype or "").startswith(_COMPRESSIBLE):
        return response
    file = Path(current_app.static_folder or "", (request.view_args or {})["filename"])
    accepted = accepted_encoding(request.headers.get("Accept-Encoding", "")) or ""
    body, encoding = _packed(file, file.stat().st_mtime_ns, accepted)
    response.vary.add("Accept-Encoding")
    if encoding is None:
        return response
    response.direct_passthrough = False
    response.set_data(body)
    response.headers["Content-Encoding"] = encoding
    # Weak: the same file in other bytes; a browser that holds it compressed is answered 304 by the route.
    response.set_etag(response.get_etag()[0] or "", weak=True)
    return response


@lru_cache(maxsize=128)
def _packed(file: Path, _changed: int, accepted: str) -> tuple[bytes, str | None]:
    """The file compressed; the moment of its change makes another one of it."""
    # Scripts and styles are `text/` to the eyes of `encoded`, whatever a system calls them.
    return encoded(file.read_bytes(), "text/plain", accepted)
