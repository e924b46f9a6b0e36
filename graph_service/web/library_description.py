"""Questions as RDF: what the SIB's examples and their tools read (`sh:SPARQLExecutable`)."""

import pyoxigraph as ox

from graph_service.engine.library.question import Question
from graph_service.engine.library.shelf import THEMES
from graph_service.languages import LANGUAGES
from graph_service.media_types import Format
from graph_service.vocabulary import prefixes

_USED = ("sh", "rdfs", "schema", "rdf", "dct")


def described(questions: tuple[Question, ...], base: str, chosen: Format) -> bytes:
    """The questions in a format of graphs."""
    triples = [triple for question in questions for triple in _triples(question, base)]
    used = {name: prefixes()[name] for name in _USED}
    return ox.serialize(triples, format=ox.RdfFormat.from_media_type(chosen.media_type), prefixes=used) or b""


def _triples(question: Question, base: str) -> list[ox.Triple]:
    sh, rdfs, schema, rdf = (prefixes()[name] for name in ("sh", "rdfs", "schema", "rdf"))
    form = "Construct" if question.result == "graph" else "Select"
    pairs: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (rdf + "type", ox.NamedNode(sh + "SPARQLExecutable")),
        (rdf + "type", ox.NamedNode(f"{sh}SPARQL{form}Executable")),
        (sh + form.lower(), ox.Literal(question.text)),
        (schema + "target", ox.NamedNode(f"{base}/sparql")),
        (schema + "keywords", ox.Literal(question.theme)),
        *((schema + "keywords", literal) for literal in _both(THEMES.get(question.theme, ()))),
        *((rdfs + "label", literal) for literal in _both(question.title)),
        *((rdfs + "comment", literal) for literal in _both(question.description)),
    ]
    subject = ox.NamedNode(f"{base}/queries/{question.name}")
    return [ox.Triple(subject, ox.NamedNode(predicate), value) for predicate, value in pairs]


def _both(texts: tuple[str, ...]) -> list[ox.Literal]:
    return [ox.Literal(text, language=tag) for tag, text in zip(LANGUAGES, texts, strict=False)]
