"""A form that was sent: shown again with what is wrong, or handed on to the desk, once."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from graph_service.engine.forms.fields import Form
from graph_service.errors import InvalidContribution
from graph_service.media_types import N_TRIPLES
from graph_service.web.authentication import refuse_cross_site
from graph_service.web.contribute_answers import NEW, Heading, all_faults, answered, form_page, found_faults
from graph_service.web.contribute_page import MORE
from graph_service.web.contributing import Sent
from graph_service.web.identity import current_account


@dataclass(frozen=True)
class Draft:
    """What a form is about, and where it goes."""

    form: Form
    thing: str
    others: tuple[str, ...]
    """Lines about the thing that no field shows (see `readback`)."""
    action: str
    hidden: dict[str, str]
    """`key`, and for a revision `match`: what was read."""
    heading: Heading = NEW


def send_on(draft: Draft, deliver: Callable[[Sent], str]) -> Response:
    """Deliver what the request's form says; `deliver` returns the path where its author follows it."""
    refuse_cross_site()
    form, found = draft.form, answered(draft.form, draft.thing, draft.others)
    if MORE in request.form:
        return form_page(form, found.values, (), draft.action, draft.hidden, draft.heading)
    if found.faults:
        return form_page(form, found.values, all_faults(form, found), draft.action, draft.hidden, draft.heading)
    address = next(iter(found.values.get("address", ())), "").strip() or None
    statements, match = found.said.text.encode(), draft.hidden.get("match")
    # By duty or of one's own will: an account says which, the others contribute of their own will.
    nature = "mandatory" if "mandatory" in request.form and current_account() else "voluntary"
    sent = Sent(statements, N_TRIPLES, draft.hidden["key"], found.digest, match, address, nature, found.photos)
    try:
        path = deliver(sent)
    except InvalidContribution as error:
        faults = found_faults(form, error.findings, found.values)
        return form_page(form, found.values, faults, draft.action, draft.hidden, draft.heading)
    response = Response(status=303)
    response.headers["Location"] = path
    response.headers["Cache-Control"] = "no-store"
    return response
