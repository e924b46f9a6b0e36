"""`/citing`: how to cite this data, with the address of today's version."""

from flask import Blueprint, Response, render_template

from graph_service.web.parameters import url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("citing", __name__)


@blueprint.get("/citing")
def citing() -> Response:
    """The page."""
    asked = url_parameters().whole("version")
    storage, settings, language = service().storage, service().settings, interface_language()
    record = storage.reads.record(asked)
    values = {
        "record": record,
        "past": asked is not None and asked != storage.folder.current_number(),
        "tags": sorted(storage.folder.read_tags().items()),
        "base": settings.base_iri,
        "publisher": settings.publisher_name,
        "settings": settings,
    }
    page = render_template("citing.html", language=language, **values)
    response = Response(page, content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Language")
    response.headers["Maillage-Version"] = str(record.number)
    return response
