"""Where a page of the model leads: the IRIs of the model as addresses of this instance, the chosen language kept."""

from dataclasses import dataclass

from flask import request

from graph_service.engine.model.schemes import SCHEME, scheme_of
from graph_service.engine.model.shapes import SHAPE, places, shapes_of
from graph_service.engine.model.terms import MODULE, modules, term_of
from graph_service.languages import Language, preferred_language
from graph_service.web.parameters import url_parameters

_WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Links:
    """A reader's language, and the addresses that keep it."""

    language: Language
    kept: str
    """`?lang=…` where the reader chose it on a page; else the browser goes on saying it."""

    def at(self, path: str) -> str:
        """A page of this instance, in the reader's language."""
        before, mark, anchor = path.partition("#")
        return before + self.kept + mark + anchor

    def to(self, iri: str) -> str:
        """Where an IRI is told: here for what the model defines, else where its authors say."""
        path = local_path(iri)
        return self.at(path) if path else iri if iri.lower().startswith(_WEB) else ""


def reader_links() -> Links:
    """The links of the request's reader."""
    chosen = url_parameters().one("lang")
    language = preferred_language(chosen or request.headers.get("Accept-Language"))
    return Links(language, f"?lang={language}" if chosen else "")


def local_path(iri: str) -> str:
    """The page and anchor that tell of an IRI of the model, or of a class that one shape is about; empty: none."""
    term = term_of(iri)
    if term is not None:
        return f"/ontology/{term.module}#{term.name}"
    if iri.startswith(SCHEME):
        scheme = scheme_of(iri)
        return f"/vocabularies/{scheme.name}" if scheme and scheme.iri == iri else "/scheme/" + iri.removeprefix(SCHEME)
    if iri.startswith(SHAPE) and iri.removeprefix(SHAPE) in places():
        name = iri.removeprefix(SHAPE)
        return f"/shapes/{places()[name]}#{name}"
    if iri.startswith(MODULE) and iri.removeprefix(MODULE) in modules():
        return "/ontology/" + iri.removeprefix(MODULE)
    about = [shape for shape in shapes_of(iri) if len(shape.classes) == 1]
    return f"/shapes/{about[0].module}#{about[0].name}" if about else ""
