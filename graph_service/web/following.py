"""`/follow/<secret>`, `/confirm/<secret>`: what an author sees of their contribution, with no account."""

from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.authors import GUEST
from graph_service.desk.comparison import changes
from graph_service.desk.contributions import Contribution, contribution, moves_of
from graph_service.desk.links import subject_of
from graph_service.desk.reviewing import Actor, move
from graph_service.desk.submission import abandon, ask_withdrawal
from graph_service.desk.workflow import CONTRIBUTION_MOVES, CONTRIBUTION_STATES, open_moves
from graph_service.web.addresses import local_address
from graph_service.web.contribute_revision import own_thing
from graph_service.web.identity import actor
from graph_service.web.limits import spend_write
from graph_service.web.preferences import interface_language
from graph_service.web.private import onward, posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("following", __name__)
_OWN_MOVES = ("comment",)


@blueprint.get("/follow/<secret>")
def follow(secret: str) -> Response:
    """Where a contribution stands, why, and what its author may do."""
    with service().desk.connect() as connection:
        found = contribution(connection, subject_of(connection, "follow", secret))
        history = told_moves(connection, found)
    who = _author(found)
    return private_page(
        "follow.html",
        found=found,
        history=history,
        secret=secret,
        state=CONTRIBUTION_STATES[found.state].to(interface_language()),
        moves={one.name for one in open_moves(CONTRIBUTION_MOVES, found.state, who.rights(found))},
        things=told_things(found),
        revisable=own_thing(found) is not None,
        sent=_sent(found),
    )


@blueprint.post("/follow/<secret>")
def act(secret: str) -> BaseResponse:
    """Add a word, or forget a contribution that waits."""
    wanted, reason = posted("move", 20), posted("reason")
    spend_write()
    with service().desk.connect() as connection:
        found = contribution(connection, subject_of(connection, "follow", secret))
    who = _author(found)
    if wanted == "abandon":
        abandon(service().office, found.id, who.author)
        return onward("/contribute")
    if wanted == "withdraw":
        asked = ask_withdrawal(service().office, found, who.author, reason)
        return onward(f"/follow/{service().office.derived('follow', asked.id)}")
    if wanted in _OWN_MOVES:
        move(service().office, who, found.id, wanted, reason)
    return onward(request.path)


@blueprint.get("/confirm/<secret>")
def ask(secret: str) -> Response:
    """A button: what opens mails before people do must not confirm for them."""
    with service().desk.connect() as connection:
        found = contribution(connection, subject_of(connection, "confirm", secret))
    return private_page("confirm.html", found=found, secret=secret)


@blueprint.post("/confirm/<secret>")
def confirm(secret: str) -> BaseResponse:
    """Submit what was sent without an account."""
    posted("move")
    with service().desk.connect() as connection:
        found = contribution(connection, subject_of(connection, "confirm", secret))
    move(service().office, _author(found), found.id, "confirm")
    return onward(f"/follow/{service().office.derived('follow', found.id)}")


def _sent(found: Contribution) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """What was sent of each thing, property by property, in words."""
    told = changes(service().office, found, interface_language())
    return [(title, [(row.name, row.after) for row in rows if row.after]) for title, rows in told]


def _author(found: Contribution) -> Actor:
    known = actor(frozenset((found.id,)))
    return known if known.account else Actor(GUEST, owns=frozenset((found.id,)))


def told_moves(connection: Connection, found: Contribution) -> list[dict[str, Any]]:
    """The history of a contribution in words."""
    language = interface_language()
    names = {one.name: one.label.to(language) for one in CONTRIBUTION_MOVES}
    names |= {"submit": "Envoi" if language == "fr" else "Sent"}
    told = []
    for row in moves_of(connection, found.id):
        state = CONTRIBUTION_STATES.get(row["after"])
        told.append(
            {
                "name": names.get(row["move"], row["move"]),
                "state": state.to(language) if state else "",
                "reason": row["reason"] or "",
                "at": row["at"],
                "who": row["actor"].partition(":")[0],
            }
        )
    return told


def told_things(found: Contribution) -> list[tuple[str, str]]:
    """The things of a contribution, with their page once they are published."""
    base = service().settings.base_iri
    return [(thing.title, local_address(thing.iri, base) if found.published else "") for thing in found.things]
