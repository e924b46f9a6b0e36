"""Hours given by one organisation to another: told by one, confirmed by the other, then published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

import pyoxigraph as ox
from sqlalchemy import Connection, delete, insert, or_, select, update
from ulid import ULID

from graph_service.desk.accounts import Account
from graph_service.desk.authors import GUEST, SERVICE, Author
from graph_service.desk.database import writing
from graph_service.desk.intake import refuse_report
from graph_service.desk.links import end_links, make_link
from graph_service.desk.office import Office
from graph_service.desk.publication import dataset, day, iri, line, replacing
from graph_service.desk.recipients import recipients
from graph_service.desk.tables.exchange import exchanges
from graph_service.desk.tables.moments import now
from graph_service.desk.tasks import Task, publish
from graph_service.desk.trail import note
from graph_service.errors import Forbidden, MoveRefused, NotFound, UnfitRequest
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES
from graph_service.vocabulary import ONTOLOGY, SHARED, XSD, prefixes

Role = Literal["provider", "receiver"]
Choice = Literal["confirm", "refuse", "forget"]

STATES: dict[str, Text] = {
    "told": Text("à confirmer", "to be confirmed"),
    "confirmed": Text("confirmé", "confirmed"),
    "refused": Text("refusé", "refused"),
}
UNKNOWN = Text("Aucun échange n’a ce nom.", "No exchange has this name.")
_TITLE = Text("Heures échangées", "Hours exchanged")
_WAIT = timedelta(days=90)
"""How long an exchange waits for the other side before it is forgotten."""

_RNA, _SIREN = re.compile(r"W\d{9}"), re.compile(r"\d{9}")
_IRI = re.compile(r"https?://[^\x00-\x20<>\"\\^`{|}]{3,1990}")
_NS = prefixes()


@dataclass(frozen=True, slots=True)
class Told:
    """An exchange as one side tells it, as typed."""

    role: str
    """What the teller's organisation was: `provider` or `receiver`."""
    other: str
    """IRI of the other organisation."""
    hours: str
    day: str
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange of hours."""

    id: str
    provider: str
    receiver: str
    hours: Decimal
    skill: str | None
    day: str
    told_by: str
    state: str
    created: datetime
    confirmed: datetime | None

    @property
    def teller(self) -> str:
        """The organisation that told it."""
        return self.provider if self.told_by == "provider" else self.receiver

    @property
    def other(self) -> str:
        """The one that confirms it."""
        return self.receiver if self.told_by == "provider" else self.provider


@dataclass
class Balance:
    """The hours of an organisation."""

    given: Decimal = Decimal()
    received: Decimal = Decimal()

    @property
    def balance(self) -> Decimal:
        """Given minus received."""
        return self.given - self.received


def tell(office: Office, account: Account, told: Told) -> str:
    """Store an exchange in the name of an account's organisation, and ask the other side; its id.

    Raises:
        UnfitRequest: hours, day or side that are none.
        InvalidContribution: the shapes refuse it.
    """
    found = _exchange(account.organisation, told)
    report = office.validation.validate("".join(_lines(office.base, found)).encode(), N_TRIPLES, office.base)
    refuse_report(report)
    with writing(office.engine) as connection:
        values = {name: getattr(found, name) for name in Exchange.__slots__}
        connection.execute(insert(exchanges).values(values))
        make_link(connection, "exchange", found.id, office.derived("exchange", found.id))
        note(connection, account.author, "exchange tell", found.id)
        _ask_other(office, connection, found, account.organisation_name)
    office.postman.wake()
    return found.id


def organisation_iri(written: str) -> str:
    """The IRI of an organisation as people name one: its RNA number, its SIREN, or the address of its sheet."""
    told = written.strip()
    if _RNA.fullmatch(told.upper()):
        return f"{SHARED}id/association/{told.upper()}"
    if _SIREN.fullmatch(told.replace(" ", "")):
        return f"{SHARED}id/organisation/{told.replace(' ', '')}"
    return told.removesuffix(".html").replace("/doc/", "/id/", 1)


def _exchange(organisation: str, told: Told) -> Exchange:
    if not _IRI.fullmatch(told.other):
        raise UnfitRequest(
            Text(
                "Ce nom n’en désigne pas une seule : donnez un numéro RNA, un SIREN ou l’adresse de sa fiche.",
                "This name does not mean one alone: give an RNA number, a SIREN or the address of its record.",
            )
        )
    if told.role not in ("provider", "receiver"):
        raise UnfitRequest(Text("Dites si vous avez donné ou reçu.", "Tell whether you gave or received."))
    provider, receiver = (organisation, told.other) if told.role == "provider" else (told.other, organisation)
    hours, when = _hours(told.hours), _day(told.day)
    return Exchange(str(ULID()), provider, receiver, hours, told.skill or None, when, told.role, "told", now(), None)


def _hours(written: str) -> Decimal:
    try:
        hours = Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        hours = Decimal()
    if not (hours.is_finite() and Decimal("0.25") <= hours <= 1000) or hours != round(hours, 2):
        raise UnfitRequest(Text("Les heures vont de 0,25 à 1 000.", "Hours go from 0.25 to 1000."))
    return round(hours, 2)


def _day(written: str) -> str:
    try:
        when = date.fromisoformat(written.strip())
    except ValueError:
        when = date.max
    if when > now().date() + timedelta(days=1):
        raise UnfitRequest(Text("Donnez un jour passé : 2026-03-02.", "Give a past day: 2026-03-02."))
    return when.isoformat()


def _ask_other(office: Office, connection: Connection, found: Exchange, name: str) -> None:
    link = f"{office.base}/exchange/{office.derived('exchange', found.id)}"
    fr, en = ("avoir donné", "gave") if found.told_by == "provider" else ("avoir reçu", "received")
    for address in recipients(connection, found.other):
        office.mailbox.post(
            connection,
            address,
            Text(f"Heures échangées avec {name}", f"Hours exchanged with {name}"),
            Text(
                f"{name} dit {fr} {found.hours} h le {found.day}, avec vous.\nConfirmer ou refuser : {link}",
                f"{name} tells that it {en} {found.hours} h on {found.day}, with you.\nConfirm or refuse: {link}",
            ),
        )


def settle(
    office: Office, identity: str, organisation: str | None, choice: str, author: Author = GUEST
) -> Exchange | None:
    """Confirm, refuse or forget an exchange in the name of an organisation (None: by the link of the other side).

    Confirmed twice, it is published once. What is forgotten is None.

    Raises:
        Forbidden: the organisation may not.
        MoveRefused: it is settled another way.
    """
    with writing(office.engine) as connection:
        found = exchange(connection, identity)
        _refuse_stranger(found, organisation or found.other, choice)
        if found.state == {"confirm": "confirmed", "refuse": "refused"}.get(choice):
            return found
        if found.state != "told":
            state = STATES[found.state]
            raise MoveRefused(Text(f"Cet échange est déjà {state.fr}.", f"This exchange is {state.en} already."))
        note(connection, author, f"exchange {choice}", identity)
        settled = _apply(office, connection, found, choice)
    office.publisher.wake()
    return settled


def _refuse_stranger(found: Exchange, organisation: str, choice: str) -> None:
    allowed = {"confirm": found.other, "refuse": found.other, "forget": found.teller}
    if allowed.get(choice) != organisation:
        raise Forbidden(
            Text(
                "L’autre organisation confirme ou refuse ; celle qui l’a dit peut l’oublier.",
                "The other organisation confirms or refuses; the one that told it may forget it.",
            )
        )


def _apply(office: Office, connection: Connection, found: Exchange, choice: str) -> Exchange | None:
    if choice == "forget":
        connection.execute(delete(exchanges).where(exchanges.c.id == found.id))
        end_links(connection, "exchange", found.id)
        return None
    state = "confirmed" if choice == "confirm" else "refused"
    at = now() if choice == "confirm" else None
    connection.execute(update(exchanges).where(exchanges.c.id == found.id).values(state=state, confirmed=at))
    if choice == "confirm":
        publish(connection, _publication(office.base, found), f"exchange {found.id}", None, found.id)
    return exchange(connection, found.id)


def fall(connection: Connection, identity: str) -> None:
    """An exchange that will never be published (an organisation is gone) counts no longer."""
    fallen = update(exchanges).where(exchanges.c.id == identity, exchanges.c.state == "confirmed")
    if connection.execute(fallen.values(state="refused", confirmed=None)).rowcount:
        note(connection, SERVICE, "exchange fall", identity)


def exchange(connection: Connection, identity: str) -> Exchange:
    """An exchange by its id.

    Raises:
        NotFound: none has it.
    """
    row = connection.execute(select(exchanges).where(exchanges.c.id == identity)).mappings().first()
    if row is None:
        raise NotFound(UNKNOWN)
    return Exchange(**row)


def exchanges_of(connection: Connection, organisation: str) -> list[Exchange]:
    """Those of an organisation, the newest first."""
    mine = or_(exchanges.c.provider == organisation, exchanges.c.receiver == organisation)
    query = select(exchanges).where(mine).order_by(exchanges.c.created.desc()).limit(500)
    return [Exchange(**row) for row in connection.execute(query).mappings()]


def balances(connection: Connection) -> dict[str, Balance]:
    """The confirmed hours of every organisation, given and received."""
    found: dict[str, Balance] = {}
    query = select(exchanges.c.provider, exchanges.c.receiver, exchanges.c.hours)
    for row in connection.execute(query.where(exchanges.c.state == "confirmed")):
        found.setdefault(row.provider, Balance()).given += row.hours
        found.setdefault(row.receiver, Balance()).received += row.hours
    return found


def forget_unconfirmed(office: Office, at: datetime | None = None) -> int:
    """Forget the exchanges that the other side never confirmed; how many there were."""
    old = (exchanges.c.state != "confirmed", exchanges.c.created < (at or now()) - _WAIT)
    with writing(office.engine) as connection:
        return connection.execute(delete(exchanges).where(*old)).rowcount


def _publication(base: str, found: Exchange) -> Task:
    lines, graph = list(_lines(base, found)), f"{base}/graph/thing/exchange/{found.id}"
    return Task(update=replacing({graph: [*lines, *dataset(graph, _TITLE)]}), judged="".join(lines))


def _lines(base: str, found: Exchange) -> Iterator[str]:
    subject = f"{base}/id/exchange/{found.id}"
    yield line(subject, _NS["rdf"] + "type", iri(ONTOLOGY + "HourExchange"))
    yield line(subject, _NS["vf"] + "provider", iri(found.provider))
    yield line(subject, _NS["vf"] + "receiver", iri(found.receiver))
    yield line(subject, ONTOLOGY + "hours", ox.Literal(str(found.hours), datatype=iri(XSD + "decimal")))
    yield line(subject, _NS["dct"] + "date", day(date.fromisoformat(found.day)))
    if found.skill:
        yield line(subject, ONTOLOGY + "skill", iri(found.skill))
