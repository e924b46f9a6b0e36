"""`/login`, `/logout`, `/account`: in by a one-time link, or by a password for those who set one."""

from flask import Blueprint, Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from graph_service.desk.accounts import (
    Account,
    account,
    by_address,
    checked_address,
    hand_over,
    is_address,
    password_fits,
    set_password,
)
from graph_service.desk.database import writing
from graph_service.desk.links import Purpose, make_link, subject_of, use_link
from graph_service.desk.sessions import close_session, open_session
from graph_service.desk.trail import note
from graph_service.errors import NotFound, Unauthorized
from graph_service.languages import Text
from graph_service.web.authentication import refuse_cross_site
from graph_service.web.identity import cookie_name, end_session, required_account, set_session
from graph_service.web.limits import spend_login
from graph_service.web.preferences import interface_language
from graph_service.web.private import onward, ours, posted, private_page
from graph_service.web.service import service

blueprint = Blueprint("login", __name__)


@blueprint.get("/login")
def ask() -> Response:
    """The form."""
    return private_page("login.html", sent="", back=ours(request.args.get("back", "/desk")))


@blueprint.post("/login")
def enter() -> BaseResponse:
    """Open a session with a password, or send a link; the answer tells nothing of which addresses have an account."""
    address, password = posted("address", 254), request.form.get("password", "")
    spend_login(address)
    if password:
        return _by_password(address, password)
    if is_address(address):
        _send_link(address)
    return private_page("login.html", sent=address, back="/desk")


def _by_password(address: str, password: str) -> BaseResponse:
    with service().desk.connect() as connection:
        identity = by_address(connection, address)
        held = account(connection, identity) if identity else None
    if not password_fits(held.password if held else None, password) or held is None:
        raise Unauthorized(Text("Courriel ou mot de passe inconnu.", "Unknown e-mail or password."))
    return _entered(held)


def _send_link(address: str) -> None:
    office = service().office
    with writing(office.engine) as connection:
        identity = by_address(connection, address)
        if identity is None or not office.mailbox.configured:
            return
        link = f"{office.base}/login/{make_link(connection, 'login', identity)}"
        subject = Text("Votre lien de connexion", "Your login link")
        told = Text(f"Il sert une fois, pendant une demi-heure : {link}", f"It serves once, for half an hour: {link}")
        # To the account's own address, as it is kept: what was typed is a stranger's word.
        office.mailbox.post(connection, account(connection, identity).address, subject, told)
    office.postman.wake()


@blueprint.get("/login/<secret>")
def by_link(secret: str) -> Response:
    """A button: what opens mails before people do must not use the link up."""
    with service().desk.connect() as connection:
        _subject(connection, secret)
    return private_page("login_link.html", secret=secret)


@blueprint.post("/login/<secret>")
def enter_by_link(secret: str) -> BaseResponse:
    """Open a session with a one-time link."""
    refuse_cross_site()
    spend_login()
    with writing(service().desk) as connection:
        purpose = _subject(connection, secret)[0]
        held = account(connection, use_link(connection, purpose, secret))
    return _entered(held)


def _subject(connection: Connection, secret: str) -> tuple[Purpose, str]:
    """What a link is for, login or the first one after a claim, and whose account it opens."""
    try:
        return "claim", subject_of(connection, "claim", secret)
    except NotFound:
        return "login", subject_of(connection, "login", secret)


def _entered(held: Account) -> BaseResponse:
    with writing(service().desk) as connection:
        secret = open_session(connection, held.id)
        note(connection, held.author, "login", held.id)
    response = onward(ours(request.form.get("back", "/desk")))
    set_session(response, secret)
    return response


@blueprint.post("/logout")
def leave() -> BaseResponse:
    """End the session."""
    refuse_cross_site()
    with writing(service().desk) as connection:
        close_session(connection, request.cookies.get(cookie_name(), ""))
    response = onward("/")
    end_session(response)
    return response


@blueprint.get("/account")
def mine() -> Response:
    """One's own account: what it is, what it may do, its password, handing it over."""
    held = required_account()
    places = {place for grant in held.grants for place in (grant.territory, grant.network) if place}
    names = service().office.published.names(sorted(places), interface_language())
    return private_page("account.html", held=held, names=names)


@blueprint.post("/account")
def change() -> BaseResponse:
    """Set a password, or hand the function over to another address."""
    held, password, address = required_account(), posted("password", 1000), posted("address", 254)
    with writing(service().desk) as connection:
        if password:
            set_password(connection, held.id, password)
            note(connection, held.author, "set password", held.id)
        elif address:
            hand_over(connection, held.id, checked_address(address), held.author)
    return onward("/login" if address and not password else "/account")
