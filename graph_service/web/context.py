"""`/context.jsonld`: the project's JSON-LD context."""

import json

from flask import Blueprint, Response

from graph_service.engine.formats.jsonld import context
from graph_service.media_types import JSON_LD

blueprint = Blueprint("context", __name__)


@blueprint.get("/context.jsonld")
def jsonld_context() -> Response:
    """The context, to be named by address and cached for a day."""
    response = Response(json.dumps({"@context": context()}, indent=1), content_type=JSON_LD.content_type)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
