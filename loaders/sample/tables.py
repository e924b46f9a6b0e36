"""The tables of the sample network and the names of what they hold."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from graph_service.engine.formats.ntriples import TYPE, concept, describe, iri, shared, term, text
from graph_service.languages import Text
from loaders.report import Remark, Report
from loaders.source import Loading

FOLDER = Path(__file__).parents[1] / "data" / "sample"
FILES = tuple(sorted(FOLDER.glob("*.csv")))

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of one table."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def kept(name: str, report: Report) -> Iterator[Row]:
    """The rows of a table that become statements; the others go to the report, each with its reason."""
    for number, row in enumerate(table(name), 2):
        report.rows += 1
        if row.get("left_out_fr"):
            reason = Text(row["left_out_fr"], row["left_out_en"])
            report.note(Remark(f"{name}.csv", number, "id", row["id"], "listed", reason))
        else:
            yield row


def thing(loading: Loading, kind: str, key: str) -> str:
    """The IRI of a thing of the sample, under the instance's own base."""
    return iri(f"{loading.base}/id/{kind}/{key}")


def territory(loading: Loading, path: str) -> str:
    """A territory given as `commune/35238`, or as `project-territory/…` for one of the sample's own."""
    kind, _, key = path.partition("/")
    return thing(loading, kind, key) if kind == "project-territory" else shared(kind, key)


def concepts(scheme: str, keys: str) -> Iterator[str]:
    """The concepts of a cell, separated by `|`."""
    for key in filter(None, keys.split("|")):
        yield concept(scheme, key)


def named(subject: str, kind: str, label: str, row: Row, loading: Loading) -> Iterator[str]:
    """What everything of the sample says: its type, its French name, its row and its source."""
    yield from describe(
        subject,
        (TYPE, kind),
        (term("rdfs:label"), text(label, "fr")),
        (term("dct:identifier"), text(row["id"])),
        (term("dct:source"), thing(loading, "document", row["source"])),
    )


def told(subject: str, value: str) -> Iterator[str]:
    """A description, if the row has one."""
    yield from describe(subject, (term("dct:description"), text(value, "fr") if value else None))


def date_of(source: str) -> str | None:
    """The day or the year of a source, as a literal; None if it is not dated."""
    when = {row["id"]: row["date"] for row in table("sources")}[source]
    if not when:
        return None
    return f'"{when}"^^{term("xsd:date" if len(when) > len("2017") else "xsd:gYear")}'


def place_of(loading: Loading, source: str) -> str | None:
    """The territory that a source speaks of."""
    path = {row["id"]: row["territory"] for row in table("sources")}[source]
    return territory(loading, path) if path else None


def documents(loading: Loading) -> Iterator[str]:
    """The five sources themselves."""
    for row in table("sources"):
        subject = thing(loading, "document", row["id"])
        yield from describe(
            subject,
            (TYPE, term("prov:Entity")),
            (term("rdfs:label"), text(row["label"], "fr")),
            (term("dct:date"), date_of(row["id"])),
        )
