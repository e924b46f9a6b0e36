"""`/dumps`: what is published whole, with checksums, version and ranges."""

import base64
from pathlib import Path

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph_service.engine.dumps.manifest import Manifest, latest, made, read, set_path
from graph_service.engine.licences import licence_name
from graph_service.errors import Gone, MaillageError, NotFound
from graph_service.languages import Text
from graph_service.media_types import PLAIN_JSON
from graph_service.web.answers import FILE, not_modified
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.ranges import Span, span_of
from graph_service.web.service import service

blueprint = Blueprint("dumps", __name__)

_LATEST = "latest"


@blueprint.get("/dumps")
def dumps() -> Response:
    """The last dump, or that of `?version=`: a page, or its manifest in JSON."""
    manifest = _manifest(url_parameters().whole("version"))
    accept = request.headers.get("Accept")
    if prefers_html(accept):
        expected = service().settings.dump_hours > 0
        values = {
            "manifest": manifest,
            "made": made(service().storage.folder),
            "licence_name": licence_name,
            "expected": expected,
        }
        page = render_template("dumps.html", language=interface_language(), **values)
        response = Response(page, content_type="text/html; charset=utf-8")
    else:
        required(accept, (PLAIN_JSON,))
        response = jsonify(manifest.to_json() if manifest else {"files": [], "version": None})
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/dumps/<version>/<name>")
def dump_file(version: str, name: str) -> BaseResponse:
    """One file: of the last dump by a redirect to its lasting address, or of a version; `Range` is honoured."""
    folder = service().storage.folder
    if version == _LATEST:
        newest = latest(folder)
        if newest is None:
            raise _none_yet()
        if name not in {file.name for file in newest.files}:
            raise _no_file(name)
        return redirect(f"/dumps/{newest.version}/{name}", 302)
    number = int(version) if version.isdecimal() and len(version) < 10 else 0
    manifest = read(folder, number) if number else None
    if manifest is None:
        raise _not_dumped(version, number)
    found = next((file for file in manifest.files if file.name == name), None)
    if found is None:
        raise _no_file(name)
    return _file(set_path(folder, number) / found.name, found.sha256, found.size, number)


def _file(path: Path, sha256: str, size: int, version: int) -> Response:
    if unchanged := not_modified(sha256):
        return unchanged
    span = span_of(request.headers.get("Range"), request.headers.get("If-Range"), f'"{sha256}"', size)
    response = Response(status=200 if span is None else 206, content_type="application/gzip")
    request.environ[FILE] = (path, span or Span(0, size))
    if span is not None:
        response.headers["Content-Range"] = f"bytes {span.start}-{span.start + span.length - 1}/{size}"
    response.headers["Content-Length"] = str(span.length if span else size)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Repr-Digest"] = f"sha-256=:{_base64(sha256)}:"
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Maillage-Version"] = str(version)
    response.set_etag(sha256)
    return response


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()


def _manifest(version: int | None) -> Manifest | None:
    folder = service().storage.folder
    if version is None:
        return latest(folder)
    manifest = read(folder, version)
    if manifest is None:
        raise _not_dumped(str(version), version)
    return manifest


def _not_dumped(version: str, number: int) -> MaillageError:
    kept = ", ".join(map(str, made(service().storage.folder))) or "—"
    told = Text(
        f"La version {version} n’a pas d’export. Exports gardés : {kept}.",
        f"Version {version} has no dump. Dumps kept: {kept}.",
    )
    exists = 0 < number <= service().storage.folder.current_number()
    return Gone(told) if exists else NotFound(told)


def _no_file(name: str) -> MaillageError:
    return NotFound(Text(f"Cet export n’a pas de fichier « {name} ».", f"This dump has no file “{name}”."))


def _none_yet() -> MaillageError:
    return NotFound(Text("Aucun export n’est encore fait.", "No dump is made yet."))
