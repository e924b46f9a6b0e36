"""`/report`, `/claim`: tell what is wrong with a thing, and « C’est mon association »."""

from flask import Blueprint, Response, request

from graph_service.desk.claims import make_claim
from graph_service.desk.reports import report
from graph_service.engine.model.schemes import schemes
from graph_service.errors import BadRequest, MaillageError, NotFound, UsageError
from graph_service.languages import Language, Text
from graph_service.web.addresses import local_address
from graph_service.web.limits import spend_write
from graph_service.web.parameters import absolute_iri
from graph_service.web.preferences import interface_language
from graph_service.web.private import posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("reporting", __name__)


@blueprint.get("/report")
def ask() -> Response:
    """The form on a thing; without one, how to find it."""
    if not request.args.get("thing"):
        return choose(Text("Signaler un contenu", "Report a content"))
    return _report_page(_thing("thing"))


@blueprint.post("/report")
def receive() -> Response:
    """Keep a report; the animators see it at the desk."""
    thing, message, address = absolute_iri(posted("thing", 2000), "thing"), posted("message"), posted("address", 254)
    spend_write()
    try:
        report(service().office, thing, message, address)
    except (BadRequest, UsageError) as error:
        return _report_page(thing, error, message)
    return _report_page(thing, done=True)


def choose(title: Text) -> Response:
    """A page that tells how to find what it is about."""
    return private_page("choose.html", title=title.to(interface_language()))


def _report_page(thing: str, error: MaillageError | None = None, message: str = "", done: bool = False) -> Response:
    return private_page(
        "report.html",
        status=error.status if error else 200,
        thing=thing,
        name=_name(thing),
        address=local_address(thing, service().settings.base_iri),
        refusal=error.detail.to(interface_language()) if error else "",
        message=message,
        done=done,
    )


@blueprint.get("/claim")
def ask_claim() -> Response:
    """The form on an organisation; without one, how to find it."""
    if not request.args.get("organisation"):
        return choose(Text("C’est mon association", "This is my association"))
    return _claim_page(_thing("organisation"))


@blueprint.post("/claim")
def claim() -> Response:
    """Keep a claim; an animator of the territory answers it."""
    organisation, address = absolute_iri(posted("organisation", 2000), "organisation"), posted("address", 254)
    spend_write()
    wanted = posted("post", 60)
    post = wanted if wanted in dict(posts("fr")) else "member"
    try:
        make_claim(service().office, organisation, address, post, posted("message"))
    except UsageError as error:
        return _claim_page(organisation, error)
    return _claim_page(organisation, done=True)


def _claim_page(organisation: str, error: MaillageError | None = None, done: bool = False) -> Response:
    language = interface_language()
    return private_page(
        "claim.html",
        status=error.status if error else 200,
        organisation=organisation,
        name=_name(organisation),
        posts=posts(language),
        refusal=error.detail.to(language) if error else "",
        done=done,
    )


def posts(language: Language) -> list[tuple[str, str]]:
    """The functions that an account may be, in a language."""
    return [(one.name, one.label.to(language)) for one in schemes()["role"].concepts()]


def _thing(name: str) -> str:
    return absolute_iri(request.args.get(name, ""), name)


def _name(thing: str) -> str:
    found = service().office.published.names([thing]).get(thing)
    if found is None:
        raise NotFound(Text("Rien n’est publié sous cette adresse.", "Nothing is published under this IRI."))
    return found
