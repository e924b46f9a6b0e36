"""Organisations and project territories of the sample."""

from collections.abc import Iterator

from graph_service.engine.formats.ntriples import TYPE, concept, describe, iri, own, shared, term
from loaders.sample.tables import Row, kept, named, territory, thing, told
from loaders.source import Loading

_ASSOCIATION = "association"
_SUPPORT = frozenset({"support-scheme", "ess-network", "development-council", "employers-group", "support-network"})


def organisations(loading: Loading) -> Iterator[str]:
    """The organisations that the documents name, with their kind and where they are."""
    for row in kept("organisations", loading.report):
        subject = thing(loading, "organisation", row["id"])
        association = row["kind"] == _ASSOCIATION
        yield from named(
            subject, own("Association") if association else term("org:Organization"), row["name"], row, loading
        )
        yield from told(subject, row["note"])
        yield from describe(
            subject,
            (term("org:classification"), concept("actor-kind", row["kind"])),
            (own("producerCircle"), concept("producer-circle", row["circle"]) if row["circle"] else None),
            (own("commune"), shared("commune", row["commune"]) if row["commune"] else None),
            (term("foaf:homepage"), iri(row["website"]) if row["website"] else None),
            *((term("dct:spatial"), place) for place in _places(loading, row)),
        )
        if row["kind"] in _SUPPORT and _places(loading, row):
            yield from describe(subject, (TYPE, own("SupportActor")))


def _places(loading: Loading, row: Row) -> list[str]:
    if row["territory"]:
        return [thing(loading, "project-territory", row["territory"])]
    if row["epci"]:
        return [shared("epci", row["epci"])]
    return [shared("departement", row["departement"])] if row["departement"] else []


def territories(loading: Loading) -> Iterator[str]:
    """Territories that INSEE has no code for, and what lies in them."""
    for row in kept("territories", loading.report):
        subject = thing(loading, "project-territory", row["id"])
        yield from named(subject, own("ProjectTerritory"), row["name"], row, loading)
        yield from told(subject, row["note"])
        yield from describe(
            subject,
            (own("territoryKind"), concept("territory-kind", row["kind"])),
            (own("within"), territory(loading, row["within"]) if row["within"] else None),
        )
        for member in filter(None, row["members"].split("|")):
            yield from describe(territory(loading, member), (own("within"), subject))
