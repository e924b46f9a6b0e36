"""Pages for one person: never kept by a cache, never in a search engine, their forms never sent by another site."""

from typing import Any

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph_service.web.authentication import refuse_cross_site
from graph_service.web.identity import current_account
from graph_service.web.preferences import interface_language
from graph_service.web.service import service


def private_page(template: str, status: int = 200, **context: Any) -> Response:  # noqa: ANN401 - a template's values
    """A page drawn for who asks."""
    language = interface_language()
    page = render_template(
        template,
        language=language,
        account=current_account(),
        mail=service().office.mailbox.configured,
        path=request.path,
        **context,
    )
    return sealed(Response(page, status, content_type="text/html; charset=utf-8"))


def sealed(response: Response) -> Response:
    """A response that stays between the service and who asked."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    # The address of such a page may be a secret: no other site hears of it. (With `no-referrer` a browser would send
    # `Origin: null` with its forms, which is how another site's look.)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Content-Language"] = interface_language()
    response.vary.update(("Cookie", "Accept-Language"))
    return response


def posted(name: str, most: int = 5000) -> str:
    """A field of a form of this site, without spaces around it.

    Raises:
        Forbidden: the form is on another site.
    """
    refuse_cross_site()
    return request.form.get(name, "").strip()[:most]


def onward(path: str) -> BaseResponse:
    """Lead a browser on after a form, in the language that its reader chose on the page."""
    chosen = "?lang=en" if request.args.get("lang") == "en" and "?" not in path else ""
    response = redirect(path + chosen, 303)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def ours(path: str) -> str:
    """An address of this site to go back to, or the desk."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/desk"
