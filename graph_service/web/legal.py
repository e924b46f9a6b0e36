"""`/legal/…`: who publishes, what is kept of people, accessibility, reuse, terms of contribution."""

from flask import Blueprint, Response, render_template

from graph_service.errors import NotFound
from graph_service.languages import Language, Text
from graph_service.settings import Settings, missing_publisher
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("legal", __name__)

PAGES = {
    "notice": Text("Mentions légales", "Legal notice"),
    "privacy": Text("Confidentialité", "Privacy"),
    "accessibility": Text("Accessibilité", "Accessibility"),
    "reuse": Text("Réutilisation", "Reuse"),
    "contribution": Text("Conditions de contribution", "Terms of contribution"),
}
"""Name in the address → title."""

_PUBLISHER = "MAILLAGE_PUBLISHER_"
_NEEDED = {
    "notice": tuple(_PUBLISHER + one for one in ("NAME", "ADDRESS", "CONTACT", "DIRECTOR", "IDENTIFIER", "HOST")),
    "privacy": (_PUBLISHER + "DPO",),
    "accessibility": (_PUBLISHER + "ACCESSIBILITY", _PUBLISHER + "CONTACT"),
}
"""Page → the settings that it needs."""

_CONFORMITY = {
    "": Text("évaluation à faire", "to be assessed"),
    "none": Text("non conforme", "not conformant"),
    "partial": Text("partiellement conforme", "partly conformant"),
    "full": Text("totalement conforme", "fully conformant"),
}


@blueprint.get("/legal/<name>")
def legal(name: str) -> Response:
    """One of the pages; what is not set is told on the page that needs it."""
    if name not in PAGES:
        told = ", ".join(PAGES)
        raise NotFound(Text(f"Pages : {told}.", f"Pages: {told}."))
    language, settings = interface_language(), service().settings
    body = render_template(
        f"legal_{name}.html",
        title=PAGES[name].to(language),
        publisher=settings,
        missing=[variable for variable in missing_publisher(settings) if variable in _NEEDED.get(name, ())],
        language=language,
    )
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Language")
    return response


def conformity(language: Language) -> str:
    """What is declared of the accessibility of this instance (RGAA), told on every page."""
    return declared(service().settings).to(language)


def declared(settings: Settings) -> Text:
    """The declaration that the settings make."""
    return _CONFORMITY[settings.publisher_accessibility]
