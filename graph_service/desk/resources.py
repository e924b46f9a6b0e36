"""The editorial life of published resources: verified, validated by a plural committee, in the national base, spread.

The state lives in the graph. Every move is a publication: the resource's graph with its new state, and beside it the
activity that made it so, told by function and organisation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select
from ulid import ULID

from graph_service.desk.accounts import Account
from graph_service.desk.contributions import about, listed
from graph_service.desk.database import writing
from graph_service.desk.office import Office
from graph_service.desk.publication import dataset, day, french, iri, line, moment, replacing, state
from graph_service.desk.tables.delivery import outbox
from graph_service.desk.tables.editorial import contributions
from graph_service.desk.tables.moments import now
from graph_service.desk.tasks import Task, publish
from graph_service.desk.trail import note
from graph_service.desk.workflow import RESOURCE_MOVES, RESOURCE_STATES, Move, Right, step
from graph_service.engine.readers.pool import Ticket
from graph_service.errors import Forbidden, NotFound
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

_NS = prefixes()
_STATUS = _NS["adms"] + "status"
_ABOUT_STATE = (_STATUS, ONTOLOGY + "statusSince")
_STATES = f"{SHARED}scheme/editorial-state/"


@dataclass(frozen=True)
class Resource:
    """A published documentary resource, as the desk decides on it."""

    iri: str
    graph: str
    title: str
    state: str
    since: str
    areas: frozenset[str]
    statements: tuple[str, ...]
    etag: str | None

    def has(self, predicate: str) -> list[str]:
        """The values of one of its properties, as N-Triples writes them."""
        head = f"<{self.iri}> <{predicate}> "
        return [one.removeprefix(head).removesuffix(" .") for one in self.statements if one.startswith(head)]

    def with_state(self, name: str, at: datetime, more: Iterable[str] = (), without: Iterable[str] = ()) -> list[str]:
        """Its statements in another state; `without` are properties that `more` says anew."""
        gone = tuple(f"<{self.iri}> <{predicate}> " for predicate in (*_ABOUT_STATE, *without))
        kept = [one + "\n" for one in self.statements if not one.startswith(gone)]
        told = [line(self.iri, _STATUS, state(name)), line(self.iri, _ABOUT_STATE[1], day(at.date()))]
        return [*kept, *told, *more]

    def own(self, lines: Iterable[str]) -> str:
        """Those of some statements that are about it: what the shapes judge."""
        return "".join(one for one in lines if one.startswith((f"<{self.iri}>", f"<{self.iri}#")))


def resource(office: Office, thing: str) -> Resource:
    """A resource that a contribution published.

    Raises:
        NotFound: none has this IRI, or a file that was loaded speaks of it: nobody edits a source.
    """
    graph = f"{office.base}/graph/thing/resource/{thing.rpartition('/')[2]}"
    etag = office.published.etag(graph)
    if etag is None or not thing.startswith(f"{office.base}/id/resource/"):
        raise NotFound(
            Text(
                f"{thing} n’est pas une ressource publiée par une contribution.",
                f"{thing} is no resource that a contribution published.",
            )
        )
    told = office.storage.reads.graph(graph, N_TRIPLES, None, Ticket()).data.decode().strip("\n").split("\n")
    found = Resource(thing, graph, "", "", "", frozenset(office.published.areas(office.published.places([thing]))),
                     tuple(told), etag)  # fmt: skip
    status = next(iter(found.has(_STATUS)), "").strip("<>").removeprefix(_STATES)
    since = next(iter(found.has(_ABOUT_STATE[1])), '""').split('"')[1]
    title = office.published.names([thing]).get(thing, thing)
    return Resource(thing, graph, title, status or "proposed", since, found.areas, found.statements, etag)


def is_publishing(connection: Connection, found: Resource) -> bool:
    """Whether something decided on a resource waits to be published: what is published of it is about to change."""
    unsettled = (outbox.c.version.is_(None), outbox.c.failure.is_(None))
    about_it = outbox.c.task.contains(found.iri, autoescape=True)
    return connection.execute(select(outbox.c.id).where(*unsettled, about_it).limit(1)).first() is not None


def rights_on(connection: Connection, account: Account, found: Resource) -> frozenset[Right]:
    """What an account may do with a published resource."""
    held: set[Right] = set()
    if account.may(found.areas, "animator", "administrator"):
        held.add("animator")
    if account.has("editor", "administrator"):
        held.add("editor")
    if account.capacity and not wrote(connection, account, found):
        held.add("verifier")
    return frozenset(held)


def wrote(connection: Connection, account: Account, found: Resource) -> bool:
    """Whether an account, or its organisation, is behind the resource: nobody verifies their own."""
    same = or_(contributions.c.account == account.id, contributions.c.organisation == account.organisation)
    theirs = listed(connection, about(found.iri), same)
    return bool(theirs) or f"<{account.organisation}>" in found.has(_NS["dct"] + "creator")


def act(office: Office, account: Account, thing: str, name: str, reason: str) -> str:
    """Make a move that one account makes alone: verify, flag, spread, withdraw; the id of the decision.

    Raises:
        MoveRefused: the state or the rights do not allow it, or the reason is missing.
        Forbidden: a verifier who is an author.
    """
    found = resource(office, thing)
    with writing(office.engine) as connection:
        rights = rights_on(connection, account, found)
        if name == "verify" and account.capacity and "verifier" not in rights:
            raise Forbidden(
                Text(
                    "On ne vérifie pas sa propre ressource : un autre compte, d’une autre organisation, le fait.",
                    "Nobody verifies their own resource: another account, of another organisation, does.",
                )
            )
        move = step(RESOURCE_MOVES, name, found.state, rights, reason)
        decision = str(ULID())
        publish(
            connection,
            _task(office, account, found, move, decision, reason),
            f"resource {name} {decision}",
            None,
            decision,
        )
        note(connection, account.author, name, thing)
    office.publisher.wake()
    return decision


def _task(office: Office, account: Account, found: Resource, move: Move, decision: str, reason: str) -> Task:
    if move.after == "withdrawn":
        return Task(withdraw=found.iri, reason=reason)
    at = now()
    activity = verification if move.name == "verify" else plain_act
    kind, told = activity(office, account, found, decision, reason, at)
    lines = found.with_state(str(move.after), at)
    return state_task(found, lines, {f"{office.base}/graph/thing/{kind}/{decision}": told}, move.label)


def state_task(found: Resource, lines: list[str], beside: dict[str, list[str]], title: Text) -> Task:
    """The publication of a resource's new state, with the graphs that tell how it came to it."""
    told = Text(f"{title.fr} : {found.title}", f"{title.en}: {found.title}")
    graphs: dict[str, Iterable[str]] = {found.graph: lines}
    for graph, statements in beside.items():
        graphs[graph] = [*statements, *dataset(graph, told)]
    judged = found.own(lines) + "".join(one for statements in beside.values() for one in statements)
    return Task(update=replacing(graphs), judged=judged, extends=((found.graph, found.etag),))


Told = tuple[str, list[str]]


def verification(office: Office, account: Account, found: Resource, decision: str, reason: str, at: datetime) -> Told:
    """A verification in PROV: on what, by which function of which organisation, in which capacity."""
    subject = f"{office.base}/id/verification/{decision}"
    association = f"{subject}#association"
    return "verification", [
        line(subject, _NS["rdf"] + "type", iri(ONTOLOGY + "Verification")),
        line(subject, _NS["rdfs"] + "label", french(f"Vérification : {found.title}")),
        *activity_lines(office, account, subject, found.iri, reason, at),
        line(subject, _NS["prov"] + "qualifiedAssociation", iri(association)),
        line(association, _NS["rdf"] + "type", iri(_NS["prov"] + "Association")),
        line(association, _NS["prov"] + "agent", iri(account.organisation)),
        line(association, _NS["prov"] + "hadRole", iri(f"{SHARED}scheme/verifier-role/{account.capacity}")),
    ]


def plain_act(office: Office, account: Account, found: Resource, decision: str, reason: str, at: datetime) -> Told:
    """An act without a class of its own: flagged, spread."""
    subject = f"{office.base}/id/act/{decision}"
    return "act", [
        line(subject, _NS["rdf"] + "type", iri(_NS["prov"] + "Activity")),
        line(subject, _NS["rdfs"] + "label", french(f"Suite éditoriale : {found.title}")),
        *activity_lines(office, account, subject, found.iri, reason, at),
    ]


def activity_lines(office: Office, account: Account, subject: str, thing: str, reason: str, at: datetime) -> list[str]:
    """What every act tells: on what, when, why, and which function did it."""
    return [
        line(subject, _NS["prov"] + "used", iri(thing)),
        line(subject, _NS["dct"] + "date", day(at.date())),
        line(subject, _NS["prov"] + "endedAtTime", moment(at)),
        line(subject, _NS["dct"] + "description", french(reason)),
        line(subject, _NS["prov"] + "wasAssociatedWith", iri(account.public.iri(office.base))),
        *account.public.lines(office.base),
    ]


def told_state(name: str) -> Text:
    """A state in words."""
    return RESOURCE_STATES.get(name, Text(name, name))
