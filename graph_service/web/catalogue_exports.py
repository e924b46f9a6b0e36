"""A view of the catalogue as a file: CSV as SPARQL writes it, XLSX for spreadsheets, GeoJSON, RDF, a feed to follow."""

import json
from datetime import UTC, datetime

from flask import Response, request

from graph_service.engine.answer import Answer
from graph_service.engine.formats.spreadsheets import workbook
from graph_service.engine.reads import Query
from graph_service.engine.search.answer import Found
from graph_service.languages import Text
from graph_service.media_types import ATOM, CSV, GEOJSON, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, XLSX, Format
from graph_service.web.catalogue_request import MOST, CatalogueRequest
from graph_service.web.features import places
from graph_service.web.feeds import Entry, Feed, atom
from graph_service.web.library_answers import moment_of
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.question_rows import query_about
from graph_service.web.reading import reading_of_request
from graph_service.web.search_answer import Wording
from graph_service.web.service import service

FORMATS = (CSV, XLSX, GEOJSON, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, ATOM)
_TITLE = Text("Catalogue", "Catalogue")
_FED = 100
"""Entries of a feed: the things that changed last."""


def exported(asked: CatalogueRequest, found: Found, chosen: Format) -> Response:
    """The whole view, its pages put together."""
    body = _made(asked, found, chosen)
    response = Response(body, content_type=chosen.content_type)
    if chosen in (CSV, XLSX):
        response.headers["Content-Disposition"] = f'attachment; filename="catalogue.{chosen.extension}"'
    if found.more or found.total > MOST:
        response.headers["Maillage-Truncated"] = "true"
    return response


def _made(asked: CatalogueRequest, found: Found, chosen: Format) -> bytes | str:
    iris = [hit.iri for hit in found.hits]
    if chosen is ATOM:
        return atom(_feed(asked, found))
    if chosen in (TURTLE, JSON_LD, N_TRIPLES, RDF_XML):
        query = query_about("catalogue-as-data", iris, found.version)
        return _asked(Query(query.text, None, chosen, base=query.base, version=query.version)).data
    query = query_about("catalogue-cards", iris, found.version)
    if chosen is CSV:
        return _asked(Query(query.text, CSV, None, base=query.base, version=query.version)).data
    told = json.loads(_asked(query).data)
    rows, columns = told["results"]["bindings"], told["head"]["vars"]
    if chosen is GEOJSON:
        features = places(found.version).features(rows)
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    cells = ([row.get(name, {}).get("value", "") for name in columns] for row in rows)
    return workbook(_TITLE.to(interface_language()), columns, cells)


def _asked(query: Query) -> Answer:
    return service().storage.query(query, reading_of_request())


def _feed(asked: CatalogueRequest, found: Found) -> Feed:
    """The things of the view, those that changed last first."""
    base, storage = service().settings.base_iri, service().storage
    since = storage.search.since([hit.iri for hit in found.hits])
    changed = {iri: moment_of(storage.folder, number) for iri, number in since.items()}
    oldest = datetime.min.replace(tzinfo=UTC)
    newest = sorted(found.hits, key=lambda hit: changed.get(hit.iri, oldest), reverse=True)[:_FED]
    wording = Wording(base, interface_language(), content_tags())
    told = [wording.hit(hit) for hit in newest]
    entries = [
        Entry(one["iri"], one["label"], base + one.get("address", ""), None, one.get("summary", "")) for one in told
    ]
    title = f"{_TITLE.to(interface_language())} · Maillage"
    page = f"{base}/catalogue?{asked.address}".rstrip("?")
    itself = f"{base}{request.full_path}".rstrip("?")
    return Feed(title, page, itself, moment_of(storage.folder, found.version), entries, changed)
