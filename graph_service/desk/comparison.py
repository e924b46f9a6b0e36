"""What is beside what would be: each property of a thing, published and proposed; and what may be the same thing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox
from sqlalchemy import Connection

from graph_service.desk.contributions import Contribution, called, listed
from graph_service.desk.office import Office
from graph_service.desk.published import Published
from graph_service.desk.tables.editorial import contributions
from graph_service.engine.model.schemes import concept_label
from graph_service.engine.profile import property_of, short, terms
from graph_service.languages import Language, Text, folded
from graph_service.vocabulary import ONTOLOGY, SHARED

_PART = "#"
_ALIKE = """SELECT DISTINCT ?thing ?name WHERE {
  VALUES ?kind { <urn:x> }
  VALUES ?commune { <urn:x> }
  ?thing maillage:commune ?commune ; a ?kind ; rdfs:label ?name
} LIMIT 5000"""
_SAME_NUMBER = """SELECT DISTINCT ?thing ?name WHERE {
  VALUES ?property { maillage:rna maillage:siren maillage:siret }
  VALUES ?number { "x" }
  ?thing ?property ?number . OPTIONAL { ?thing rdfs:label ?name }
} LIMIT 20"""


@dataclass
class Change:
    """A property, what is published of it and what would be."""

    name: str
    iri: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether it would differ."""
        return sorted(self.before) != sorted(self.after)


@dataclass(frozen=True, slots=True)
class Alike:
    """Something that may be the same."""

    iri: str
    name: str
    why: Text


def quads(statements: str) -> list[ox.Quad]:
    """The statements of a contribution, which the validator has already read."""
    return list(ox.parse(statements.encode(), format=ox.RdfFormat.N_TRIPLES))


def changes(office: Office, found: Contribution, language: Language) -> Iterator[tuple[str, list[Change]]]:
    """For each thing of a contribution, its properties."""
    proposed = quads(found.statements)
    for thing in found.things:
        rows: dict[str, Change] = {}
        mine = [quad for quad in proposed if _of(quad, thing.iri)]
        objects = [quad.object.value for quad in mine if isinstance(quad.object, ox.NamedNode)]
        said = office.published.said(thing.iri)
        met = [*objects, *(value for _, value in said if value.startswith("http"))][:500]
        names = office.published.names(met, language)
        for prop, value in said:
            _row(rows, prop, language).before.append(_shown(value, names, language))
        for quad in mine:
            row = _row(rows, quad.predicate.value, language)
            row.after.append(_shown(str(getattr(quad.object, "value", "…")), names, language))
        if found.state == "accepted":
            for row in rows.values():
                row.after = row.after or row.before
        yield thing.title, sorted(rows.values(), key=lambda row: (property_of(row.iri).order, row.name))


def _of(quad: ox.Quad, iri: str) -> bool:
    return isinstance(quad.subject, ox.NamedNode) and quad.subject.value.partition(_PART)[0] == iri.partition(_PART)[0]


def _row(rows: dict[str, Change], iri: str, language: Language) -> Change:
    return rows.setdefault(iri, Change(property_of(iri).name.to(language), iri))


def _shown(value: str, names: dict[str, str], language: Language) -> str:
    # The words of the model come first: the graph may hold those of one language alone.
    known = terms().get(value) or concept_label(value)
    return (known.to(language) if known else "") or names.get(value) or short(value)


def duplicates(
    office: Office, connection: Connection, found: Contribution, may_see: Callable[[Contribution], bool]
) -> list[Alike]:
    """Published things, and waiting ones that `may_see` lets through, that may be the same: by number, or by name
    and commune."""
    own = {thing.iri for thing in found.things}
    waiting = _waiting(connection, found, may_see)
    alike = [*_by_number(office.published, found), *_by_name(office.published, found), *waiting]
    return list({one.iri: one for one in alike if one.iri not in own}.values())[:20]


def _by_number(published: Published, found: Contribution) -> Iterator[Alike]:
    numbers = {ONTOLOGY + name for name in ("rna", "siren", "siret")}
    given = [str(q.object) for q in quads(found.statements) if q.predicate.value in numbers]
    if not given:
        return
    text = _SAME_NUMBER.replace('"x"', " ".join(given))
    for row in published.rows(text):
        yield Alike(row["thing"], row.get("name", row["thing"]), Text("même numéro", "same number"))


def _by_name(published: Published, found: Contribution) -> Iterator[Alike]:
    communes = [iri for iri in found.areas if iri.startswith(f"{SHARED}id/commune/")]
    kinds = [
        quad.object.value
        for quad in quads(found.statements)
        if quad.predicate.value.endswith("#type") and isinstance(quad.object, ox.NamedNode)
    ]
    wanted = {folded(thing.title) for thing in found.things}
    for row in published.rows(_ALIKE, kind=kinds, commune=communes):
        if folded(row["name"]) in wanted:
            yield Alike(row["thing"], row["name"], Text("même nom, même commune", "same name, same commune"))


def _waiting(connection: Connection, found: Contribution, may_see: Callable[[Contribution], bool]) -> Iterable[Alike]:
    others = listed(connection, called(found.title), contributions.c.id != found.id)
    for one in others:
        if one.state in ("submitted", "to-confirm", "returned") and one.areas & found.areas and may_see(one):
            yield Alike(f"/desk/contributions/{one.id}", one.title, Text("attend aussi", "waits too"))
