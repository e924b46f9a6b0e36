"""Needs, obstacles and enablers as people mentioned them, without their names, and the cube that counts obstacles."""

from collections import Counter
from collections.abc import Iterator

from graph_service.engine.formats.ntriples import TYPE, concept, describe, iri, own, term, text, whole
from loaders.sample.tables import Row, date_of, kept, place_of, table, thing
from loaders.source import LICENCE_OUVERTE, Loading

_VINTAGE = "2026"
"""Vintage of the official geographic code of the territories."""


def mentions(loading: Loading) -> Iterator[str]:
    """The rows of three tables, each a mention of one concept."""
    for name, kind, scheme, column in (
        ("needs", "NeedMention", "pooling-type", "type"),
        ("obstacles", "ObstacleMention", "obstacle", "category"),
        ("enablers", "EnablerMention", "enabler", "category"),
    ):
        for row in kept(name, loading.report):
            yield from _mention(loading, row, kind, concept(scheme, row[column]))


def _mention(loading: Loading, row: Row, kind: str, subject_concept: str) -> Iterator[str]:
    yield from describe(
        thing(loading, "mention", row["id"]),
        (TYPE, own(kind)),
        (term("dct:identifier"), text(row["id"])),
        (term("dct:description"), text(row["text"], "fr")),
        (term("dct:subject"), subject_concept),
        (own("observedOn"), date_of(row["source"])),
        (term("dct:spatial"), place_of(loading, row["source"])),
        (term("dct:source"), thing(loading, "document", row["source"])),
        (own("votes"), whole(int(row["votes"])) if row.get("votes") else None),
        (own("workshopGroup"), whole(int(row["group"])) if row.get("group") else None),
    )


def cube(loading: Loading) -> Iterator[str]:
    """The obstacles counted by territory, year and obstacle: only what has a place and a date."""
    data_set = thing(loading, "data-set", "obstacles")
    yield from describe(
        data_set,
        (TYPE, term("qb:DataSet")),
        (term("rdfs:label"), text("Freins cités, par territoire, année et frein", "fr")),
        (term("qb:structure"), iri("https://w3id.org/maillage/structure/obstacles")),
        (term("dct:license"), iri(LICENCE_OUVERTE)),
        (own("unit"), concept("count-unit", "mentions")),
        (term("prov:wasGeneratedBy"), thing(loading, "activity", "count-of-obstacles")),
    )
    yield from describe(
        thing(loading, "activity", "count-of-obstacles"),
        (TYPE, term("prov:Activity")),
        (term("rdfs:label"), text("Décompte des freins cités", "fr")),
        (term("prov:used"), iri(f"{loading.base}/graph/source/sample-network")),
    )
    for (place, year, obstacle), count in sorted(_counts(loading).items()):
        yield from describe(
            iri(f"{loading.base}/id/observation/obstacles-{place.strip('<>').rpartition('/')[2]}-{year}-{obstacle}"),
            (TYPE, term("qb:Observation")),
            (term("qb:dataSet"), data_set),
            (term("sdmx-dimension:refArea"), place),
            (own("areaVintage"), f'"{_VINTAGE}"^^{term("xsd:gYear")}'),
            (term("sdmx-dimension:refPeriod"), f'"{year}"^^{term("xsd:gYear")}'),
            (own("obstacle"), concept("obstacle", obstacle)),
            (own("count"), whole(count)),
            (own("observationStatus"), concept("observation-status", "normal")),
        )


def _counts(loading: Loading) -> Counter[tuple[str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in table("obstacles"):
        place, when = place_of(loading, row["source"]), date_of(row["source"])
        if place is not None and when is not None:
            counts[place, when[1:5], row["category"]] += 1
    return counts
