"""Services, bodies, an event and tools of the sample; rows that a concept of ours stands for point at it."""

from collections.abc import Callable, Iterator

from graph_service.engine.formats.ntriples import concept, describe, iri, own, term
from graph_service.vocabulary import SHARED
from loaders.sample.tables import Row, kept, named, territory, thing, told
from loaders.source import Loading


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
    yield from describe(
        subject,
        (term("schema:provider"), thing(loading, "organisation", row["organisation"])),
        (term("schema:areaServed"), territory(loading, row["area"])),
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
        (term("dct:spatial"), territory(loading, row["area"]) if row["area"] else None),
    )


def _event(loading: Loading, row: Row) -> Iterator[str]:
    subject = thing(loading, "event", row["id"])
    yield from named(subject, term("schema:Event"), row["label"], row, loading)
    yield from told(subject, row["detail"])
    yield from describe(
        subject,
        (term("schema:startDate"), f'"{row["starts"]}"^^{term("xsd:dateTime")}'),
        (term("schema:endDate"), f'"{row["ends"]}"^^{term("xsd:dateTime")}'),
        (term("schema:eventStatus"), term("schema:EventScheduled")),
        (term("schema:organizer"), thing(loading, "organisation", row["organisation"])),
        (own("commune"), territory(loading, row["area"])),
        (term("dct:type"), concept("event-type", "workshop")),
        (term("dct:subject"), concept("theme", row["theme"])),
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
