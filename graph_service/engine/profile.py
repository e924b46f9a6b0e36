"""How properties are called and in which order people read them: from the shapes first, else from the ontology."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, model_folder, prefixes

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_SH, _RDFS = prefixes()["sh"], prefixes()["rdfs"]
_OTHERS = (99, Text("Autres", "Others"))
_PLAIN = {
    prefixes()["rdf"] + "type": Text("nature", "kind"),
    prefixes()["skos"] + "prefLabel": Text("nom", "name"),
    prefixes()["skos"] + "altLabel": Text("autre nom", "other name"),
    prefixes()["skos"] + "broader": Text("plus général", "broader"),
    prefixes()["skos"] + "narrower": Text("plus précis", "narrower"),
    prefixes()["skos"] + "inScheme": Text("liste", "scheme"),
    prefixes()["skos"] + "notation": Text("code", "notation"),
    prefixes()["skos"] + "definition": Text("définition", "definition"),
    prefixes()["dct"] + "modified": Text("modifié le", "modified"),
    prefixes()["adms"] + "identifier": Text("identifiant", "identifier"),
}
_CLASSES = {
    prefixes()["skos"] + "Concept": Text("terme", "concept"),
    prefixes()["skos"] + "ConceptScheme": Text("vocabulaire", "vocabulary"),
    prefixes()["schema"] + "Event": Text("événement", "event"),
    prefixes()["schema"] + "Service": Text("service d’appui", "support service"),
    prefixes()["org"] + "Organization": Text("organisation", "organisation"),
    prefixes()["org"] + "Post": Text("fonction", "post"),
    prefixes()["org"] + "Site": Text("site", "site"),
    prefixes()["dcat"] + "Dataset": Text("jeu de données", "dataset"),
    prefixes()["qb"] + "DataSet": Text("cube statistique", "data cube"),
    prefixes()["qb"] + "DataStructureDefinition": Text("structure de cube", "cube structure"),
    prefixes()["vf"] + "Agreement": Text("accord", "agreement"),
    prefixes()["vf"] + "Proposal": Text("proposition", "proposal"),
    prefixes()["cpsv"] + "PublicService": Text("service public", "public service"),
    prefixes()["prov"] + "Entity": Text("document", "document"),
}
"""Classes of others, in the words of this service."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property as a reader meets it."""

    name: Text
    section: Text
    order: tuple[int, int]
    """Of its section, and within it."""


@cache
def properties() -> dict[str, Property]:
    """IRI of the property → how it is read; what several shapes say of one, the first shape says."""
    said = _statements("shapes")
    groups = {
        subject: (int(_one(about, _SH + "order") or 0), _pair(about, _RDFS + "label"))
        for subject, about in said.items()
        if _one(about, _SH + "order") and about.get(_RDFS + "label")
    }
    found: dict[str, Property] = {}
    for subject in sorted(said):
        about = said[subject]
        path, name = _one(about, _SH + "path"), _pair(about, _SH + "name")
        if path.startswith("http") and name.fr:
            place, section = groups.get(_one(about, _SH + "group"), _OTHERS)
            found.setdefault(path, Property(name, section, (place, int(_one(about, _SH + "order") or 0))))
    return found


@cache
def terms() -> dict[str, Text]:
    """IRI of a class or property of the ontology, or of a class of others that it is used with → its label."""
    said = _statements("ontology")
    return _CLASSES | {
        subject: _pair(about, _RDFS + "label") for subject, about in said.items() if about.get(_RDFS + "label")
    }


@cache
def _parents() -> dict[str, frozenset[str]]:
    parents = _statements("ontology").items()
    named = {
        s: {v.value for v in about.get(_RDFS + "subClassOf", ()) if isinstance(v, ox.NamedNode)} for s, about in parents
    }
    return {subject: frozenset(found) for subject, found in named.items() if found}


@cache
def superclasses(iri: str) -> tuple[str, ...]:
    """A class and those of this ontology above it: what is found under each."""
    found = dict.fromkeys((iri,))
    for parent in sorted(_parents().get(iri, ())):
        if parent.startswith(ONTOLOGY):
            found |= dict.fromkeys(superclasses(parent))
    return tuple(found)


def property_of(iri: str) -> Property:
    """How a property is read; one that the model does not name shows its short name."""
    known = properties().get(iri)
    if known is not None:
        return known
    label = _PLAIN.get(iri) or terms().get(iri) or Text(short(iri), short(iri))
    return Property(label, _OTHERS[1], (_OTHERS[0], 0))


def short(iri: str) -> str:
    """`prefix:local`, or the IRI."""
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _statements(folder: str) -> dict[str, dict[str, list[Term]]]:
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((model_folder() / folder).glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            if isinstance(quad.subject, ox.NamedNode):
                said[quad.subject.value][quad.predicate.value].append(quad.object)
    return said


def _one(about: dict[str, list[Term]], predicate: str) -> str:
    return next((str(getattr(value, "value", "")) for value in about.get(predicate, ())), "")


def _pair(about: dict[str, list[Term]], predicate: str) -> Text:
    found = {v.language: v.value for v in about.get(predicate, ()) if isinstance(v, ox.Literal)}
    return Text(found.get("fr", ""), found.get("en", ""))
