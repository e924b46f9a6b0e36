"""Where this instance describes a thing: the path of its page for an IRI of its own or of the shared space."""

from urllib.parse import quote

from graph_service.vocabulary import SHARED


def local_address(iri: str, base: str) -> str:
    """The path of the page of an IRI; empty for one that is described elsewhere."""
    for space in (base + "/", SHARED):
        if iri.startswith((space + "id/", space + "scheme/")):
            path = iri.removeprefix(space)
            return "/" + quote(path if path.startswith("scheme/") else "doc/" + path.removeprefix("id/"), safe="/")
    return ""
