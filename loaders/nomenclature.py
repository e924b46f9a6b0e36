"""The WALDEC table itself, for whoever needs its codes."""

from functools import cache

import pyoxigraph as ox

from graph_service.vocabulary import model_folder, prefixes

FILE = model_folder() / "ontology" / "vocabularies" / "waldec.ttl"


@cache
def labels() -> dict[str, str]:
    """Code → label in French, families included."""
    name = ox.NamedNode(prefixes()["skos"] + "prefLabel")
    found = {
        quad.subject.value.rpartition("/")[2]: quad.object.value
        for quad in ox.parse(path=str(FILE), format=ox.RdfFormat.TURTLE)
        if quad.predicate == name and isinstance(quad.object, ox.Literal) and quad.object.language == "fr"
    }
    del found["waldec"]
    return found


def family(code: str) -> str:
    """The family of a code: its three-digit prefix (for 20 codes the published parent differs from it)."""
    return code[:3] + "000"
