"""The one table of formats: negotiation, `.ext` addresses, service description and tests read it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["solutions", "triples", "quads", "document"]


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation: its media type, file extension, kind and W3C format IRI."""

    name: str
    media_type: str
    extension: str
    kind: Kind
    iri: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type to send; text types name their charset (RFC 6838, CSV and TSV of SPARQL 1.1)."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_W3C = "http://www.w3.org/ns/formats/"

JSON = Format(
    "json",
    "application/sparql-results+json",
    "json",
    "solutions",
    _W3C + "SPARQL_Results_JSON",
    ("application/json",),
)
XML = Format(
    "xml",
    "application/sparql-results+xml",
    "xml",
    "solutions",
    _W3C + "SPARQL_Results_XML",
    ("application/xml", "text/xml"),
)
CSV = Format("csv", "text/csv", "csv", "solutions", _W3C + "SPARQL_Results_CSV")
TSV = Format("tsv", "text/tab-separated-values", "tsv", "solutions", _W3C + "SPARQL_Results_TSV")
TURTLE = Format("turtle", "text/turtle", "ttl", "triples", _W3C + "Turtle", ("application/x-turtle",))
N_TRIPLES = Format("ntriples", "application/n-triples", "nt", "triples", _W3C + "N-Triples")
RDF_XML = Format("rdfxml", "application/rdf+xml", "rdf", "triples", _W3C + "RDF_XML", ("application/xml", "text/xml"))
JSON_LD = Format("jsonld", "application/ld+json", "jsonld", "triples", _W3C + "JSON-LD", ("application/json",))
N_QUADS = Format("nquads", "application/n-quads", "nq", "quads", _W3C + "N-Quads")
TRIG = Format("trig", "application/trig", "trig", "quads", _W3C + "TriG")
PLAIN_JSON = Format("json", "application/json", "json", "document", "")
ATOM = Format("atom", "application/atom+xml", "atom", "document", "")
ICS = Format("ics", "text/calendar", "ics", "document", "")
XLSX = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "document", "")
GEOJSON = Format("geojson", "application/geo+json", "geojson", "document", "", ("application/json",))

SOLUTIONS: tuple[Format, ...] = (JSON, XML, CSV, TSV)
TRIPLES: tuple[Format, ...] = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, N_QUADS, TRIG)
"""Formats for CONSTRUCT, DESCRIBE and one graph; N-Quads and TriG then hold the default graph alone."""

DATASETS: tuple[Format, ...] = (TRIG, N_QUADS, JSON_LD)
UPLOADS: tuple[Format, ...] = TRIPLES
ALL: tuple[Format, ...] = (*SOLUTIONS, *TRIPLES)


def by_media_type(media_type: str, offers: tuple[Format, ...] = ALL) -> Format | None:
    """The format that a Content-Type names, or None."""
    wanted = media_type.strip().lower()
    for offer in offers:
        if wanted == offer.media_type or wanted in offer.aliases:
            return offer
    return None


def by_extension(extension: str, offers: tuple[Format, ...] = ALL) -> Format | None:
    """The format of a file extension (without its dot), or None."""
    return next((offer for offer in offers if offer.extension == extension.lower()), None)
