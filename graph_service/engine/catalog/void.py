"""The datasets in VoID, with the figures that were counted when they were dumped (W3C note, 2011)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import add

import pyoxigraph as ox

from graph_service.engine.catalog.dcat import dataset_iri
from graph_service.engine.catalog.entries import Entry
from graph_service.engine.catalog.statements import Value, about, both, iri, moment, name, typed
from graph_service.engine.dumps.manifest import Manifest
from graph_service.engine.dumps.statistics import Statistics
from graph_service.engine.versions.record import VersionRecord
from graph_service.languages import Text
from graph_service.vocabulary import SHARED, prefixes

_PARTITIONS = 60
"""Classes, and properties, that are told of one dataset."""


def void_triples(
    base: str, publisher: str, entries: Sequence[Entry], record: VersionRecord, manifest: Manifest | None
) -> list[ox.Triple]:
    """The description document, the whole and each dataset."""
    document, whole = f"{base}/.well-known/void", f"{base}/catalog#everything"
    figures: Statistics | None = (
        reduce(add, found) if (found := [e.statistics for e in entries if e.statistics]) else None
    )
    triples = about(
        document,
        ("rdf:type", name("void:DatasetDescription")),
        *both("dct:title", Text("Description VoID de cette instance", "VoID description of this instance")),
        ("foaf:primaryTopic", ox.NamedNode(whole)),
        ("foaf:topic", ox.NamedNode(whole)),
    )
    dumps = f"{base}/dumps/{manifest.version if manifest else 0}"
    licences = [f"{dumps}/{file.name}" for file in (manifest.files if manifest else ()) if file.kind == "licence"]
    triples += about(
        whole,
        ("rdf:type", name("void:Dataset")),
        *both("dct:title", Text(f"Tout ce que publie {publisher}", f"All that {publisher} publishes")),
        ("dct:modified", moment(datetime.fromisoformat(record.time))),
        ("void:triples", typed(sum(entry.quads for entry in entries), "integer")),
        ("void:sparqlEndpoint", iri(f"{base}/sparql")),
        ("void:uriLookupEndpoint", iri(f"{base}/search?q=")),
        ("void:uriSpace", ox.Literal(f"{base}/id/")),
        ("void:uriSpace", ox.Literal(f"{SHARED}id/")),
        *(("void:dataDump", iri(address)) for address in licences),
        *(("void:subset", ox.NamedNode(dataset_iri(base, entry.slug))) for entry in entries),
        *(("void:vocabulary", ox.NamedNode(space)) for space in (_vocabularies(figures) if figures else ())),
    )
    # No count of subjects or classes here: a thing that two graphs speak of would count twice.
    return triples + [triple for entry in entries for triple in _dataset(base, dumps, entry)]


def _dataset(base: str, dumps: str, entry: Entry) -> list[ox.Triple]:
    subject = dataset_iri(base, entry.slug)
    triples = about(
        subject,
        ("rdf:type", name("void:Dataset")),
        *(("dct:title", ox.Literal(title, language=tag or None)) for tag, title in entry.titles.items()),
        ("dct:license", iri(entry.licence)),
        ("dct:modified", moment(entry.modified)),
        ("void:triples", typed(entry.quads, "integer")),
        ("void:sparqlEndpoint", iri(f"{base}/sparql")),
        ("void:dataDump", iri(f"{dumps}/{entry.file.name}") if entry.file else None),
        *_figures(entry.statistics),
    )
    return triples + _partitions(subject, entry.statistics) + _linksets(subject, entry.statistics)


def _figures(figures: Statistics | None) -> list[tuple[str, Value | None]]:
    if figures is None:
        return []
    return [
        ("void:distinctSubjects", typed(figures.subjects, "integer")),
        ("void:classes", typed(len(figures.classes), "integer")),
        ("void:properties", typed(len(figures.properties), "integer")),
        ("void:exampleResource", iri(figures.example)),
        *(("void:vocabulary", ox.NamedNode(space)) for space in _vocabularies(figures)),
    ]


def _vocabularies(figures: Statistics) -> list[str]:
    terms = (*figures.classes, *figures.properties)
    return sorted(space for space in prefixes().values() if any(term.startswith(space) for term in terms))


def _partitions(subject: str, figures: Statistics | None) -> list[ox.Triple]:
    if figures is None:
        return []
    return [
        *_partition(subject, "class", figures.classes, "entities"),
        *_partition(subject, "property", figures.properties, "triples"),
    ]


def _partition(subject: str, kind: str, counts: Counter[str], measure: str) -> list[ox.Triple]:
    triples = []
    for number, (term, count) in enumerate(counts.most_common(_PARTITIONS)):
        part = f"{subject}{'-' if '#' in subject else '#'}{kind}-{number}"
        triples += about(subject, (f"void:{kind}Partition", ox.NamedNode(part)))
        triples += about(part, (f"void:{kind}", iri(term)), (f"void:{measure}", typed(count, "integer")))
    return triples


def _linksets(subject: str, figures: Statistics | None) -> list[ox.Triple]:
    triples: list[ox.Triple] = []
    for number, (told, count) in enumerate(figures.links.most_common(_PARTITIONS) if figures else ()):
        predicate, _, target = told.partition(" ")
        part = f"{subject}#links-{number}"
        triples += about(
            part,
            ("rdf:type", name("void:Linkset")),
            ("void:subjectsTarget", ox.NamedNode(subject)),
            ("void:objectsTarget", iri(target)),
            ("void:linkPredicate", iri(predicate)),
            ("void:triples", typed(count, "integer")),
        )
        triples += about(subject, ("void:subset", ox.NamedNode(part)))
    return triples
