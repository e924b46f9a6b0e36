"""What this instance holds, as its catalogue tells it: the datasets of a version and its last dump."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from flask import Response, render_template, request

from graph_service.engine.catalog.entries import Entry, entries
from graph_service.engine.dumps.manifest import Manifest, latest, read
from graph_service.engine.formats.documents import serialised
from graph_service.engine.versions.record import VersionRecord
from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.media_types import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, by_extension
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.negotiation import prefers_html, required
from graph_service.web.parameters import url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.service import service

OFFERS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)


@dataclass(frozen=True)
class Holdings:
    """One version of what is held."""

    record: VersionRecord
    manifest: Manifest | None
    entries: list[Entry]

    @property
    def dumped(self) -> int:
        """The version of the dump; 0: none."""
        return self.manifest.version if self.manifest else 0

    @property
    def state(self) -> tuple[object, ...]:
        """What its documents depend on beside the version: the dump, and the day, which ages are counted to."""
        return self.dumped, self.manifest.made if self.manifest else "", date.today().isoformat()


def holdings() -> Holdings:
    """The holdings of the version that the request asks for, by default the current one.

    Raises:
        Gone, NotFound: that version is not kept.
    """
    asked, storage = url_parameters().whole("version"), service().storage
    record = storage.reads.record(asked)
    manifest = latest(storage.folder) if asked is None else read(storage.folder, asked)
    return Holdings(record, manifest, entries(storage, record, manifest, service().settings.base_iri))


def chosen_format(extension: str) -> Format | None:
    """The format that an extension or Accept names; None: a page.

    Raises:
        NotFound: an extension that is none of ours.
        NotAcceptable: Accept names none that is offered.
    """
    if extension == "html":
        return None
    if extension:
        found = by_extension(extension, OFFERS)
        if found is None:
            offered = ", ".join([*(offer.extension for offer in OFFERS), "html"])
            raise NotFound(Text(f"Formats proposés : {offered}.", f"Formats offered: {offered}."))
        return found
    accept = request.headers.get("Accept")
    return None if prefers_html(accept) else required(accept, OFFERS)


def respond(
    held: Holdings,
    chosen: Format | None,
    triples: Sequence[ox.Triple],
    address: str,
    template: str,
    values: Mapping[str, object] | None = None,
) -> Response:
    """The page or the document, with its ETag, its formats and its version."""
    language = interface_language()
    reader = (language, content_tags(), request.query_string)
    etag = etag_of(held.record.number, (held.state, chosen and chosen.name, address, reader))
    response = not_modified(etag)
    if response is None:
        if chosen is None:
            page = render_template(template, held=held, address=address, language=language, **(values or {}))
            response = Response(page, content_type="text/html; charset=utf-8")
        else:
            first = service().settings.base_iri + address
            response = Response(serialised(triples, chosen, first), content_type=chosen.content_type)
        response.set_etag(etag)
    if template:
        response.headers["Link"] = ", ".join(_alternates(address))
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Maillage-Version"] = str(held.record.number)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _alternates(address: str) -> list[str]:
    links = [f'<{address}.html>; rel="alternate"; type="text/html"']
    return links + [f'<{address}.{offer.extension}>; rel="alternate"; type="{offer.media_type}"' for offer in OFFERS]
