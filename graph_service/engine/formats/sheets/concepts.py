"""Words that people write for a concept, and the concept they mean: preferred and other labels, notations."""

import difflib
from functools import cache

import pyoxigraph as ox

from graph_service.languages import folded
from graph_service.vocabulary import model_folder, prefixes

_SKOS = prefixes()["skos"]
_NAMES = frozenset({_SKOS + "prefLabel", _SKOS + "altLabel", _SKOS + "notation"})


@cache
def concept_names(scheme: str) -> dict[str, str]:
    """Folded name → IRI, for one scheme; a preferred label wins over another's other label."""
    path = model_folder() / "ontology" / "vocabularies" / f"{scheme}.ttl"
    found: dict[str, str] = {}
    quads = [q for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE) if q.predicate.value in _NAMES]
    for quad in sorted(quads, key=lambda q: q.predicate.value != _SKOS + "prefLabel"):
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            subject = quad.subject.value
            if not subject.endswith(f"/scheme/{scheme}"):
                found.setdefault(folded(quad.object.value), subject)
    return found


@cache
def french_labels(scheme: str) -> tuple[str, ...]:
    """The French names of a scheme's concepts, in the order of the file: what a drop-down offers."""
    path = model_folder() / "ontology" / "vocabularies" / f"{scheme}.ttl"
    return tuple(
        q.object.value
        for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if q.predicate.value == _SKOS + "prefLabel"
        and isinstance(q.object, ox.Literal)
        and q.object.language == "fr"
        and not str(q.subject).endswith(f"/scheme/{scheme}>")
    )


@cache
def concept_labels(scheme: str, language: str) -> tuple[tuple[str, str], ...]:
    """The keys of a scheme's concepts with their name in a language, in the order of the names."""
    path = model_folder() / "ontology" / "vocabularies" / f"{scheme}.ttl"
    found = (
        (q.subject.value.rpartition("/")[2], q.object.value)
        for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if q.predicate.value == _SKOS + "prefLabel"
        and isinstance(q.object, ox.Literal)
        and q.object.language == language
        and isinstance(q.subject, ox.NamedNode)
        and not q.subject.value.endswith(f"/scheme/{scheme}")
    )
    return tuple(sorted(found, key=lambda pair: folded(pair[1])))


def concept(scheme: str, written: str) -> str | None:
    """The IRI of the concept that a word names, or None."""
    return concept_names(scheme).get(folded(written))


def close_to(scheme: str, written: str) -> list[str]:
    """French labels of the concepts whose names look like a word that names none."""
    names = concept_names(scheme)
    labels = {names[folded(label)]: label for label in french_labels(scheme)}
    near = difflib.get_close_matches(folded(written), names, n=5, cutoff=0.5)
    return list(dict.fromkeys(labels[names[name]] for name in near))[:3]
