"""`/desk/contributions/<id>`: what would change, what may be the same, and the moves that one may make."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.comparison import changes, duplicates
from graph_service.desk.contributions import UNKNOWN, Contribution, contribution, photos_of
from graph_service.desk.reviewing import Actor, move
from graph_service.desk.workflow import CONTRIBUTION_MOVES, CONTRIBUTION_STATES, open_moves
from graph_service.errors import MoveRefused, NotFound
from graph_service.web.following import told_moves, told_things
from graph_service.web.identity import actor, required_account
from graph_service.web.preferences import interface_language
from graph_service.web.private import onward, posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("desk_contributions", __name__)


@blueprint.get("/desk/contributions/<identity>")
def show(identity: str) -> Response:
    """The whole of a contribution, for who decides on it and for its author."""
    found, who = _found(identity)
    return _page(found, who)


@blueprint.post("/desk/contributions/<identity>")
def decide(identity: str) -> BaseResponse:
    """Make a move."""
    wanted, reason = posted("move", 20), posted("reason")
    found, who = _found(identity)
    try:
        move(service().office, who, identity, wanted, reason)
    except MoveRefused as error:
        return _page(found, who, error, reason)
    return onward(f"/desk/contributions/{identity}")


def _found(identity: str) -> tuple[Contribution, Actor]:
    required_account()
    who = actor()
    with service().desk.connect() as connection:
        found = contribution(connection, identity)
    if not who.may_see(found):
        raise NotFound(UNKNOWN)
    return found, who


def _page(found: Contribution, who: Actor, error: MoveRefused | None = None, reason: str = "") -> Response:
    office, language = service().office, interface_language()
    with office.engine.connect() as connection:
        alike = duplicates(office, connection, found, who.may_see)
        history = told_moves(connection, found)
        pictures = photos_of(connection, found.id)
    moves = [one for one in open_moves(CONTRIBUTION_MOVES, found.state, who.rights(found)) if one.name != "revise"]
    return private_page(
        "desk_contribution.html",
        status=error.status if error else 200,
        found=found,
        state=CONTRIBUTION_STATES[found.state].to(language),
        changes=list(changes(office, found, language)),
        alike=[(one.iri if one.iri.startswith("/") else "", one.iri, one.name, one.why.to(language)) for one in alike],
        history=history,
        pictures=pictures,
        things=told_things(found),
        moves=[(one.name, one.label.to(language), one.reason) for one in moves],
        refusal=error.detail.to(language) if error else "",
        reason=reason,
    )
