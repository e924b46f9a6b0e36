"""Who writes: the bearer token, and the origin of a form."""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import request

from graph_service.desk.tokens import Grant, authenticate
from graph_service.errors import Forbidden, Unauthorized
from graph_service.languages import Text
from graph_service.web.service import service


def writer_grant() -> Grant:
    """The grant of the request's token, able to write.

    Raises:
        Unauthorized: no token, or not a known one.
        Forbidden: a contributor's token, or a form from another site.
    """
    refuse_cross_site()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise missing_token()
    grant = authenticate(service().desk, token.strip())
    if not grant.may_write:
        raise Forbidden(
            Text(
                f"Le jeton « {grant.name} » a le rôle {grant.role} : il propose, il n’écrit pas.",
                f"The token “{grant.name}” has the role {grant.role}: it submits, it does not write.",
            )
        )
    return grant


def refuse_cross_site() -> None:
    """Refuse a write that another site's page sends.

    Raises:
        Forbidden: Origin is not ours, or the browser says cross-site.
    """
    ours = {_origin(service().settings.base_iri), _origin(request.host_url)}
    if is_cross_site(request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site"), ours):
        raise another_site()


def is_cross_site(origin: str | None, site: str | None, ours: Collection[str]) -> bool:
    """Whether a browser says that another site's page sends the request (Fetch, 3.2; Fetch Metadata, 2.2)."""
    return (origin is not None and origin not in ours) or site == "cross-site"


def another_site() -> Forbidden:
    """The refusal of a write that another site's page sends."""
    return Forbidden(
        Text(
            "Cette écriture vient de la page d’un autre site ; elle est refusée.",
            "This write comes from another site's page; it is refused.",
        )
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def missing_token() -> Unauthorized:
    """The refusal of a write that comes without a token."""
    return Unauthorized(
        Text(
            "Écrire demande un jeton : en-tête Authorization: Bearer … (créez-le par `maillage token create`).",
            "Writing needs a token: header Authorization: Bearer … (make one with `maillage token create`).",
        ),
        headers={"WWW-Authenticate": 'Bearer realm="maillage"'},
    )
