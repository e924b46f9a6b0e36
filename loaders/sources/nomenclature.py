"""The WALDEC nomenclature of associations' activities as SKOS: 297 codes in 29 families."""

from collections.abc import Iterator

from graph_service.languages import Text
from loaders.nomenclature import FILE, family, labels
from loaders.ntriples import TYPE, concept, describe, iri, term, text
from loaders.source import LICENCE_OUVERTE, Loading, Part, Source

SCHEME = iri("https://w3id.org/maillage/scheme/waldec")


def lines(_loading: Loading) -> Iterator[str]:
    """The scheme and its concepts."""
    yield from describe(
        SCHEME,
        (TYPE, term("skos:ConceptScheme")),
        (term("skos:prefLabel"), text("Nomenclature WALDEC des activités des associations", "fr")),
        (term("skos:prefLabel"), text("WALDEC nomenclature of associations' activities", "en")),
        (term("dct:license"), iri(LICENCE_OUVERTE)),
    )
    for code, label in labels().items():
        yield from _concept(code, label)


def _concept(code: str, label: str) -> Iterator[str]:
    subject, parent = concept("waldec", code), concept("waldec", family(code))
    is_family = code == family(code)
    yield from describe(
        subject,
        (TYPE, term("skos:Concept")),
        (term("skos:inScheme"), SCHEME),
        (term("skos:notation"), text(code)),
        (term("skos:prefLabel"), text(label, "fr")),
        (term("skos:topConceptOf"), SCHEME if is_family else None),
        (term("skos:broader"), None if is_family else parent),
    )
    yield from describe(
        SCHEME if is_family else parent,
        (term("skos:hasTopConcept" if is_family else "skos:narrower"), subject),
    )


SOURCE = Source(
    name="nomenclature",
    title=Text("Nomenclature WALDEC", "WALDEC nomenclature"),
    licence=LICENCE_OUVERTE,
    publisher="Ministère de l’Intérieur",
    homepage="https://www.data.gouv.fr/fr/datasets/repertoire-national-des-associations/",
    frequency=Text("stable ; livrée avec le programme", "stable; comes with the program"),
    parts=lambda _paths, _loading: [Part("nomenclature", (FILE,), lines)],
    needs_paths=False,
    usage=Text("aucun fichier à donner", "no file to give"),
)
