"""The project's own ontology and vocabularies (WALDEC among them), to be queried beside the data they describe."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from graph_service.languages import Text
from graph_service.vocabulary import model_folder
from loaders.source import LICENCE_OUVERTE, Loading, Part, Source


def modules() -> tuple[Path, ...]:
    """The Turtle files of the ontology, its vocabularies and alignments, without examples and the list of prefixes."""
    found = sorted((model_folder() / "ontology").rglob("*.ttl"))
    return tuple(path for path in found if path.name != "prefixes.ttl" and path.parent.name != "examples")


def lines(_loading: Loading) -> Iterator[str]:
    """Every statement of every module."""
    for path in modules():
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            yield f"{quad} .\n"


SOURCE = Source(
    name="ontology",
    title=Text("Ontologie et vocabulaires Maillage", "Maillage ontology and vocabularies"),
    licence=LICENCE_OUVERTE,
    publisher="Maillage",
    homepage="https://w3id.org/maillage/def",
    frequency=Text("à chaque version du programme", "with each version of the program"),
    parts=lambda _paths, _loading: [Part("ontology", modules(), lines)],
    needs_paths=False,
    usage=Text("aucun fichier à donner", "no file to give"),
)
