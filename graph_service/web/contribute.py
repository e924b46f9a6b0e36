"""`/contribute`: what people may contribute, in their words, and a form for each kind, drawn from the shapes."""

import re

from flask import Blueprint, Response, render_template, request
from ulid import ULID

from graph_service.engine.forms.fields import Form, form_of
from graph_service.engine.forms.kinds import Kind, kinds
from graph_service.errors import InvalidContribution, NotFound
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES
from graph_service.web.contribute_answers import Answered, all_faults, answered, answers, form_page, found_faults
from graph_service.web.contribute_page import MORE, sections
from graph_service.web.contribute_revision import published
from graph_service.web.contributing import Sent, receive
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
    """An empty form, one begun by the address (`?commune=35360`), or one that revises a thing (`?revise=<IRI>`)."""
    form = _form(kind)
    if thing := request.args.get("revise"):
        found, match = published(thing)
        hidden = {"key": str(ULID()), "revise": thing, "match": match}
        return form_page(found.form, found.values, (), _action(found.form.kind), hidden)
    return form_page(form, answers(form, request.args.items(multi=True)), (), _action(form.kind), {"key": str(ULID())})


@blueprint.post("/contribute/<kind>")
def send(kind: str) -> Response:
    """Submit what a form says, or show it again with what is wrong beside each field."""
    form = _form(kind)
    told = request.form.get("key", "")
    key = told if _KEY.match(told) else str(ULID())
    thing, match = request.form.get("revise", ""), request.form.get("match", "")
    # A new thing is named after the key that came with its form: sent twice, it is one thing.
    named = thing or f"{service().settings.base_iri}/id/{form.kind.path}/{key}"
    found = answered(form, named, published(thing)[0].others if thing else ())
    hidden = {"key": key, **({"revise": thing, "match": match} if thing else {})}
    if MORE in request.form:
        return form_page(form, found.values, (), _action(form.kind), hidden)
    if found.faults:
        return form_page(form, found.values, all_faults(form, found), _action(form.kind), hidden)
    try:
        received = receive(_sent(found, key, match if thing else None))
    except InvalidContribution as error:
        faults = found_faults(form, error.findings, found.values)
        return form_page(form, found.values, faults, _action(form.kind), hidden)
    return _followed(received.follow)


def _sent(found: Answered, key: str, match: str | None) -> Sent:
    address = next(iter(found.values.get("address", ())), "").strip() or None
    return Sent(found.said.text.encode(), N_TRIPLES, key, found.digest, match, address, photos=found.photos)


def _followed(path: str) -> Response:
    response = Response(status=303)
    response.headers["Location"] = path
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(key: str) -> Form:
    if key not in kinds():
        raise NotFound(
            Text("Aucun formulaire de ce nom : voyez /contribute.", "No form of that name: see /contribute.")
        )
    return form_of(key)


def _action(kind: Kind) -> str:
    return f"/contribute/{kind.key}" + ("?lang=en" if interface_language() == "en" else "")
