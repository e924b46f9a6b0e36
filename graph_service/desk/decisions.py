"""Decisions of committees: opened on a resource, voted on by members of several kinds, closed, and published."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from ulid import ULID

from graph_service.desk.accounts import Account
from graph_service.desk.accounts import account as account_of
from graph_service.desk.database import writing
from graph_service.desk.intake import refuse_report
from graph_service.desk.office import Office
from graph_service.desk.publication import day, french, iri, line
from graph_service.desk.resources import Resource, activity_lines, resource, state_task
from graph_service.desk.tables.editorial import decisions, votes
from graph_service.desk.tables.moments import now
from graph_service.desk.tasks import Task, publish
from graph_service.desk.trail import note
from graph_service.desk.workflow import RESOURCE_MOVES, Right, step
from graph_service.errors import Forbidden, MoveRefused, NotFound
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

CHOICES = {"yes": Text("pour", "for"), "no": Text("contre", "against"), "abstain": Text("abstention", "abstention")}
REACHES = ("everywhere", "tested-ground")
_NS = prefixes()
_NATIONAL = f"{SHARED}scheme/level/national"


@dataclass(frozen=True)
class Decision:
    """A question put to a committee, with its votes."""

    id: str
    thing: str
    title: str
    move: str
    level: str
    body: str
    reach: str | None
    outcome: str | None
    description: str
    opened_by: str
    opened: datetime
    closed: datetime | None
    votes: tuple[dict[str, Any], ...] = ()

    def count(self, choice: str) -> int:
        """How many organisations voted so: each has one voice, its last."""
        last = {vote["organisation"]: vote["choice"] for vote in self.votes}
        return sum(one == choice for one in last.values())

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of actor that took part."""
        return frozenset(vote["actor_kind"] for vote in self.votes)

    @property
    def organisations(self) -> frozenset[str]:
        """The organisations that took part."""
        return frozenset(vote["organisation"] for vote in self.votes)


_UNDECIDED = Text(
    "Les votes ne décident rien encore : il faut le quorum, deux natures d’acteurs, et plus de pour que de contre ou "
    "l’inverse. Attendez d’autres votes, ou ajournez.",
    "The votes decide nothing yet: the quorum is needed, two kinds of actor, and more for than against or the reverse. "
    "Wait for other votes, or adjourn.",
)
_DECIDED = Text(
    "Les votes décident : cela se clôt, et ne s’ajourne pas.", "The votes decide: close it, do not adjourn."
)


def is_member(account: Account, body: str) -> bool:
    """Whether an account is of a body."""
    return any(grant.role == "committee" and grant.network in (None, body) for grant in account.grants)


def committee_rights(office: Office, account: Account, body: str) -> frozenset[Right]:
    """What an account may do in a body: decide, and at the national level if the body is of it."""
    if not is_member(account, body):
        return frozenset()
    level = ONTOLOGY + "level"
    national = (level, _NATIONAL) in office.published.said(body)
    return frozenset({"committee", "national-committee"} if national else {"committee"})


def open_decision(
    office: Office, account: Account, thing: str, move: str, body: str, reach: str | None, description: str
) -> str:
    """Put a question to a committee; its id.

    Raises:
        MoveRefused: the state of the resource does not allow the move, or no reason is given.
        Forbidden: the account is not of that body, or the body is not national for the national base.
    """
    found = resource(office, thing)
    rights = committee_rights(office, account, body)
    if not rights:
        raise Forbidden(Text("Vous n’êtes pas membre de cette instance.", "You are no member of this body."))
    step(RESOURCE_MOVES, move, found.state, rights, description)
    level = next((v for p, v in office.published.said(body) if p == ONTOLOGY + "level"), f"{SHARED}scheme/level/local")
    identity = str(ULID())
    values = {
        "id": identity,
        "thing": thing,
        "title": found.title[:300],
        "move": move,
        "level": level.rpartition("/")[2],
        "body": body,
        "reach": reach if reach in REACHES else None,
        "description": description[:5000],
        "opened_by": account.author.name,
        "opened": now(),
    }
    with writing(office.engine) as connection:
        _refuse_twice(connection, thing, body, move)
        connection.execute(insert(decisions).values(values))
        note(connection, account.author, "open decision", thing)
    return identity


def _refuse_twice(connection: Connection, thing: str, body: str, move: str) -> None:
    asked = [one for one in decisions_on(connection, thing) if one.closed is None]
    if any((one.body, one.move) == (body, move) for one in asked):
        raise MoveRefused(
            Text("Cette instance est déjà saisie : votez, plus bas.", "This body is asked already: vote, below.")
        )


def vote(office: Office, account: Account, identity: str, choice: str) -> None:
    """Vote, or change one's vote while the question is open.

    Raises:
        MoveRefused: it is closed, or the choice is none.
        Forbidden: the account is not of that body, or its organisation tells no kind of actor.
    """
    kind = office.published.actor_kind(account.organisation)
    with writing(office.engine) as connection:
        found = decision(connection, identity)
        _refuse_closed(found)
        if choice not in CHOICES:
            raise MoveRefused(Text("Choisissez pour, contre ou abstention.", "Choose for, against or abstention."))
        if not is_member(account, found.body):
            raise Forbidden(Text("Seuls les membres de l’instance votent.", "Only members of the body vote."))
        if kind is None:
            raise Forbidden(
                Text(
                    "Votre organisation ne dit pas de quelle nature d’acteur elle est : complétez sa fiche.",
                    "Your organisation does not tell which kind of actor it is: complete its record.",
                )
            )
        values = {
            "decision": identity,
            "account": account.id,
            "organisation": account.organisation,
            "actor_kind": kind,
            "choice": choice,
            "at": now(),
        }
        connection.execute(insert(votes).prefix_with("OR REPLACE").values(values))
        note(connection, account.author, "vote", identity)


def close(office: Office, account: Account, identity: str, adjourning: bool = False) -> str:
    """Close a question and publish what was decided; the outcome: validated, refused, or adjourned if that is wished.

    It is adjourned without the quorum, with members of one kind of actor only, or with as many for as against.

    Raises:
        MoveRefused: it is closed already, the resource changed state meanwhile, or the votes decide otherwise than
            what is asked: nobody adjourns what is decided, nor closes what is not.
        Forbidden: the account is not of that body.
        InvalidContribution: the shapes refuse what it would publish.
    """
    found, outcome, task = _prepared(office, account, identity, adjourning)
    with writing(office.engine) as connection:
        current = decision(connection, identity)
        _refuse_closed(current)
        if _of_members(connection, current).votes != found.votes:
            raise MoveRefused(Text("Un vote vient d’arriver : relisez-les.", "A vote just came: read them again."))
        connection.execute(update(decisions).where(decisions.c.id == identity).values(outcome=outcome, closed=now()))
        if task is not None:
            publish(connection, task, f"decision {identity}", None, identity)
        note(connection, account.author, f"close decision: {outcome}", found.thing)
    office.publisher.wake()
    return outcome


def _prepared(office: Office, account: Account, identity: str, adjourning: bool) -> tuple[Decision, str, Task | None]:
    """What the votes decide and what it publishes, judged by the shapes before anything is closed or locked."""
    with office.engine.connect() as connection:
        found = _of_members(connection, decision(connection, identity))
    _refuse_closed(found)
    rights = committee_rights(office, account, found.body)
    if not rights:
        raise Forbidden(Text("Vous n’êtes pas membre de cette instance.", "You are no member of this body."))
    about = resource(office, found.thing)
    step(RESOURCE_MOVES, found.move, about.state, rights, found.description)
    outcome = outcome_of(found, office.settings.committee_quorum)
    if (outcome == "adjourned") is not adjourning:
        raise MoveRefused(_UNDECIDED if outcome == "adjourned" else _DECIDED)
    if len(found.organisations) < 2 or len(found.kinds) < 2:
        return found, outcome, None
    task = _task(office, account, found, about, outcome)
    refuse_report(office.validation.validate(task.judged.encode(), N_TRIPLES))
    return found, outcome, task


def _of_members(connection: Connection, found: Decision) -> Decision:
    """A question with the votes of those who are of its body still."""
    return replace(found, votes=tuple(one for one in found.votes if _still_member(connection, found, one)))


def reopen(connection: Connection, identity: str) -> None:
    """Open a question again whose decision could not be published: the votes stay, and may change."""
    fallen = update(decisions).where(decisions.c.id == identity)
    connection.execute(fallen.values(outcome=None, closed=None))


def _still_member(connection: Connection, found: Decision, cast: dict[str, Any]) -> bool:
    """Whether who voted is of the body still: a vote goes with its role."""
    try:
        return is_member(account_of(connection, cast["account"]), found.body)
    except NotFound:
        return False


def outcome_of(found: Decision, quorum: int) -> str:
    """What the votes decide."""
    plural = len(found.kinds) > 1 and len(found.organisations) > 1
    if len(found.organisations) < quorum or not plural or found.count("yes") == found.count("no"):
        return "adjourned"
    return "validated" if found.count("yes") > found.count("no") else "refused"


def _task(office: Office, account: Account, found: Decision, about: Resource, outcome: str) -> Task:
    at, subject = now(), f"{office.base}/id/decision/{found.id}"
    told = [*_lines(office, account, found, subject, outcome, at)]
    beside = {f"{office.base}/graph/thing/decision/{found.id}": told}
    title = Text("Décision", "Decision")
    if outcome != "validated":
        # The resource stays as it is; what was decided is public all the same.
        return state_task(about, [one + "\n" for one in about.statements], beside, title)
    more = [line(about.iri, ONTOLOGY + "decision", iri(subject))]
    without = [ONTOLOGY + "decision"]
    if found.reach:
        more.append(line(about.iri, ONTOLOGY + "reach", iri(f"{SHARED}scheme/reach/{found.reach}")))
        without.append(ONTOLOGY + "reach")
    if found.move == "base":
        label = f"{office.base}/id/label/{found.id}"
        months = office.settings.label_months
        beside[f"{office.base}/graph/thing/label/{found.id}"] = _label(account, about, label, subject, at, months)
    after = "national-base" if found.move == "base" else "validated"
    return state_task(about, about.with_state(after, at, more, without), beside, title)


def _lines(office: Office, account: Account, found: Decision, subject: str, outcome: str, at: datetime) -> list[str]:
    told = [
        line(subject, _NS["rdf"] + "type", iri(ONTOLOGY + "Decision")),
        line(subject, _NS["rdfs"] + "label", french(f"Décision : {found.title}")),
        line(subject, ONTOLOGY + "decidedBy", iri(found.body)),
        line(subject, ONTOLOGY + "outcome", iri(f"{SHARED}scheme/editorial-outcome/{outcome}")),
        line(subject, ONTOLOGY + "level", iri(f"{SHARED}scheme/level/{found.level}")),
        *activity_lines(office, account, subject, found.thing, found.description, at),
    ]
    told += [line(subject, ONTOLOGY + "decisionMember", iri(one)) for one in sorted(found.organisations)]
    if found.reach:
        told.append(line(subject, ONTOLOGY + "reach", iri(f"{SHARED}scheme/reach/{found.reach}")))
    return told


def _label(account: Account, about: Resource, label: str, decided: str, at: datetime, months: int) -> list[str]:
    """The label of the national base: it expires, so that what was validated is looked at again."""
    first = at.date()
    return [
        line(label, _NS["rdf"] + "type", iri(ONTOLOGY + "Label")),
        line(label, ONTOLOGY + "brand", iri(f"{SHARED}scheme/label-brand/national-base")),
        line(label, _NS["schema"] + "about", iri(about.iri)),
        line(label, _NS["schema"] + "issuedBy", iri(account.organisation)),
        line(label, _NS["schema"] + "validFrom", day(first)),
        line(label, _NS["schema"] + "validThrough", day(later(first, months))),
        line(label, _NS["adms"] + "status", iri(f"{SHARED}scheme/label-state/in-force")),
        line(label, ONTOLOGY + "decision", iri(decided)),
    ]


def later(first: date, months: int) -> date:
    """The same day of a later month, or the last one it has."""
    year, month = divmod(first.month - 1 + months, 12)
    for number in (first.day, 30, 29, 28):
        try:
            return date(first.year + year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(first)


def _refuse_closed(found: Decision) -> None:
    if found.closed is not None:
        raise MoveRefused(Text("Cette décision est close.", "This decision is closed."))


def decision(connection: Connection, identity: str) -> Decision:
    """A question by its id.

    Raises:
        NotFound: none has it.
    """
    row = connection.execute(select(decisions).where(decisions.c.id == identity)).mappings().first()
    if row is None:
        raise NotFound(Text("Aucune décision n’a ce nom.", "No decision has this name."))
    return _read(connection, dict(row))


def decisions_on(connection: Connection, thing: str) -> list[Decision]:
    """The questions on a resource, the newest first."""
    query = select(decisions).where(decisions.c.thing == thing).order_by(decisions.c.id.desc())
    return [_read(connection, dict(row)) for row in connection.execute(query).mappings()]


def open_decisions(connection: Connection) -> list[Decision]:
    """The questions that wait for votes, the oldest first."""
    query = select(decisions).where(decisions.c.closed.is_(None)).order_by(decisions.c.id)
    return [_read(connection, dict(row)) for row in connection.execute(query).mappings()]


def _read(connection: Connection, row: dict[str, Any]) -> Decision:
    query = select(votes).where(votes.c.decision == row["id"]).order_by(votes.c.at)
    return Decision(**row, votes=tuple(dict(one._mapping) for one in connection.execute(query)))
