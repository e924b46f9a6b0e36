"""`/desk/claims`, `/desk/reports`: accounts asked for, and contents reported."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.claims import answer_claim, open_claims
from graph_service.desk.reports import handle, open_reports
from graph_service.errors import Forbidden, MoveRefused
from graph_service.web.addresses import local_address
from graph_service.web.desk import DECIDERS
from graph_service.web.identity import required_account
from graph_service.web.private import onward, posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("desk_inbox", __name__)


@blueprint.get("/desk/claims")
def claims() -> Response:
    """The accounts asked for in the territories of this one."""
    return _claims_page()


@blueprint.post("/desk/claims")
def answer() -> BaseResponse:
    """Grant or refuse; without mail, the link to hand over is shown once."""
    account, identity = required_account(*DECIDERS), posted("claim", 26)
    try:
        link = answer_claim(service().office, account, identity, posted("answer", 10) == "grant")
    except (Forbidden, MoveRefused) as error:
        return _claims_page(refusal=error)
    if link and not service().office.mailbox.configured:
        return _claims_page(link=service().settings.base_iri + link)
    return onward("/desk/claims")


def _claims_page(link: str = "", refusal: Forbidden | MoveRefused | None = None) -> Response:
    account = required_account(*DECIDERS)
    with service().desk.connect() as connection:
        mine = [one for one in open_claims(connection) if account.may(one.areas, *DECIDERS)]
    status = refusal.status if refusal else 200
    return private_page("desk_claims.html", status=status, claims=mine, link=link, refusal=refusal)


@blueprint.get("/desk/reports")
def reports() -> Response:
    """What people reported."""
    required_account(*DECIDERS)
    base = service().settings.base_iri
    with service().desk.connect() as connection:
        found = [{**row, "page": local_address(row["thing"], base)} for row in open_reports(connection)]
    return private_page("desk_reports.html", reports=found)


@blueprint.post("/desk/reports")
def handled() -> BaseResponse:
    """Answer a report."""
    account = required_account(*DECIDERS)
    handle(service().office, account, posted("report", 26), posted("answer"))
    return onward("/desk/reports")
