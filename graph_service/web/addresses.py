"""Where this instance describes a thing: its page for an IRI of its own, of the shared space or of the ontology."""

from urllib.parse import quote

from graph_service.vocabulary import ONTOLOGY, SHARED


def local_address(iri: str, base: str) -> str:
    """The path of the page of an IRI; empty for one that is described elsewhere."""
    if iri.startswith(ONTOLOGY):
        return "/ontology#" + quote(iri.removeprefix(ONTOLOGY))
    for space in (base + "/", SHARED):
        if iri.startswith((space + "id/", space + "scheme/")):
            path = iri.removeprefix(space)
            return "/" + quote(path if path.startswith("scheme/") else "doc/" + path.removeprefix("id/"), safe="/")
    return ""
