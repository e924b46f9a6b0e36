"""`/robots.txt` and `/sitemap.xml`: what search engines may read, and every page of a thing."""

from xml.sax.saxutils import escape

from flask import Blueprint, Response

from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.web.addresses import local_address
from graph_service.web.service import service

blueprint = Blueprint("sitemaps", __name__)

_BLOCK = 20_000
"""Rows of the search file that one sitemap goes through (50,000 addresses are the protocol's limit)."""

_XML = "application/xml"
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = (
    "/", "/map", "/catalogue", "/catalogue/watch", "/who-can-help", "/agenda", "/observatory", "/observatory/partners",
    "/contribute", "/queries", "/catalog", "/dumps", "/ontology", "/shapes", "/vocabularies", "/citing", "/api",
    "/embedding", "/legal/reuse",
)  # fmt: skip


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers read pages; questions that cost time are asked by people and programs."""
    base = service().settings.base_iri
    lines = ["User-agent: *", "Disallow: /sparql", "Disallow: /update", "Disallow: /graphs", "Disallow: /graph/"]
    lines += ["Disallow: /search", "Disallow: /suggest", "Disallow: /dumps/", f"Sitemap: {base}/sitemap.xml", ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    """The list of sitemaps: the pages, then the things by blocks."""
    base = service().settings.base_iri
    numbers = range(service().storage.search.blocks(_BLOCK) + 1)
    entries = "".join(f"<sitemap><loc>{base}/sitemap-{number}.xml</loc></sitemap>" for number in numbers)
    return _document("sitemapindex", entries)


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap(number: int) -> Response:
    """One sitemap: 0 for the pages, the others for things."""
    base, index = service().settings.base_iri, service().storage.search
    if number > index.blocks(_BLOCK):
        raise NotFound(
            Text("Ce plan n’existe pas ; voyez /sitemap.xml.", "There is no such sitemap; see /sitemap.xml.")
        )
    if number == 0:
        paths = list(_PAGES)
    else:
        paths = [path for iri in index.block(number - 1, _BLOCK) if (path := local_address(iri, base))]
    return _document("urlset", "".join(f"<url><loc>{escape(base + path)}</loc></url>" for path in paths))


def _document(root: str, entries: str) -> Response:
    text = f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{_SPACE}">{entries}</{root}>'
    response = Response(text, content_type=_XML)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
