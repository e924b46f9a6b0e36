"""Where this instance describes a thing: its page for an IRI of its own, of the shared space or of the ontology."""

import re
from urllib.parse import quote

from markupsafe import Markup, escape

from graph_service.vocabulary import ONTOLOGY, SHARED

_WEB = re.compile(r"https?://[^\x00-\x20\x7f<>\"\\^`{|}]+", re.IGNORECASE)


def web_address(iri: str) -> str:
    """The IRI, if a browser may open it without running it; nothing otherwise."""
    return iri if _WEB.fullmatch(iri) else ""


def linked(iri: str, words: str, rel: str = "nofollow") -> Markup:
    """Words that lead to an address from outside, or stay words when it is none for a browser."""
    address = web_address(iri)
    return Markup('<a href="{}" rel="{}">{}</a>').format(address, rel, words) if address else escape(words)


def local_address(iri: str, base: str) -> str:
    """The path of the page of an IRI; empty for one that is described elsewhere."""
    if iri.startswith(ONTOLOGY):
        return "/ontology#" + quote(iri.removeprefix(ONTOLOGY))
    for space in (base + "/", SHARED):
        if iri.startswith((space + "id/", space + "scheme/")):
            path = iri.removeprefix(space)
            if {".", ".."} & set(path.split("/")):
                # A browser would read another address.
                return ""
            return "/" + quote(path if path.startswith("scheme/") else "doc/" + path.removeprefix("id/"), safe="/")
    return ""
