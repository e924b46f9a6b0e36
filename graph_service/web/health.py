"""`/health`: whether this instance answers, from which version, how old, with which readers."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from graph_service import __version__
from graph_service.engine.dumps.manifest import made
from graph_service.web.service import service

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """A small JSON document; 200 as long as a version is served."""
    storage = service().storage
    record = storage.version()
    age = datetime.now(UTC) - datetime.fromisoformat(record.time)
    state: dict[str, Any] = {
        "status": "ok",
        "program": __version__,
        "version": record.number,
        "published": record.time,
        "age_seconds": round(age.total_seconds(), 3),
        "quads": record.quads,
        "default_graph": service().settings.default_graph,
        "search": storage.search.version(),
        "dump": (made(storage.folder) or [0])[-1],
        "background": {**(follower.state() if (follower := service().follower) else {}), **service().office.state()},
        "readers": {**storage.reads.pool.state(), "sealed": storage.reads.pool.sealed},
    }
    response = jsonify(state)
    response.headers["Cache-Control"] = "no-store"
    return response
