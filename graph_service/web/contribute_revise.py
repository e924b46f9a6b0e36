"""`/contribute/revise`: the form of what is published, or of what its author sent, to change it."""

import io
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from ulid import ULID
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.contributions import Contribution, contribution, moves_of, photos_of
from graph_service.desk.links import subject_of
from graph_service.desk.submission import correct
from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.web.contribute_answers import Heading, form_page
from graph_service.web.contribute_page import PHOTO_KEPT, PHOTO_LICENCE, PHOTO_TEXT
from graph_service.web.contribute_revision import Reread, published, reread
from graph_service.web.contribute_sending import Draft, send_on
from graph_service.web.contributing import Sent, receive, request_of
from graph_service.web.preferences import interface_language
from graph_service.web.private import onward
from graph_service.web.service import service

blueprint = Blueprint("contribute_revise", __name__)


@blueprint.get("/contribute/revise")
def show() -> Response:
    """The form of a published thing, filled: `?thing=<IRI>`."""
    found, match = published(_thing())
    return form_page(found.form, found.values, (), _action(), {"key": str(ULID()), "match": match}, _heading(found))


@blueprint.post("/contribute/revise")
def send() -> Response:
    """Propose a change of a published thing."""
    found, _ = published(_thing())
    draft = Draft(found.form, _thing(), found.others, _action(), _hidden(), _heading(found))
    return send_on(draft, lambda sent: receive(sent).follow)


@blueprint.get("/contribute/revise/<secret>")
def show_own(secret: str) -> BaseResponse:
    """The form of what was sent, to its author: the holder of its private link; of what is published, once it is."""
    former, thing, found = _own(secret)
    if former.state == "accepted":
        # Others may have revised it since: what is changed is what is published.
        return onward(f"/contribute/revise?{urlencode({'thing': thing})}")
    hidden = {"key": str(ULID()), "match": former.etag}
    return form_page(found.form, found.values, (), _action(), hidden, _heading(found, former))


@blueprint.post("/contribute/revise/<secret>")
def send_own(secret: str) -> Response:
    """Put a corrected contribution in the place of what waits, or revise what was accepted."""
    former, thing, found = _own(secret)
    draft = Draft(found.form, thing, found.others, _action(), _hidden(), _heading(found, former))

    def deliver(sent: Sent) -> str:
        request_made = request_of(sent)
        payload = service().office.intake.read(sent.data, sent.syntax)
        return correct(service().office, former, payload, request_made).follow

    return send_on(draft, deliver)


def _own(secret: str) -> tuple[Contribution, str, Reread]:
    with service().desk.connect() as connection:
        former = contribution(connection, subject_of(connection, "follow", secret))
        photos = photos_of(connection, former.id)
    about = [thing for thing in former.things if thing.kind != "organisation"] or list(former.things)
    if len(about) != 1:
        raise NotFound(
            Text(
                "Cet envoi tient plusieurs choses : corrigez-le comme il a été envoyé, par programme.",
                "This body holds several things: correct it as it was sent, by program.",
            )
        )
    thing = about[0].iri
    found = reread(former.statements.encode(), thing)
    # An organisation proposed with it is proposed again.
    known = tuple(f"<{iri}" for iri in service().office.published.graphs(one.iri for one in former.things))
    lines = io.StringIO(former.statements, newline="\n")
    theirs = tuple(line for line in lines if not line.startswith((f"<{thing}", *known)))
    names = (PHOTO_KEPT, PHOTO_TEXT, PHOTO_LICENCE)
    photo = {name: [told] for name, told in zip(names, photos[0], strict=True)} if photos else {}
    return former, thing, Reread(found.form, {**found.values, **photo}, (*found.others, *theirs))


def _heading(found: Reread, former: Contribution | None = None) -> Heading:
    """What is changed, and why it came back if it did."""
    name = next(iter(found.values.get("label", ())), "") or found.form.kind.title.to(interface_language())
    if former is None or former.state != "returned":
        return Heading(name)
    with service().desk.connect() as connection:
        reasons = [row["reason"] for row in moves_of(connection, former.id) if row["after"] == "returned"]
    return Heading(name, reasons[-1] or "" if reasons else "")


def _thing() -> str:
    return request.args.get("thing", "")


def _hidden() -> dict[str, str]:
    return {"key": request.form.get("key") or str(ULID()), "match": request.form.get("match", "")}


def _action() -> str:
    kept = {"thing": _thing()} if _thing() else {}
    told = urlencode({**kept, **({"lang": "en"} if interface_language() == "en" else {})})
    return request.path + ("?" + told if told else "")
