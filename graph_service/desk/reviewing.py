"""Deciding on contributions: confirm, return, accept, refuse, undo, comment, each in one transaction of the desk."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, or_, select

from graph_service.desk.accounts import Account, post_of
from graph_service.desk.authors import Author
from graph_service.desk.contributions import (
    Contribution,
    about,
    change_state,
    contribution,
    listed,
    photos_of,
    record,
)
from graph_service.desk.database import writing
from graph_service.desk.links import end_links
from graph_service.desk.office import Office
from graph_service.desk.publication import Acceptance, undoing
from graph_service.desk.submission import tell_animators
from graph_service.desk.tables.access import accounts
from graph_service.desk.tables.delivery import outbox
from graph_service.desk.tables.editorial import contributions
from graph_service.desk.tables.moments import now
from graph_service.desk.tasks import Task, publish
from graph_service.desk.trail import note
from graph_service.desk.workflow import CONTRIBUTION_MOVES, CONTRIBUTION_STATES, Right, step
from graph_service.engine.readers.pool import Ticket
from graph_service.engine.tombstones import withdrawn
from graph_service.errors import Forbidden, MoveRefused
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES
from graph_service.vocabulary import SHARED

_AT_ITS_AUTHORS = "Retirée à la demande de qui l’avait proposée."
_DECIDERS = ("animator", "editor", "administrator")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a move: an author of the trail, with the account or the rights that they come with."""

    author: Author
    account: Account | None = None
    decides: bool = False
    """Whether a token of an editor or an administrator comes with it."""
    owns: frozenset[str] = frozenset()
    """Contributions that a private link or their own token makes theirs."""

    def rights(self, found: Contribution) -> frozenset[Right]:
        """What they may do with a contribution."""
        held: set[Right] = set()
        own = found.id in self.owns or found.author == self.author.name != "guest"
        if own:
            held.add("author")
        if self.decides or (self.account is not None and self.account.may(found.areas, *_DECIDERS)):
            held.add("animator")
        return frozenset(held)

    def may_see(self, found: Contribution) -> bool:
        """Whether a contribution exists for them."""
        return bool(self.rights(found))


def move(office: Office, actor: Actor, identity: str, name: str, reason: str = "") -> Contribution:
    """Make a move; what it publishes is in the outbox when this returns.

    Raises:
        MoveRefused: the state or the rights do not allow it, or a reason is missing.
        Forbidden: they decide, but not on this territory.
    """
    # Read before the lock, that no reader holds the other writers up; the publisher sees that it still holds.
    beside = _beside(office, identity, name)
    with writing(office.engine) as connection:
        found = contribution(connection, identity)
        rights = actor.rights(found)
        if not rights:
            raise Forbidden(
                Text("Cette contribution n’est pas de votre territoire.", "This contribution is not of your territory.")
            )
        line = step(CONTRIBUTION_MOVES, name, found.state, rights, reason)
        if name == "accept":
            _refuse_contact(found, reason)
        after = line.after or found.state
        decision = record(connection, identity, name, found.state, after, actor.author, reason)
        if line.after is not None:
            _apply(office, connection, found, name, after, decision, actor, beside)
        note(connection, actor.author, name, identity)
        changed = contribution(connection, identity)
        # Nobody is written what they said themselves: an address given by a stranger would receive their words.
        if "animator" in rights:
            _tell_author(office, connection, changed, name, reason)
    office.publisher.wake()
    return changed


@dataclass(frozen=True, slots=True)
class Beside:
    """What is published of the things of a contribution, as a decision on it finds it."""

    former: str = ""
    """N-Triples of the graph that a revision replaces."""
    etags: tuple[tuple[str, str | None], ...] = ()


def _beside(office: Office, identity: str, name: str) -> Beside:
    if name not in ("accept", "undo"):
        return Beside()
    with office.engine.connect() as connection:
        found = contribution(connection, identity)
    gone = withdrawn(office.storage, office.base)
    if any(thing.iri in gone for thing in found.things):
        raise MoveRefused(
            Text("La chose a été retirée : elle ne revient pas.", "The thing was withdrawn: it stays away.")
        )
    etags = tuple((thing.graph, office.published.etag(thing.graph)) for thing in found.things)
    return Beside(_former(office, found) if name == "accept" else "", etags)


def _apply(
    office: Office,
    connection: Connection,
    found: Contribution,
    name: str,
    after: str,
    decision: str,
    actor: Actor,
    beside: Beside,
) -> None:
    decided: str | None = None
    if name == "accept":
        _refuse_national(found, actor)
        decided = publish(connection, _acceptance(office, connection, found, decision, actor, beside.former),
                          f"contribution {found.id} accepted", found.id, decision)  # fmt: skip
    elif name == "undo" and found.state == "accepted":
        _undo(office, connection, found, decision, beside)
    change_state(connection, found.id, after, decided)
    if name == "confirm":
        end_links(connection, "confirm", found.id)
        tell_animators(office, connection, contribution(connection, found.id))


def _refuse_contact(found: Contribution, reason: str) -> None:
    """What seems to hold someone's telephone or e-mail is not published in passing.

    Raises:
        MoveRefused: nobody says why it may be.
    """
    told = any(str(one.get("shape", "")).startswith(f"{SHARED}shape/FreeText") for one in found.warnings)
    if told and not reason.strip():
        raise MoveRefused(
            Text(
                "Un texte semble contenir un téléphone ou un courriel : renvoyez la contribution pour correction, "
                "ou dites pourquoi il peut être public.",
                "A text seems to hold a telephone number or an e-mail: return the contribution for correction, or tell "
                "why it may be public.",
            )
        )


def _refuse_national(found: Contribution, actor: Actor) -> None:
    """A body of the national level decides for all: whoever accepts it decides everywhere.

    Raises:
        Forbidden: the account decides on one territory or network.
    """
    national = f"<{SHARED}scheme/level/national>" in found.statements
    account = actor.account
    everywhere = account is None or account.has("editor", "administrator") or account.animates_everywhere
    if national and not everywhere and any(thing.kind == "body" for thing in found.things):
        raise Forbidden(
            Text(
                "Une instance nationale s’accepte à l’échelon national.",
                "A national body is accepted at the national level.",
            )
        )


def _acceptance(
    office: Office, connection: Connection, found: Contribution, decision: str, actor: Actor, former: str
) -> Task:
    if found.act == "withdraw":
        return Task(withdraw=found.things[0].iri, reason=_AT_ITS_AUTHORS)
    previous = accepted_before(connection, found)
    return Acceptance(
        base=office.base,
        found=found,
        decision=decision,
        at=now(),
        author=post_of(connection, found.account),
        animator=actor.account.public if actor.account is not None else None,
        previous=previous,
        photos=tuple(photos_of(connection, found.id)),
        former=former,
    ).task()


def _former(office: Office, found: Contribution) -> str:
    """What the graph that a revision replaces holds now."""
    if found.base_digest is None or len(found.things) != 1:
        return ""
    return office.storage.reads.graph(found.things[0].graph, N_TRIPLES, None, Ticket()).data.decode()


def accepted_before(connection: Connection, found: Contribution) -> Contribution | None:
    """The last accepted contribution on the same thing, other than this one."""
    if len(found.things) != 1:
        return None
    others = listed(connection, about(found.things[0].iri), contributions.c.state == "accepted", most=1000)
    return next((one for one in sorted(others, key=lambda c: c.updated, reverse=True) if one.id != found.id), None)


def _undo(office: Office, connection: Connection, found: Contribution, decision: str, beside: Beside) -> None:
    """Publish what was before again."""
    _refuse_undoing(connection, found)
    row = connection.execute(select(outbox).where(outbox.c.id == found.decided_by)).first()
    if row is None:
        raise MoveRefused(
            Text(
                "Ce qui était publié avant a été effacé : proposez un retrait ou une révision.",
                "What was published before was erased: propose a withdrawal or a revision.",
            )
        )
    _refuse_decided_since(connection, found, row.created)
    # One that is not published yet leaves the graph in a state that nobody knows now: its undoing follows it.
    waits = row.version is None
    task = undoing(office.base, found, Task.from_json(row.task), now(), () if waits else beside.etags)
    publish(connection, replace(task, after=row.id), f"contribution {found.id} undone", None, decision)


def _refuse_decided_since(connection: Connection, found: Contribution, accepted: datetime) -> None:
    """Refuse to undo what was verified, decided on or withdrawn since: that would be undone in passing."""
    later = select(outbox.c.id).where(
        outbox.c.created > accepted,
        or_(outbox.c.cause.startswith("resource "), outbox.c.cause.startswith("decision ")),
        or_(*(outbox.c.task.contains(thing.iri, autoescape=True) for thing in found.things)),
        outbox.c.failure.is_(None),
    )
    if connection.execute(later).first() is not None:
        raise MoveRefused(
            Text(
                "La ressource a été vérifiée, décidée ou retirée depuis : révisez-la, ou mettez-la à réviser.",
                "The resource was verified, decided on or withdrawn since: revise it, or flag it for revision.",
            )
        )


def _refuse_undoing(connection: Connection, found: Contribution) -> None:
    if found.act == "withdraw":
        raise MoveRefused(
            Text(
                "Un retrait ne s’annule pas : proposez la chose de nouveau.",
                "A withdrawal is not undone: contribute the thing anew.",
            )
        )
    for thing in found.things:
        accepted = listed(connection, about(thing.iri), contributions.c.state == "accepted", most=1000)
        later = [one for one in accepted if one.id != found.id and one.updated > found.updated]
        if later:
            raise MoveRefused(
                Text(
                    f"Une révision plus récente est acceptée ({later[-1].title}) : annulez-la d’abord.",
                    f"A later revision is accepted ({later[-1].title}): undo it first.",
                )
            )


_TOLD = ("return", "accept", "refuse", "undo", "comment")


def _tell_author(office: Office, connection: Connection, found: Contribution, name: str, reason: str) -> None:
    """Write to the author what was decided, if they can be reached."""
    if name not in _TOLD:
        return
    address = found.address or _address_of(connection, found.account)
    state = CONTRIBUTION_STATES[found.state]
    link = f"{office.base}/follow/{office.derived('follow', found.id)}"
    office.mailbox.post(
        connection,
        address,
        Text(f"{found.title} : {state.fr}", f"{found.title}: {state.en}"),
        Text(
            f"Votre contribution « {found.title} » est {state.fr}.\n{reason}\nSuivre, corriger : {link}",
            f"Your contribution “{found.title}” is {state.en}.\n{reason}\nFollow, correct: {link}",
        ),
    )


def tell_fallen(office: Office, connection: Connection, decision: str) -> None:
    """Write to the author of a contribution whose publication fell: it was told accepted, and is back."""
    query = select(contributions.c.id).where(
        contributions.c.decided_by == decision, contributions.c.state == "returned"
    )
    identity = connection.execute(query).scalar()
    if identity is not None:
        found = contribution(connection, identity)
        _tell_author(office, connection, found, "return", found.failure or "")


def _address_of(connection: Connection, account: str | None) -> str | None:
    address: str | None = connection.execute(select(accounts.c.address).where(accounts.c.id == account)).scalar()
    return address
