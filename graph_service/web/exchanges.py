"""`/desk/exchanges`, `/exchange/<secret>`: tell hours given and received, confirm them, see each balance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.accounts import Account
from graph_service.desk.authors import GUEST
from graph_service.desk.exchanges import (
    STATES,
    Balance,
    Exchange,
    Told,
    balances,
    exchange,
    exchanges_of,
    organisation_iri,
    settle,
    tell,
)
from graph_service.desk.links import subject_of
from graph_service.engine.formats.sheets.concepts import concept_labels
from graph_service.errors import Conflict, InvalidData, MaillageError
from graph_service.vocabulary import SHARED
from graph_service.web.addresses import local_address
from graph_service.web.authentication import refuse_cross_site
from graph_service.web.contribute_names import Names, suggested
from graph_service.web.identity import required_account
from graph_service.web.limits import spend_write
from graph_service.web.preferences import interface_language
from graph_service.web.private import onward, posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("exchanges", __name__)

_SKILL = f"{SHARED}scheme/skill/"


@dataclass(frozen=True, slots=True)
class Line:
    """An exchange as one organisation reads it."""

    exchange: Exchange
    other: str
    """Name of the other organisation."""
    gave: bool
    state: str
    choices: tuple[str, ...]
    """What may be decided."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The hours of an organisation."""

    name: str
    address: str
    given: str
    received: str
    balance: str


@blueprint.get("/desk/exchanges")
def exchanges() -> Response:
    """The exchanges of an account's organisation, and the balances of those it exchanged with."""
    return _page(required_account(), {})


@blueprint.post("/desk/exchanges")
def add() -> BaseResponse:
    """Tell an exchange; the form comes back with a sentence if it does not fit."""
    refuse_cross_site()
    account = required_account()
    spend_write()
    sent = {name: posted(name, 2000) for name in ("role", "other", "hours", "day", "skill")}
    skill = f"{_SKILL}{sent['skill']}" if sent["skill"] else ""
    told = Told(sent["role"], _other(sent["other"]), sent["hours"], sent["day"], skill)
    try:
        tell(service().office, account, told)
    except (InvalidData, Conflict) as error:
        return _page(account, sent, error)
    return onward("/desk/exchanges")


def _other(written: str) -> str:
    """The organisation that a name, a number or an address means."""
    known = Names(service().storage.search).resolve("Organization", written)
    return organisation_iri(known or written)


@blueprint.post("/desk/exchanges/<identity>")
def decide(identity: str) -> BaseResponse:
    """Confirm, refuse or forget one."""
    choice, account = posted("choice"), required_account()
    settle(service().office, identity, account.organisation, choice, account.author)
    return onward("/desk/exchanges")


@blueprint.get("/exchange/<secret>")
def ask(secret: str) -> Response:
    """An exchange, to the other side; opening it decides nothing."""
    return _asked(_by_link(secret), secret)


@blueprint.post("/exchange/<secret>")
def answer(secret: str) -> BaseResponse:
    """Confirm or refuse it."""
    settle(service().office, _by_link(secret).id, None, posted("choice"), GUEST)
    return onward(f"/exchange/{quote(secret)}")


def _by_link(secret: str) -> Exchange:
    with service().desk.connect() as connection:
        return exchange(connection, subject_of(connection, "exchange", secret))


def _asked(found: Exchange, secret: str) -> Response:
    names, language = _names([found.provider, found.receiver]), interface_language()
    return private_page(
        "exchange.html",
        exchange=found,
        provider=names.get(found.provider, found.provider),
        receiver=names.get(found.receiver, found.receiver),
        state=STATES[found.state].to(language),
        action=f"/exchange/{quote(secret)}",
    )


def _page(account: Account, sent: dict[str, str], error: MaillageError | None = None) -> Response:
    language = interface_language()
    with service().desk.connect() as connection:
        found, sums = exchanges_of(connection, account.organisation), balances(connection)
    known = {account.organisation, *(one.provider for one in found), *(one.receiver for one in found)}
    names = _names(known)
    status, refusal = (error.status, error.detail.to(language)) if error else (200, "")
    return private_page(
        "exchanges.html",
        status,
        lines=[_line(one, account, names) for one in found],
        sums=[
            _sum(iri, names.get(iri, iri), sums[iri])
            for iri in sorted(known, key=lambda iri: names.get(iri, iri))
            if iri in sums
        ],
        skills=concept_labels("skill", language),
        sent=sent,
        suggested=suggested(("Organization",)),
        refusal=refusal,
    )


def _names(organisations: Iterable[str]) -> dict[str, str]:
    return service().office.published.names(organisations, interface_language())


def _line(found: Exchange, account: Account, names: Mapping[str, str]) -> Line:
    gave = found.provider == account.organisation
    other = found.receiver if gave else found.provider
    open_ = found.state == "told"
    choices = ("forget",) if found.teller == account.organisation else ("confirm", "refuse")
    state = STATES[found.state].to(interface_language())
    return Line(found, names.get(other, other), gave, state, choices if open_ else ())


def _sum(iri: str, name: str, found: Balance) -> Sum:
    address = local_address(iri, service().office.base)
    return Sum(name, address, f"{found.given:f}", f"{found.received:f}", f"{found.balance:+f}")
