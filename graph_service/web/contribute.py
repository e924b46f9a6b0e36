"""`/contribute`: what people may contribute, in their words, and a form for each kind, drawn from the shapes."""

import re

from flask import Blueprint, Response, render_template, request
from ulid import ULID

from graph_service.desk.payload import placeholder
from graph_service.engine.forms.fields import Form, form_of
from graph_service.engine.forms.kinds import kinds
from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.web.contribute_answers import answers, form_page
from graph_service.web.contribute_page import sections
from graph_service.web.contribute_sending import Draft, send_on
from graph_service.web.contributing import receive
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("contribute", __name__)

_KEY = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}\Z")


@blueprint.get("/contribute")
def choose() -> Response:
    """The kinds of contribution."""
    language = interface_language()
    page = render_template("contribute.html", sections=sections(language), language=language)
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/contribute/<kind>")
def draw(kind: str) -> Response:
    """An empty form, or one begun by the address: `?commune=35360`; `?thing=` is what a correction is about."""
    form = _form(kind)
    begun = [("hasTarget" if name == "thing" else name, value) for name, value in request.args.items(multi=True)]
    return form_page(form, answers(form, begun), (), _action(kind), {"key": str(ULID())})


@blueprint.post("/contribute/<kind>")
def send(kind: str) -> Response:
    """Submit what a form says, or show it again with what is wrong beside each field."""
    form, told = _form(kind), request.form.get("key", "")
    key = told if _KEY.match(told) else str(ULID())
    # The thing is named after the key that came with its form: sent twice, it is one thing.
    base = service().settings.base_iri
    # An organisation is named by its number, if it has one: the desk looks.
    numbered = form.kind.path == "organisation"
    thing = f"{placeholder(base)}#{key}" if numbered else f"{base}/id/{form.kind.path}/{key}"
    draft = Draft(form, thing, (), _action(kind), {"key": key})
    return send_on(draft, lambda sent: receive(sent).follow)


def _form(key: str) -> Form:
    if key not in kinds():
        raise NotFound(Text("Formulaire inconnu : voyez /contribute.", "Unknown form: see /contribute."))
    return form_of(key)


def _action(kind: str) -> str:
    return f"/contribute/{kind}" + ("?lang=en" if interface_language() == "en" else "")
