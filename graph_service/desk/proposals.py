"""Offers that fit a need: found by the library's own question, told to both owners, once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, Engine, or_, select
from sqlalchemy.dialects.sqlite import insert

from graph_service.desk.contributions import contribution
from graph_service.desk.database import writing
from graph_service.desk.mails import Mailbox
from graph_service.desk.published import Published
from graph_service.desk.recipients import recipients
from graph_service.desk.tables.editorial import contributions
from graph_service.desk.tables.exchange import proposals
from graph_service.desk.tables.moments import now
from graph_service.engine.library.shelf import questions
from graph_service.engine.reads import Query, Reading
from graph_service.languages import Text
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import ONTOLOGY

_OPEN_NEEDS = """SELECT DISTINCT ?need WHERE {
  VALUES ?offer { <urn:x> }
  ?offer maillage:poolingType ?type ; vf:eligibleLocation ?area .
  ?need a maillage:Need ; maillage:poolingType ?type ; maillage:commune ?place ;
    adms:status <https://w3id.org/maillage/scheme/exchange-state/open> .
  FILTER EXISTS { ?place maillage:within* ?area }
} ORDER BY ?need LIMIT 500"""
_OPEN = "SELECT ?need WHERE { VALUES ?need { <urn:x> } ?need adms:status ?open VALUES ?open { <urn:x> } }"
_IS_OPEN = "https://w3id.org/maillage/scheme/exchange-state/open"


class Proposing(Protocol):
    """What proposing needs of the desk."""

    @property
    def base(self) -> str:
        """The root of the instance's addresses."""

    @property
    def engine(self) -> Engine:
        """The desk's database."""

    @property
    def published(self) -> Published:
        """The published version."""

    @property
    def mailbox(self) -> Mailbox:
        """Where messages are put."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer that fits a need."""

    need: str
    offer: str
    need_owner: str
    offer_owner: str
    need_title: str
    offer_title: str


def propose(office: Proposing, things: Iterable[str]) -> list[Proposal]:
    """Look for what fits newly published offers and needs, and tell both owners; what was told already is not again."""
    told: list[Proposal] = []
    for need, offer in dict.fromkeys(pair for thing in things for pair in _pairs(office.published, thing)):
        found = _proposal(office.published, need, offer)
        if found is not None and _tell(office, found):
            told.append(found)
    return told


def propose_contribution(office: Proposing, identity: str) -> list[Proposal]:
    """See `propose`, for the offers and needs of an accepted contribution."""
    with office.engine.connect() as connection:
        found = contribution(connection, identity)
    return propose(office, [thing.iri for thing in found.things if thing.kind in ("offer", "need")])


def proposals_of(connection: Connection, organisation: str) -> list[Proposal]:
    """What was proposed to an organisation, the newest first."""
    mine = or_(proposals.c.need_owner == organisation, proposals.c.offer_owner == organisation)
    query = select(proposals).where(mine).order_by(proposals.c.created.desc()).limit(200)
    rows = connection.execute(query).mappings()
    return [Proposal(**{name: row[name] for name in Proposal.__slots__}) for row in rows]


def recent(connection: Connection, most: int = 200) -> list[str]:
    """The contributions accepted last: a process that died before it proposed left one of them."""
    query = select(contributions.c.id).where(contributions.c.state == "accepted")
    return list(connection.execute(query.order_by(contributions.c.updated.desc()).limit(most)).scalars())


def _pairs(published: Published, thing: str) -> Iterator[tuple[str, str]]:
    classes = published.types(thing)
    if ONTOLOGY + "Need" in classes and published.rows(_OPEN, need=[thing], open=[_IS_OPEN]):
        yield from ((thing, offer) for offer in offers_for(published, thing))
    if ONTOLOGY + "Offer" in classes:
        needs = [row["need"] for row in published.rows(_OPEN_NEEDS, offer=[thing])]
        yield from ((need, thing) for need in needs if thing in offers_for(published, need))


def offers_for(published: Published, need: str) -> list[str]:
    """What the library answers to « Quelles offres répondent à mon besoin ? »."""
    text = questions()["offers-for-a-need"].bound({"need": need, "demonstration": "false"})
    rows = published.storage.query(Query(text, JSON, N_TRIPLES), Reading()).rows()
    return list(dict.fromkeys(row["offer"]["value"] for row in rows))


def _proposal(published: Published, need: str, offer: str) -> Proposal | None:
    """The pair with its names; None if one organisation would be told of its own."""
    names, owners = published.names([need, offer]), (published.owner(need) or "", published.owner(offer) or "")
    if owners[0] == owners[1]:
        return None
    return Proposal(need, offer, *owners, names.get(need, need)[:300], names.get(offer, offer)[:300])


def _tell(office: Proposing, found: Proposal) -> bool:
    values = {**{name: getattr(found, name) for name in Proposal.__slots__}, "created": now()}
    with writing(office.engine) as connection:
        if not connection.execute(insert(proposals).values(values).on_conflict_do_nothing()).rowcount:
            return False
        title = Text(
            f"« {found.offer_title} » et « {found.need_title} »", f"“{found.offer_title}”, “{found.need_title}”"
        )
        link = f"{office.base}/ask?thing="
        for owner, thing in ((found.need_owner, found.offer), (found.offer_owner, found.need)):
            body = Text(
                f"Cette offre répond peut-être à ce besoin.\nVoir : {thing}\nPrendre contact : {link}{thing}",
                f"This offer may answer this need.\nSee: {thing}\nGet in touch: {link}{thing}",
            )
            for address in recipients(connection, owner):
                office.mailbox.post(connection, address, title, body)
    return True
