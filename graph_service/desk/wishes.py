"""A request as someone makes it: judged against what is published, stored, relayed to the owner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert
from ulid import ULID

from graph_service.desk.accounts import is_address
from graph_service.desk.asks import request
from graph_service.desk.bookables import Bookable, bookable, busy_elsewhere
from graph_service.desk.bookings import refuse_taken
from graph_service.desk.contributions import keep_key, known_key
from graph_service.desk.database import writing
from graph_service.desk.links import make_link
from graph_service.desk.office import Office
from graph_service.desk.openings import Slot, refuse_closed, slot
from graph_service.desk.relay import tell_asked
from graph_service.desk.tables.exchange import asks
from graph_service.desk.tables.moments import now
from graph_service.errors import UnfitRequest
from graph_service.languages import Text

_LONGEST = {"name": 200, "organisation": 300, "message": 5000}
_WORDS = {
    "name": Text("votre nom", "your name"),
    "organisation": Text("votre organisation", "your organisation"),
    "message": Text("votre message", "your message"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone asks for, as they typed it."""

    thing: str
    name: str
    message: str = ""
    organisation: str = ""
    address: str = ""
    begins: str = ""
    ends: str = ""
    key: str = ""
    """Of the form: sent twice, it asks once."""
    digest: str = ""


def ask(office: Office, wish: Wish, at: datetime | None = None) -> str:
    """Store a request and relay it to the owner; its id.

    Raises:
        NotFound: the thing is not published.
        UnfitRequest: words or dates do not fit, or the thing is not open then.
        SlotTaken: it is taken then.
        Conflict: the same form was sent with other words.
    """
    at = at or now()
    found = bookable(office.published, wish.thing)
    _check_words(wish, found)
    wanted = _wanted(office, found, wish, at)
    with writing(office.engine) as connection:
        if wish.key and (known := known_key(connection, f"ask:{wish.key}", wish.digest)) is not None:
            return known
        if wanted is not None:
            refuse_taken(connection, found.iri, wanted)
        identity = _store(connection, found, wish, wanted, at)
        if wish.key:
            keep_key(connection, f"ask:{wish.key}", wish.digest, identity)
        make_link(connection, "asker", identity, office.derived("asker", identity))
        make_link(connection, "answer", identity, office.derived("answer", identity))
        tell_asked(office, connection, request(connection, identity))
    office.postman.wake()
    return identity


def _check_words(wish: Wish, found: Bookable) -> None:
    if not wish.name.strip():
        raise UnfitRequest(Text("Dites votre nom.", "Tell your name."), "name")
    if not wish.message.strip() and not wish.begins.strip():
        raise UnfitRequest(
            Text("Écrivez un message, ou donnez des dates.", "Write a message, or give dates.")
            if found.pooled
            else Text("Écrivez un message.", "Write a message."),
            "message",
        )
    for name, most in _LONGEST.items():
        if len(getattr(wish, name)) > most:
            told = _WORDS[name]
            raise UnfitRequest(
                Text(f"Trop long ({told.fr}) : {most} signes au plus.", f"Too long ({told.en}): {most} at most."), name
            )
    if wish.address.strip() and not is_address(wish.address.strip()):
        raise UnfitRequest(
            Text("Le courriel de réponse n’en est pas un.", "The reply address is no e-mail address."), "address"
        )
    if not found.pooled and (wish.begins.strip() or wish.ends.strip()):
        raise UnfitRequest(Text("Cela ne se réserve pas : sans dates.", "This is not booked: give no dates."))


def _wanted(office: Office, found: Bookable, wish: Wish, at: datetime) -> Slot | None:
    wanted = slot(wish.begins, wish.ends, found.zone, at)
    if wanted is not None:
        refuse_closed(wanted, found.openings, found.zone)
        refuse_taken(None, found.iri, wanted, busy_elsewhere(office.published, found.iri))
    return wanted


def _store(connection: Connection, found: Bookable, wish: Wish, wanted: Slot | None, at: datetime) -> str:
    identity = str(ULID())
    values = {
        "id": identity,
        "thing": found.iri,
        "title": found.title[:300],
        "owner": found.owner,
        "name": wish.name.strip(),
        "organisation": wish.organisation.strip() or None,
        "message": wish.message.strip() or None,
        "address": wish.address.strip() or None,
        "zone": found.zone,
        "begins": wanted.begins if wanted else None,
        "ends": wanted.ends if wanted else None,
        "state": "asked",
        "created": at,
    }
    connection.execute(insert(asks).values(values))
    return identity
