"""`/problem`, `/problem/<slug>`: the type of each problem (RFC 9457), as a page or as JSON."""

import json

from flask import Blueprint, Response, request

from graph_service.errors import BY_SLUG, NotFound
from graph_service.languages import Language, Text
from graph_service.media_types import Format
from graph_service.vocabulary import PROBLEMS
from graph_service.web.model_documents import kept, page_response, rendered
from graph_service.web.model_links import Links, reader_links
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.problem_meanings import MEANINGS

blueprint = Blueprint("problem_types", __name__)

_JSON = Format("json", "application/json", "json", "solutions", "", ("application/problem+json",))


@blueprint.get("/problem")
def problem_types() -> Response:
    """Every type of problem, by status."""
    links = reader_links()
    slugs = sorted(BY_SLUG, key=lambda slug: (BY_SLUG[slug].status, slug))
    found = [_described(slug, links.language) for slug in slugs]
    return _answer("/problem", "", found, rendered("problem_types.html", "/problem", links, types=found), links)


@blueprint.get("/problem/<key>")
def problem_type(key: str) -> Response:
    """One type of problem.

    Raises:
        NotFound: no such type.
    """
    name, dot, extension = key.rpartition(".")
    slug, extension = (name, extension) if dot and extension in ("html", "json") else (key, "")
    if slug not in BY_SLUG:
        raise NotFound(
            Text(
                f"« {slug} » n’est pas un type de problème ; la liste est à /problem.",
                f"“{slug}” is no type of problem; see /problem.",
            )
        )
    links = reader_links()
    found = _described(slug, links.language)
    page = rendered("problem_type.html", f"/problem/{slug}", links, type=found)
    return _answer(f"/problem/{slug}", extension, found, page, links)


def _described(slug: str, language: Language) -> dict[str, object]:
    kind = BY_SLUG[slug]
    return {
        "type": PROBLEMS + slug,
        "slug": slug,
        "title": kind.title.to(language),
        "status": kind.status,
        "meaning": MEANINGS[slug].to(language),
    }


def _answer(address: str, extension: str, found: object, page: str, links: Links) -> Response:
    accept = request.headers.get("Accept")
    header = f'<{address}>; rel="canonical"'
    if extension == "html" or (not extension and prefers_html(accept)):
        return page_response(page, links, header, negotiated=not extension)
    if not extension:
        required(accept, (_JSON,))
    response = kept(json.dumps(found, ensure_ascii=False, indent=1).encode(), _JSON.media_type, header)
    response.headers["Content-Language"] = links.language
    response.vary.update(("Accept-Language",) if extension else ("Accept", "Accept-Language"))
    return response
