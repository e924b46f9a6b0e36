"""Names that people write in a form, and the thing that each means, where it is one alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox
from ulid import ULID

from graph_service.engine.contours import LEVELS
from graph_service.engine.forms.fields import Field, Form
from graph_service.engine.model.schemes import concept_of
from graph_service.engine.search.answer import Hit
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import Search
from graph_service.engine.search.words import words
from graph_service.errors import MaillageError
from graph_service.languages import Language
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes
from graph_service.web.parameters import is_iri

_ORGANISATIONS = ("org:Organization", "Association", "SupportActor", "Body")
_SUGGESTED = {"Organization": _ORGANISATIONS}
"""Class → what the search calls the things of it, where the class alone finds too few."""

_CHOSEN = re.compile(r"(.*\S)\s*\(([^()]{1,60})\)\Z", re.DOTALL)
_RNA = re.compile(r"W[0-9A-Z]{9}\Z")
_COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}\Z")
_SIREN = re.compile(r"[0-9]{9}\Z")
_NUMBER = re.compile(r"-[0-9]+\.")
_TYPE = ox.NamedNode(prefixes()["rdf"] + "type")
_LABEL = ox.NamedNode(prefixes()["rdfs"] + "label")
_LONGEST = 200
_LOOKED_AT = 20


def suggested(classes: tuple[str, ...]) -> str:
    """What `/suggest` takes as kinds for a field that leads to things of these classes."""
    return " ".join(kind for name in classes for kind in _SUGGESTED.get(name, (name,)))


@dataclass(frozen=True)
class Names:
    """The names of the published things, as the search knows them."""

    index: SearchIndex

    def resolve(self, kind: str, written: str) -> str | None:
        """The IRI that a name, a code, an address or a choice of the list means; None: none, or several."""
        told = written.strip()
        if "://" in told:
            return told if is_iri(told) else None
        match = _CHOSEN.match(told)
        name, code = (match[1], match[2]) if match else (told, told)
        return _by_code(kind, code.upper()) or self._found(kind, name, code if match else "")

    def shown(self, form: Form, values: dict[str, list[str]], language: Language) -> dict[str, list[str]]:
        """Values with names in the place of the IRIs that a field completes, as the list offers them."""
        inner = {f"{whole.name}.{one.name}": one for whole in form.said for one in whole.fields}
        fields = {one.name: one for one in form.said} | inner
        return {
            name: [self._shown(fields.get(_NUMBER.sub(".", name)), value, language) for value in several]
            for name, several in values.items()
        }

    def _shown(self, one: Field | None, value: str, language: Language) -> str:
        if one is None or "://" not in value:
            return value
        if one.widget == "concept":
            found = concept_of(value)
            return found.label.to(language) if found else value
        return self._name(value) if one.widget in ("territory", "organisation", "thing") else value

    def _name(self, iri: str) -> str:
        code = iri.rpartition("/")[2]
        return next((f"{_name(hit)} ({code})" for hit in self._hits("", code) if hit.iri == iri), iri)

    def _found(self, kind: str, name: str, code: str) -> str | None:
        hits = self._hits(kind, name)
        if code:
            same = [hit for hit in hits if hit.iri.rpartition("/")[2].casefold() == code.casefold()]
        elif re.sub(r"\s", "", name).isdigit():
            # A number is among the names that the search knows: who alone has it is meant.
            same = hits
        else:
            same = [hit for hit in hits if any(words(one) == words(name) for one in hit.names.values())]
        return same[0].iri if len(same) == 1 else None

    def _hits(self, kind: str, name: str) -> list[Hit]:
        facets = tuple(("kind", _whole(one)) for one in suggested((kind,)).split()) if kind else ()
        if len(name) > _LONGEST or not words(name):
            return []
        try:
            return self.index.find(Search(name, facets, demonstration=True, size=_LOOKED_AT)).hits
        except MaillageError:
            # A search that is not ready knows no name: codes and addresses still do.
            return []


@dataclass
class NamedHere:
    """Names that are found, and organisations that a person says are new here: proposed with what they send."""

    names: Names
    base: str
    allowed: bool
    made: dict[str, str] = field(default_factory=dict)
    """Name → IRI of each organisation that is proposed."""

    def resolve(self, kind: str, written: str) -> str | None:
        """What `Names` finds; else, where it is allowed, a new organisation of that name."""
        found = self.names.resolve(kind, written)
        name = " ".join(written.split())
        if found or not self.allowed or kind != "Organization" or not 3 <= len(name) <= _LONGEST or "://" in name:
            return found
        return self.made.setdefault(name, f"{self.base}/id/organisation/{ULID()}")

    def lines(self) -> Iterator[str]:
        """What is said of them: what they are, and their name."""
        for name, iri in self.made.items():
            subject = ox.NamedNode(iri)
            yield f"{subject} {_TYPE} {ox.NamedNode(prefixes()['org'] + 'Organization')} .\n"
            yield f"{subject} {_LABEL} {ox.Literal(name, language='fr')} .\n"


def _by_code(kind: str, code: str) -> str | None:
    """The thing of an official code; a département, a région or an EPCI where a territory is asked for."""
    level, slash, key = code.lower().partition("/")
    if kind == "Territory" and slash and level in LEVELS and re.fullmatch(r"[0-9ab]{1,9}", key):
        return f"{SHARED}id/{level}/{key.upper()}"
    if kind in ("Commune", "Territory") and _COMMUNE.match(code):
        return f"{SHARED}id/commune/{code}"
    if kind == "Territory" and _SIREN.match(code):
        return f"{SHARED}id/epci/{code}"
    if kind == "Organization" and _RNA.match(code):
        return f"{SHARED}id/association/{code}"
    return None


def _whole(kind: str) -> str:
    prefix, colon, local = kind.partition(":")
    return prefixes()[prefix] + local if colon else ONTOLOGY + kind


def _name(hit: Hit) -> str:
    return hit.names.get("fr") or next(iter(hit.names.values()))
