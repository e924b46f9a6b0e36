"""Submitting: a contribution becomes a row of the desk, once per idempotency key, or is refused and leaves nothing."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from graph_service.desk.accounts import accounts_with
from graph_service.desk.authors import Author
from graph_service.desk.contributions import (
    Contribution,
    Submission,
    contribution,
    keep_key,
    known_key,
    record,
    replace,
    store,
)
from graph_service.desk.database import writing
from graph_service.desk.erasure import forget_contribution
from graph_service.desk.intake import Judged, check_match
from graph_service.desk.links import make_link
from graph_service.desk.office import Office
from graph_service.desk.payload import Payload, payload
from graph_service.desk.trail import note
from graph_service.desk.workflow import CONTRIBUTION_MOVES, Right, step
from graph_service.engine.validation.report import Finding
from graph_service.errors import MoveRefused
from graph_service.languages import Text

Photo = tuple[str, str, str]
_AUTHOR: frozenset[Right] = frozenset({"author"})


@dataclass(frozen=True, slots=True)
class Request:
    """What comes with a payload."""

    author: Author
    key: str | None = None
    """Idempotency key, already told apart by who sends it."""
    digest: str = ""
    if_match: str | None = None
    address: str | None = None
    nature: str = "voluntary"
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it."""

    contribution: str
    state: str
    follow: str
    """Private path for the author."""
    etag: str
    warnings: tuple[Finding, ...] = field(default=())
    replayed: bool = False


def submit(office: Office, found: Payload, request: Request) -> Received:
    """Judge a payload and store it.

    Raises:
        MaillageError: it is refused (see `Intake.judge`), or its key came with another body (409).
    """
    if request.key and (replayed := already(office, request)) is not None:
        return replayed
    judged = office.intake.judge(found, request.if_match)
    with writing(office.engine) as connection:
        if request.key and (known := known_key(connection, request.key, request.digest)) is not None:
            return _received(office, contribution(connection, known), replayed=True)
        identity = store(connection, _submission(judged, request), office.base)
        _keep(connection, request, identity)
        make_link(connection, "follow", identity, office.derived("follow", identity))
        stored = contribution(connection, identity)
        _tell(office, connection, stored)
    return _received(office, stored, warnings=judged.warnings)


def correct(office: Office, former: Contribution, found: Payload, request: Request) -> Received:
    """Put a corrected payload in the place of what waits; one that was accepted gets a revision of its own.

    Raises:
        PreconditionRequired, PreconditionFailed: If-Match is missing or tells another state.
        MoveRefused: it was refused.
    """
    if request.key and (replayed := already(office, request)) is not None:
        return replayed
    own = frozenset(thing.iri for thing in former.things)
    if former.state == "accepted":
        return _revised(office, former, found, request, own)
    check_match(former.etag, request.if_match)
    move = step(CONTRIBUTION_MOVES, "revise", former.state, _AUTHOR)
    # One that came back was shown what is published meanwhile; another is held to what it was written on.
    seen = "*" if former.state == "returned" else f'"{former.base_digest or ""}"'
    judged = office.intake.judge(found, seen, own)
    sent = Submission(judged, request.author, str(move.after), former.nature, photos=request.photos)
    with writing(office.engine) as connection:
        current = contribution(connection, former.id)
        check_match(current.etag, request.if_match)
        replace(connection, former.id, sent, office.base)
        record(connection, former.id, "revise", current.state, sent.state, request.author)
        _keep(connection, request, former.id)
        stored = contribution(connection, former.id)
    return _received(office, stored, warnings=judged.warnings)


def _revised(office: Office, former: Contribution, found: Payload, request: Request, own: frozenset[str]) -> Received:
    # What was accepted may have been revised by others since: the revision is of the published graph.
    judged = office.intake.judge(found, request.if_match, own)
    with writing(office.engine) as connection:
        identity = store(connection, _submission(judged, request, former.id), office.base)
        _keep(connection, request, identity)
        make_link(connection, "follow", identity, office.derived("follow", identity))
        stored = contribution(connection, identity)
        _tell(office, connection, stored)
    return _received(office, stored, warnings=judged.warnings)


def abandon(office: Office, identity: str, author: Author) -> None:
    """Forget a contribution that waits, at its author's wish: nothing of it stays but a line of the trail.

    Raises:
        MoveRefused: it was accepted.
    """
    with writing(office.engine) as connection:
        # Read here: it may have been accepted since its author looked.
        found = contribution(connection, identity)
        if found.state == "accepted":
            raise MoveRefused(
                Text("Elle est acceptée : demandez son retrait.", "It is accepted: ask for its withdrawal.")
            )
        forget_contribution(connection, found.id)
        note(connection, author, "abandon", found.id)


def ask_withdrawal(office: Office, former: Contribution, author: Author, reason: str) -> Contribution:
    """Ask that what a contribution published be withdrawn: an animator decides, a tombstone stays (410).

    Raises:
        MoveRefused: nothing of it is published, or no reason is given.
    """
    thing = former.things[0]
    if not thing.iri.startswith(f"{office.base}/id/"):
        raise MoveRefused(
            Text(
                "Une organisation qui a un numéro officiel ne se retire pas : corrigez-la, ou faites-la effacer.",
                "An organisation with an official number is not withdrawn: correct it, or have it erased.",
            )
        )
    if not former.published or len(former.things) != 1 or office.published.etag(thing.graph) is None:
        raise MoveRefused(
            Text(
                "Seule une chose publiée, une à la fois, se retire.",
                "Only a published thing, one at a time, is withdrawn.",
            )
        )
    if not reason.strip():
        raise MoveRefused(Text("Dites pourquoi, en une phrase.", "Tell why, in a sentence."))
    found = payload(former.statements, office.base)
    judged = Judged(found, office.published.etag(thing.graph), tuple(former.areas), ())
    sent = Submission(judged, author, "submitted", former.nature, "withdraw", former.address, former.id)
    with writing(office.engine) as connection:
        identity = store(connection, sent, office.base)
        record(connection, identity, "comment", "submitted", "submitted", author, reason)
        make_link(connection, "follow", identity, office.derived("follow", identity))
        asked = contribution(connection, identity)
        tell_animators(office, connection, asked)
    return asked


def _submission(judged: Judged, request: Request, revises: str | None = None) -> Submission:
    state = "to-confirm" if request.author.way == "guest" else "submitted"
    act = "annotate" if judged.payload.items[0].kind == "annotation" else "publish"
    return Submission(judged, request.author, state, request.nature, act, request.address, revises, request.photos)


def _keep(connection: Connection, request: Request, identity: str) -> None:
    if request.key:
        keep_key(connection, request.key, request.digest, identity)


def already(office: Office, request: Request) -> Received | None:
    with office.engine.connect() as connection:
        known = known_key(connection, str(request.key), request.digest)
        return None if known is None else _received(office, contribution(connection, known), replayed=True)


def _received(
    office: Office, stored: Contribution, warnings: tuple[Finding, ...] = (), replayed: bool = False
) -> Received:
    path = f"/follow/{office.derived('follow', stored.id)}"
    return Received(stored.id, stored.state, path, stored.etag, warnings, replayed)


def _tell(office: Office, connection: Connection, stored: Contribution) -> None:
    """Write to whoever must act now: the author confirms, or the animators of the territory decide."""
    follow = f"{office.base}/follow/{office.derived('follow', stored.id)}"
    if stored.state == "to-confirm" and stored.address:
        link = f"{office.base}/confirm/{make_link(connection, 'confirm', stored.id)}"
        office.mailbox.post(
            connection,
            stored.address,
            Text(f"Confirmez votre contribution : {stored.title}", f"Confirm your contribution: {stored.title}"),
            Text(
                f"Quelqu’un, sans doute vous, a proposé « {stored.title} ».\nPour la soumettre : {link}\n"
                f"Pour la suivre, la corriger ou la retirer : {follow}\nSi ce n’est pas vous, ne faites rien.",
                f"Someone, probably you, sent “{stored.title}”.\nTo submit it: {link}\n"
                f"To follow, correct or withdraw it: {follow}\nIf it was not you, do nothing.",
            ),
        )
    if stored.state == "submitted":
        tell_animators(office, connection, stored)


def tell_animators(office: Office, connection: Connection, stored: Contribution) -> None:
    """Write to the animators of the territory that something waits for them."""
    address = f"{office.base}/desk/contributions/{stored.id}"
    for one in accounts_with(connection, "animator"):
        if one.may(stored.areas, "animator"):
            office.mailbox.post(
                connection,
                one.address,
                Text(f"À relire : {stored.title}", f"To review: {stored.title}"),
                Text(f"« {stored.title} » attend votre avis : {address}", f"“{stored.title}” awaits you: {address}"),
            )
