"""`/graphs` and `/graph/…`: the SPARQL 1.1 Graph Store HTTP Protocol, indirect (`?graph=`) and direct."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from graph_service.desk.tokens import Grant
from graph_service.engine.reads import Reading
from graph_service.engine.writes import GraphWrite
from graph_service.errors import BadRequest, MethodNotAllowed, UnsupportedMediaType
from graph_service.languages import Text
from graph_service.media_types import DATASETS, TRIPLES, UPLOADS, Format, by_media_type
from graph_service.web.answers import etag_of, not_modified, respond
from graph_service.web.authentication import writer_grant
from graph_service.web.negotiation import required
from graph_service.web.parameters import absolute_iri, url_parameters
from graph_service.web.reading import ticket_of_request
from graph_service.web.service import service
from graph_service.web.update import idempotency_key, receipt_response, request_digest

blueprint = Blueprint("graphs", __name__)
_MULTIPART = "multipart/form-data"


@blueprint.route("/graphs", methods=["GET", "PUT", "POST", "DELETE"])
def indirect() -> Response:
    """A graph named by `?graph=` or `?default`; all of them when neither is given."""
    return _serve(_named_graph())


@blueprint.route("/graphs/<path:_name>", methods=["GET", "PUT", "POST", "DELETE"])
@blueprint.route("/graph/<path:_name>", methods=["GET", "PUT", "POST", "DELETE"])
def direct(_name: str) -> Response:
    """A graph whose name is the address itself, under the instance's base."""
    return _serve(absolute_iri(service().settings.base_iri + request.path, "graph"))


def _serve(graph: str | None) -> Response:
    if request.method in ("GET", "HEAD"):
        return _get(graph)
    grant = writer_grant()
    if request.method == "DELETE":
        return _delete(_required_graph(graph), grant)
    if request.method == "PUT":
        return _put(_required_graph(graph), grant)
    return _post(graph, grant)


def _named_graph() -> str | None:
    """The graph's IRI; an empty string for the default graph; None when none is named.

    Raises:
        BadRequest: both are given, twice, relative or empty.
    """
    parameters = url_parameters()
    graph, default = parameters.one("graph"), parameters.one("default")
    if graph is not None and default is not None:
        raise BadRequest(Text("« graph » et « default » s’excluent.", "“graph” and “default” exclude each other."))
    if default is not None:
        return ""
    return None if graph is None else absolute_iri(graph, "graph")


def _required_graph(graph: str | None) -> str:
    if graph is None:
        raise MethodNotAllowed(
            Text(
                "Nommez le graphe : ?graph=<IRI> (ou ?default).",
                "Name the graph: ?graph=<IRI> (or ?default).",
            ),
            headers={"Allow": "GET, HEAD, POST, OPTIONS"},
        )
    return graph


def _get(graph: str | None) -> Response:
    chosen = required(request.headers.get("Accept"), TRIPLES if graph is not None else DATASETS)
    parameters = url_parameters()
    version = parameters.whole("version")
    reads = service().storage.reads
    etag = etag_of(reads.record(version).number, ("graph", graph, chosen.name))
    if request.if_none_match and (unchanged := not_modified(etag)):
        return unchanged
    ticket = ticket_of_request()
    if graph is None:
        answer = reads.dataset(chosen, version, ticket)
    else:
        answer = reads.graph(graph or None, chosen, version, ticket)
    return respond(answer, Reading(ticket=ticket), etag)


def _delete(graph: str, grant: Grant) -> Response:
    if not graph:
        return _write(graph, grant, "replace", None)
    write = GraphWrite(
        cause=f"graph deleted by {grant.name}",
        scope=grant.graph_prefix,
        key=idempotency_key(grant),
        digest=request_digest(),
        kind="drop",
        graph=graph,
    )
    return receipt_response(service().storage.submit(write), 204)


def _put(graph: str, grant: Grant) -> Response:
    with _body_files() as files:
        return _write(graph, grant, "replace", files)


def _post(graph: str | None, grant: Grant) -> Response:
    with _body_files() as files:
        if graph is not None:
            return _write(graph, grant, "merge", files)
        name = f"{service().settings.base_iri}/graphs/{request_digest()[:26]}"
        return _write(name, grant, "merge", files, location=name)


def _write(
    graph: str, grant: Grant, kind: str, files: list[tuple[Path, Format]] | None, location: str | None = None
) -> Response:
    reads = service().storage.reads
    target, count = reads.new_spool(), 0
    try:
        with target.open("wb") as merged:
            for source, syntax in files or []:
                base = graph or f"{service().settings.base_iri}/graphs"
                part, header = reads.normalise(source, syntax, base, ticket_of_request())
                merged.write(part.read_bytes())
                part.unlink()
                count += int(header["count"])
        write = GraphWrite(
            cause=f"graph written by {grant.name}",
            scope=grant.graph_prefix,
            key=idempotency_key(grant),
            digest=request_digest(),
            kind=kind,
            graph=graph,
            file=str(target),
            count=count,
            only_if_absent=request.headers.get("If-None-Match", "").strip() == "*",
        )
        receipt = service().storage.submit(write)
    finally:
        target.unlink(missing_ok=True)
    created = bool(receipt.get("created")) and graph != ""
    return receipt_response(receipt, 201 if created else 204, location or (graph if created else None))


@contextmanager
def _body_files() -> Iterator[list[tuple[Path, Format]]]:
    """The body's RDF as files of the spool with their formats; several for a multipart body."""
    parts: list[tuple[Path, Format]] = []
    try:
        if request.mimetype == _MULTIPART:
            parts.extend(_spooled_part(part) for part in _multipart_files())
        else:
            path = service().storage.reads.new_spool()
            parts.append((path, _syntax(request.mimetype)))
            path.write_bytes(request.get_data())
        yield parts
    finally:
        for path, _ in parts:
            path.unlink(missing_ok=True)


def _multipart_files() -> list[FileStorage]:
    """The files of a multipart body.

    Raises:
        BadRequest: it has none, is cut short, or holds fields that are no files.
    """
    # Read whole before it is parsed: the request's digest is of these bytes.
    body = request.get_data(cache=True)
    boundary = request.mimetype_params.get("boundary", "")
    files = list(request.files.values())
    if not boundary or not body.rstrip().endswith(f"--{boundary}--".encode()) or not files or request.form:
        raise BadRequest(
            Text(
                "Ce corps multipart est incomplet ou ne porte pas que des fichiers.",
                "This multipart body is incomplete, or holds more than files.",
            )
        )
    return files


def _spooled_part(part: FileStorage) -> tuple[Path, Format]:
    syntax = _syntax(part.mimetype)
    path = service().storage.reads.new_spool()
    part.save(path)
    return path, syntax


def _syntax(media_type: str) -> Format:
    syntax = by_media_type(media_type, UPLOADS) if media_type else None
    if syntax is None:
        names = ", ".join(offer.media_type for offer in UPLOADS)
        raise UnsupportedMediaType(
            Text(f"Type « {media_type} » : envoyez {names}.", f"Type “{media_type}”: send {names}."),
            headers={"Accept": names},
        )
    return syntax
