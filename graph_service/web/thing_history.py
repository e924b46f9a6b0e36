"""How a thing came to be what it is: contributed, verified, decided, by which function; the corrections beside it."""

from dataclasses import dataclass

import pyoxigraph as ox

from graph_service.engine.descriptions import Description
from graph_service.engine.forms.kinds import kind_of_classes
from graph_service.engine.library.binding import bind
from graph_service.engine.model.schemes import concept_label
from graph_service.engine.profile import property_of, short, terms
from graph_service.engine.reads import Query, Reading
from graph_service.languages import Text
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import ONTOLOGY, prefixes
from graph_service.web.addresses import local_address
from graph_service.web.preferences import interface_language
from graph_service.web.reading import ticket_of_request
from graph_service.web.service import service

_OA = "http://www.w3.org/ns/oa#"
_PREFIXES = "".join(f"PREFIX {n}: <{prefixes()[n]}>\n" for n in ("maillage", "rdfs", "org", "dct", "prov"))
_HISTORY = (
    _PREFIXES
    + """SELECT ?act ?at (SAMPLE(?class) AS ?kind) (SAMPLE(?name) AS ?who) (SAMPLE(?role) AS ?as)
  (SAMPLE(?capacity) AS ?qualified) (SAMPLE(COALESCE(?decider, STR(?by))) AS ?body)
  (SAMPLE(?told) AS ?why) (SAMPLE(?decided) AS ?outcome)
WHERE {
  VALUES ?thing { <urn:x> }
  { { ?act prov:generated ?thing } UNION { ?act prov:used ?thing }
    UNION { ?contribution prov:generated ?thing . ?revision prov:wasGeneratedBy ?contribution .
            ?act prov:used ?revision }
    ?act prov:endedAtTime ?at }
  UNION { ?contribution prov:generated ?thing . ?act prov:wasGeneratedBy ?contribution ; prov:invalidatedAtTime ?at }
  OPTIONAL { ?act a ?class FILTER (?class != prov:Activity) }
  OPTIONAL { ?act prov:wasAssociatedWith ?post . ?post org:postIn/rdfs:label ?name ; org:role ?role }
  OPTIONAL { ?act prov:qualifiedAssociation/prov:hadRole ?capacity }
  OPTIONAL { ?act maillage:decidedBy ?by OPTIONAL { ?by rdfs:label ?decider } }
  OPTIONAL { ?act dct:description ?told }
  OPTIONAL { ?act maillage:outcome ?decided }
}
GROUP BY ?act ?at ORDER BY ?at (STRENDS(STR(?act), "#revision")) ?act LIMIT 200"""
)
_CORRECTIONS = (
    _PREFIXES
    + f"""SELECT ?property ?read ?proposed WHERE {{
  VALUES ?thing {{ <urn:x> }}
  ?note <{_OA}hasTarget> ?thing ; maillage:correctedProperty ?property ; maillage:proposedValue ?proposed
  OPTIONAL {{ ?note maillage:readValue ?read }}
}} ORDER BY ?property LIMIT 100"""
)
_KINDS = {
    ONTOLOGY + "Contribution": Text("Contribution", "Contribution"),
    ONTOLOGY + "Verification": Text("Vérification", "Verification"),
    ONTOLOGY + "Decision": Text("Décision", "Decision"),
}
_PARTS = {
    "acceptance": Text("Acceptation", "Acceptance"),
    "revision": Text("Annulation : la version d’avant est rétablie", "Undone: the version before is back"),
}
"""Parts of a contribution's history, by the end of their IRI: a revision is listed once it no longer holds."""
_ACT = Text("Suite éditoriale", "Editorial act")


@dataclass(frozen=True, slots=True)
class Event:
    """One act on a thing."""

    at: str
    name: str
    address: str
    who: str
    more: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A value of a register that someone proposes to correct."""

    name: str
    read: str
    proposed: str


def contributed(found: Description) -> bool:
    """Whether a contribution published the thing."""
    own = f"{service().settings.base_iri}/graph/thing/"
    key = "/" + found.thing.value.rpartition("/")[2]
    return any(
        isinstance(one.subject, ox.NamedNode) and one.subject.value.startswith(own) and one.subject.value.endswith(key)
        for one in found.graphs
    )


def revisable(found: Description) -> bool:
    """Whether a contribution published the thing and a form edits such a thing."""
    path = found.thing.value.rpartition("/")[0].rpartition("/")[2]
    return contributed(found) and kind_of_classes(path, (kind.value for kind in found.types)) is not None


def claimable(found: Description) -> bool:
    """Whether the thing is an organisation."""
    kinds = {kind.value for kind in found.types}
    return bool(kinds & {ONTOLOGY + "Association", prefixes()["org"] + "Organization", ONTOLOGY + "SupportActor"})


def history_of(found: Description) -> list[Event]:
    """The acts on a thing that contributions published, the oldest first."""
    if not contributed(found):
        return []
    return [_event(row) for row in _rows(_HISTORY, found)]


def _event(row: dict[str, str]) -> Event:
    language, base = interface_language(), service().settings.base_iri
    act, kind = row["act"], row.get("kind", "")
    name = _KINDS.get(kind) or _PARTS.get(act.rpartition("#")[2], _ACT)
    return Event(
        row["at"],
        name.to(language),
        "" if "#" in act else local_address(act, base),
        _who(row),
        " · ".join(filter(None, (row.get("why", ""), _concept(row.get("outcome", ""))))),
    )


def _who(row: dict[str, str]) -> str:
    """Who acted: the body that decided, whoever closed its vote; else an organisation, and in which capacity."""
    if "body" in row:
        return row["body"]
    return ", ".join(filter(None, (row.get("who", ""), _concept(row.get("qualified") or row.get("as", "")))))


def _concept(iri: str) -> str:
    """A concept of the project in words."""
    found = concept_label(iri)
    return found.to(interface_language()) if found else ""


def corrections_of(found: Description) -> list[Correction]:
    """The corrections that annotations propose of a thing."""
    if not any(triple.predicate.value == _OA + "hasTarget" for triple in found.incoming):
        return []
    language = interface_language()
    return [
        Correction(property_of(row["property"]).name.to(language), _words(row.get("read", "")), _words(row["proposed"]))
        for row in _rows(_CORRECTIONS, found)
    ]


def _words(value: str) -> str:
    known = terms().get(value)
    return known.to(interface_language()) if known else short(value)


def _rows(text: str, found: Description) -> list[dict[str, str]]:
    query = Query(bind(text, {"thing": [found.thing]}), JSON, N_TRIPLES, version=found.version)
    rows = service().storage.query(query, Reading(ticket=ticket_of_request())).rows()
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]
