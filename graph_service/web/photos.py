"""`/photos`: the photos of published things, as this service drew them anew; those that wait are seen at the desk."""

import pyoxigraph as ox
from flask import Blueprint, Response, request

from graph_service.engine.library.binding import bind
from graph_service.engine.reads import Query, Reading
from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import prefixes
from graph_service.web.identity import current_account
from graph_service.web.service import service

blueprint = Blueprint("photos", __name__)

_IMAGE = f"<{prefixes()['schema']}image>"
_SHOWN = f"SELECT ?thing WHERE {{ VALUES ?picture {{ <urn:x> }} ?thing {_IMAGE} ?picture }} LIMIT 1"


@blueprint.get("/photos/<digest>.jpg")
def photo(digest: str) -> Response:
    """A photo that a published thing shows; what waits at the desk, or was withdrawn, is nobody's to see."""
    path = service().kept_photos.path(digest)
    waiting = path is not None and not _is_published(digest)
    if path is None or (waiting and not _decides()):
        raise NotFound(Text("Aucune chose publiée ne montre cette photo.", "No published thing shows this photo."))
    response = Response(content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store" if waiting else "public, no-cache"
    response.set_etag(digest)
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(path.read_bytes())
    return response


def _decides() -> bool:
    """Whether an account of the desk asks, that reviews contributions: it sees what it reviews."""
    account = current_account()
    return account is not None and account.has("animator", "editor", "administrator")


def _is_published(digest: str) -> bool:
    picture = ox.NamedNode(f"{service().settings.base_iri}/photos/{digest}.jpg")
    answer = service().storage.query(Query(bind(_SHOWN, {"picture": [picture]}), JSON, N_TRIPLES), Reading())
    return bool(answer.rows())
