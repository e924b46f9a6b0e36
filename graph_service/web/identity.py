"""Who makes a request at the desk: a token, the account of a session, whoever holds a private link, or anyone."""

from urllib.parse import urlencode

from flask import abort, g, redirect, request
from werkzeug.wrappers import Response

from graph_service.desk.accounts import Account
from graph_service.desk.authors import GUEST, Author
from graph_service.desk.reviewing import Actor
from graph_service.desk.sessions import DAYS, account_of
from graph_service.desk.tokens import authenticate
from graph_service.errors import Forbidden, Unauthorized
from graph_service.languages import Text
from graph_service.web.negotiation import prefers_html
from graph_service.web.service import service

_NAME = "maillage-session"


def cookie_name() -> str:
    """The name of the session's cookie: bound to this host wherever the instance is reached by HTTPS."""
    return f"__Host-{_NAME}" if service().settings.base_iri.startswith("https://") else _NAME


def actor(owns: frozenset[str] = frozenset()) -> Actor:
    """Who makes this request; `owns` are the contributions that its private link makes theirs.

    Raises:
        Unauthorized: a token that is not known.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        grant = authenticate(service().desk, token.strip())
        # A token that writes some graphs only decides on none of those that contributions make.
        decides = grant.may_write and f"{service().settings.base_iri}/graph/thing/".startswith(grant.graph_prefix or "")
        return Actor(Author("token", grant.name), decides=decides, owns=owns)
    account = current_account()
    return Actor(GUEST, owns=owns) if account is None else Actor(account.author, account, owns=owns)


def current_account() -> Account | None:
    """The account of the request's session, looked up once a request."""
    if "account" not in g:
        secret = request.cookies.get(cookie_name())
        g.account = None
        if secret and service().storage.folder.desk.exists():
            with service().desk.connect() as connection:
                g.account = account_of(connection, secret)
    found: Account | None = g.account
    return found


def required_account(*roles: str) -> Account:
    """The account of the session, with one of these roles if any are named.

    Raises:
        Unauthorized: nobody is logged in.
        Forbidden: the account has none of the roles.
    """
    account = current_account()
    if account is None:
        if request.method == "GET" and prefers_html(request.headers.get("Accept")):
            abort(redirect(f"/login?{urlencode({'back': request.full_path.rstrip('?')})}", 303))
        raise Unauthorized(Text("Connectez-vous d’abord : /login.", "Log in first: /login."))
    if roles and not account.has(*roles):
        raise Forbidden(
            Text("Votre compte n’a pas le rôle que cela demande.", "Your account does not have the role this needs.")
        )
    return account


def set_session(response: Response, secret: str) -> None:
    """Give a browser its session."""
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=service().settings.base_iri.startswith("https://"),
        path="/",
    )


def end_session(response: Response) -> None:
    """Take a browser's session away."""
    secure = service().settings.base_iri.startswith("https://")
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Lax", secure=secure)
