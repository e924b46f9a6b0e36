"""`/desk/requests`: what is asked of an organisation, to its accounts and to the animators of the territory."""

from dataclasses import dataclass

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.accounts import Account
from graph_service.desk.ask_moves import ASK_STATES
from graph_service.desk.asks import UNKNOWN, Ask, request, requests
from graph_service.desk.bookables import territories_of
from graph_service.desk.proposals import Proposal, proposals_of
from graph_service.desk.relay import when
from graph_service.desk.tables.exchange import asks
from graph_service.desk.tables.moments import now
from graph_service.errors import NotFound
from graph_service.languages import Language
from graph_service.web.addresses import local_address
from graph_service.web.asking import decided, sheet_page
from graph_service.web.identity import required_account
from graph_service.web.preferences import interface_language
from graph_service.web.private import private_page
from graph_service.web.service import service

blueprint = Blueprint("desk_requests", __name__)

_ANIMATORS = ("animator", "editor", "administrator")


@dataclass(frozen=True, slots=True)
class Line:
    """A request in the list."""

    ask: Ask
    state: str
    waits: bool
    """Whether the owner has to answer."""
    dates: str


def waiting_requests(account: Account) -> int:
    """How many requests wait for an answer of this account's organisation, or of its territory."""
    language = interface_language()
    return sum(_line(one, language).waits for one in _seen(account))


@blueprint.get("/desk/requests")
def inbox() -> Response:
    """The requests that an account may answer, and the offers and needs that fit its organisation's."""
    account, language = required_account(), interface_language()
    lines = [_line(one, language) for one in _seen(account)]
    lines.sort(key=lambda line: not line.waits)
    with service().desk.connect() as connection:
        fitting = [_addressed(one) for one in proposals_of(connection, account.organisation)]
    return private_page("requests.html", lines=lines, proposals=fitting)


@blueprint.get("/desk/requests/<identity>")
def show(identity: str) -> Response:
    """One request, to answer it."""
    return sheet_page(_found(identity, required_account()), "owner", f"/desk/requests/{identity}")


@blueprint.post("/desk/requests/<identity>")
def settle(identity: str) -> BaseResponse:
    """Answer it."""
    account = required_account()
    return decided(_found(identity, account), "owner", f"/desk/requests/{identity}", account.author)


def _seen(account: Account) -> list[Ask]:
    with service().desk.connect() as connection:
        own = requests(connection, asks.c.owner == account.organisation)
        others = requests(connection, asks.c.owner != account.organisation) if account.has(*_ANIMATORS) else []
    lies = territories_of(service().office.published, [one.thing for one in others])
    return [*own, *(one for one in others if account.may(lies.get(one.thing, ()), *_ANIMATORS))]


def _found(identity: str, account: Account) -> Ask:
    """A request that exists for an account.

    Raises:
        NotFound: it does not; the same whether or not it does for others.
    """
    with service().desk.connect() as connection:
        found = request(connection, identity)
    if found.owner == account.organisation:
        return found
    lies = territories_of(service().office.published, [found.thing]).get(found.thing, frozenset())
    if not account.may(lies, *_ANIMATORS):
        raise NotFound(UNKNOWN)
    return found


def _line(found: Ask, language: Language) -> Line:
    state = found.standing(now())
    return Line(found, ASK_STATES[state].to(language), state == "asked", when(found).to(language))


def _addressed(found: Proposal) -> tuple[Proposal, str, str]:
    base = service().office.base
    return found, local_address(found.need, base), local_address(found.offer, base)
