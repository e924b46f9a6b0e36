"""What someone met, published without a word of theirs: a concept, a territory, a day, and the name of the concept."""

import pyoxigraph as ox

from graph_service.desk.kinds import ANONYMOUS
from graph_service.desk.payload import Item
from graph_service.engine.model.schemes import concept_label
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, prefixes

_DCT = prefixes()["dct"]
_KEPT = frozenset(
    f"<{iri}>" for iri in (prefixes()["rdf"] + "type", _DCT + "subject", _DCT + "spatial", ONTOLOGY + "observedOn")
)
_SUBJECT = f"<{_DCT}subject>"
_MET = Text("Rencontré : {name}", "Met: {name}")


def anonymous(item: Item, base: str) -> Item:
    """The item as it may be published; another kind of thing is given back as it came."""
    if item.kind not in ANONYMOUS:
        return item
    kept = [line for line in item.lines if line.split(" ", 2)[1] in _KEPT and line.startswith(f"<{item.iri}> ")]
    thing = ox.NamedNode(item.iri)
    told = [f"{thing} <{_DCT}source> <{base}/contribute/{item.kind}> .\n"]
    if (name := _concept(kept)) is not None:
        for language, words in (("fr", _MET.fr), ("en", _MET.en)):
            said = ox.Literal(words.format(name=name.fr if language == "fr" else name.en), language=language)
            told.append(f"{thing} <{_DCT}description> {said} .\n")
    return Item(item.iri, item.kind, name.fr if name else item.title, (*kept, *told))


def _concept(lines: list[str]) -> Text | None:
    about = (line.split(" ", 2)[2].removesuffix(" .\n").strip("<>") for line in lines if f" {_SUBJECT} " in line)
    return next((name for iri in about if (name := concept_label(iri)) is not None), None)
