"""Services, bodies, an event and tools of the sample; rows that a concept of ours stands for point at it."""

from collections.abc import Callable, Iterator

from graph_service.vocabulary import SHARED
from loaders.ntriples import concept, describe, iri, own, term
from loaders.sample.tables import Row, kept, named, thing, told
from loaders.source import Loading

_PROVIDERS = {"pays-vitre-2017": "dispositif-pays-vitre", "haute-garonne-2021": "cd31"}
_START, _END = "2021-12-16T18:30:00+01:00", "2021-12-16T21:00:00+01:00"


def services(loading: Loading) -> Iterator[str]:
    """The rows of the table, each by what it becomes."""
    for row in kept("services", loading.report):
        for key in filter(None, row["concepts"].split("|")):
            source = thing(loading, "document", row["source"])
            yield from describe(iri(f"{SHARED}scheme/{key}"), (term("dct:source"), source))
        if row["becomes"]:
            yield from _BECOMES[row["becomes"]](loading, row)


def _service(loading: Loading, row: Row) -> Iterator[str]:
    subject = thing(loading, "service", row["id"])
    yield from named(subject, term("schema:Service"), row["label"], row, loading)
    yield from told(subject, row["detail"])
    area = (
        iri(f"{SHARED}id/departement/31")
        if row["source"] == "haute-garonne-2021"
        else thing(loading, "project-territory", "pays-vitre-porte-de-bretagne")
    )
    yield from describe(
        subject,
        (term("schema:provider"), thing(loading, "organisation", _PROVIDERS[row["source"]])),
        (term("schema:areaServed"), area),
        (term("dct:subject"), concept("theme", row["theme"])),
        (own("specialisation"), concept("specialisation", "transversal")),
    )


def _body(loading: Loading, row: Row) -> Iterator[str]:
    subject = thing(loading, "body", row["id"])
    yield from named(subject, own("Body"), row["label"], row, loading)
    yield from told(subject, row["detail"])
    yield from describe(
        subject,
        (term("dct:type"), concept("body-kind", row["body_kind"])),
        (own("level"), concept("level", row["level"])),
        (own("rhythm"), concept("rhythm", row["rhythm"]) if row["rhythm"] else None),
        (term("dct:spatial"), thing(loading, "project-territory", row["territory"]) if row["territory"] else None),
    )


def _event(loading: Loading, row: Row) -> Iterator[str]:
    subject = thing(loading, "event", row["id"])
    yield from named(subject, term("schema:Event"), row["label"], row, loading)
    yield from told(subject, row["detail"])
    yield from describe(
        subject,
        (term("schema:startDate"), f'"{_START}"^^{term("xsd:dateTime")}'),
        (term("schema:endDate"), f'"{_END}"^^{term("xsd:dateTime")}'),
        (term("schema:eventStatus"), term("schema:EventScheduled")),
        (term("schema:organizer"), thing(loading, "organisation", "mar-rennes")),
        (own("commune"), iri(f"{SHARED}id/commune/35238")),
        (term("dct:type"), concept("event-type", "workshop")),
        (term("dct:subject"), concept("theme", "cooperation")),
        (own("accessibility"), concept("accessibility", "unknown")),
    )


def _tool(loading: Loading, row: Row) -> Iterator[str]:
    subject = thing(loading, "tool", row["id"])
    yield from named(subject, own("Tool"), row["label"], row, loading)
    yield from told(subject, row["detail"])


_BECOMES: dict[str, Callable[[Loading, Row], Iterator[str]]] = {
    "Service": _service,
    "Body": _body,
    "Event": _event,
    "Tool": _tool,
}
