"""What the organisations of the sample already pool: the practice, and the thing when it can be asked for."""

from collections.abc import Callable, Iterator

from graph_service.engine.formats.ntriples import TYPE, concept, describe, own, shared, term, text
from loaders.sample.tables import Row, concepts, kept, named, table, thing, told
from loaders.source import Loading

_KINDS = {"Equipment": "equipment-kind", "Premises": "premises-kind"}


def pooled(loading: Loading) -> Iterator[str]:
    """Every row that names an organisation is a practice; some are also things of the catalogue."""
    for row in kept("pooled", loading.report):
        subject = thing(loading, "practice", row["id"])
        partners = (row["organisation"], *filter(None, row["partners"].split("|")))
        yield from named(subject, own("PoolingPractice"), row["label"], row, loading)
        yield from told(subject, row["conditions"])
        yield from describe(
            subject,
            (own("poolingType"), concept("pooling-type", row["type"])),
            (own("practiceState"), concept("practice-state", row["state"])),
            *((own("participant"), thing(loading, "organisation", partner)) for partner in partners),
        )
        if row["catalogue"]:
            yield from _CATALOGUE.get(row["catalogue"], _thing)(loading, row)


def _thing(loading: Loading, row: Row) -> Iterator[str]:
    kind = row["catalogue"]
    subject = thing(loading, "pooled-thing", row["id"])
    yield from named(subject, own(kind), row["label"], row, loading)
    yield from told(subject, row["conditions"])
    yield from describe(
        subject,
        (own("owner"), thing(loading, "organisation", row["organisation"])),
        (own("terms"), concept("pooling-terms", row["terms"])),
        (own("commune"), _commune_of(row["organisation"])),
        *((term("dct:type"), c) for c in concepts(_KINDS.get(kind, ""), row["kind"] if kind in _KINDS else "")),
        *((own("skill"), c) for c in concepts("skill", row["skill"])),
        # Nothing is said of it: unknown, which is not "no".
        (own("accessibility"), concept("accessibility", "unknown") if kind == "Premises" else None),
        (term("dct:subject"), concept("theme", row["kind"]) if kind == "PooledService" else None),
        *((own("beneficiary"), thing(loading, "organisation", p)) for p in filter(None, row["partners"].split("|"))),
    )


def _commune_of(organisation: str) -> str | None:
    """Where a thing can be asked for: the commune of its owner, when the documents leave no doubt."""
    code = next(row["commune"] for row in table("organisations") if row["id"] == organisation)
    return shared("commune", code) if code else None


def _tool(loading: Loading, row: Row) -> Iterator[str]:
    subject = thing(loading, "tool", row["id"])
    yield from describe(
        subject,
        (TYPE, own("Tool")),
        (term("rdfs:label"), text(row["label"], "fr")),
        (term("dct:identifier"), text(row["id"])),
        (term("dct:source"), thing(loading, "document", row["source"])),
    )
    yield from describe(thing(loading, "organisation", row["organisation"]), (own("usesTool"), subject))


_CATALOGUE: dict[str, Callable[[Loading, Row], Iterator[str]]] = {"Tool": _tool}
