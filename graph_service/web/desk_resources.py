"""`/desk/resource?thing=IRI`: the editorial life of a published resource: verify, vote, decide, flag, withdraw."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.accounts import Account
from graph_service.desk.decisions import (
    CHOICES,
    REACHES,
    close,
    committee_rights,
    decisions_on,
    open_decision,
    open_decisions,
    vote,
)
from graph_service.desk.resources import Resource, act, is_publishing, resource, rights_on, told_state
from graph_service.desk.workflow import RESOURCE_MOVES, open_moves
from graph_service.errors import Forbidden, InvalidContribution, MaillageError, MoveRefused
from graph_service.languages import Text
from graph_service.web.addresses import local_address
from graph_service.web.identity import required_account
from graph_service.web.parameters import absolute_iri
from graph_service.web.preferences import interface_language
from graph_service.web.private import onward, posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("desk_resources", __name__)
_BY_COMMITTEE = ("validate", "base")
REACH_NAMES = {
    "everywhere": Text("applicable partout", "applicable everywhere"),
    "tested-ground": Text("éprouvée sur un terrain", "tried on one ground"),
}


@blueprint.get("/desk/decisions")
def waiting() -> Response:
    """The questions that wait for votes."""
    required_account("committee", "editor", "administrator", "animator")
    with service().desk.connect() as connection:
        found = open_decisions(connection)
    return private_page("desk_decisions.html", decisions=found)


@blueprint.get("/desk/resource")
def show() -> BaseResponse:
    """A resource, its state, the moves that this account may make, its decisions; without one, the list."""
    account = required_account()
    if not request.args.get("thing"):
        return onward("/desk/resources")
    return _page(account, resource(service().office, absolute_iri(request.args.get("thing", ""), "thing")))


@blueprint.post("/desk/resource")
def decide() -> BaseResponse:
    """Make a move, open a question, vote or close one."""
    account, thing = required_account(), absolute_iri(posted("thing", 2000), "thing")
    try:
        _act(account, thing, posted("move", 20))
    except (MoveRefused, Forbidden, InvalidContribution) as error:
        return _page(account, resource(service().office, thing), error)
    return onward(f"/desk/resource?thing={thing}")


def _act(account: Account, thing: str, move: str) -> None:
    office, reason = service().office, posted("reason")
    if move == "vote":
        vote(office, account, posted("decision", 26), posted("choice", 10))
    elif move in ("close", "adjourn"):
        close(office, account, posted("decision", 26), adjourning=move == "adjourn")
    elif move in _BY_COMMITTEE:
        body = absolute_iri(posted("body", 2000), "body")
        open_decision(office, account, thing, move, body, posted("reach", 20) or None, reason)
    else:
        act(office, account, thing, move, reason)


def _page(account: Account, found: Resource, error: MaillageError | None = None) -> Response:
    office, language = service().office, interface_language()
    with office.engine.connect() as connection:
        rights = rights_on(connection, account, found)
        asked = decisions_on(connection, found.iri)
        publishing = is_publishing(connection, found)
    bodies = sorted({g.network for g in account.grants if g.role == "committee" and g.network})
    committees = frozenset(right for body in bodies for right in committee_rights(office, account, body))
    met = [*bodies, *(one for d in asked for one in (*d.organisations, d.body))]
    names = office.published.names(met, language)
    alone = [m for m in open_moves(RESOURCE_MOVES, found.state, rights) if m.name not in _BY_COMMITTEE]
    together = [m for m in open_moves(RESOURCE_MOVES, found.state, committees) if m.name in _BY_COMMITTEE]
    return private_page(
        "desk_resource.html",
        status=error.status if error else 200,
        found=found,
        publishing=publishing,
        address=local_address(found.iri, office.base),
        state=told_state(found.state).to(language),
        alone=[(m.name, m.label.to(language)) for m in alone],
        together=[(m.name, m.label.to(language)) for m in together],
        bodies=[(body, names.get(body, body)) for body in bodies],
        names=names,
        decisions=asked,
        votes_in={g.network for g in account.grants if g.role == "committee"},
        choices=[(name, text.to(language)) for name, text in CHOICES.items()],
        reaches=[(name, REACH_NAMES[name].to(language)) for name in REACHES],
        quorum=office.settings.committee_quorum,
        refusal=error.detail.to(language) if error else "",
    )
