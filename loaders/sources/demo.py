"""A network to try the service with: facts of five real documents, and fictitious things apart in their own graph."""

from collections.abc import Iterator

from graph_service.languages import Text
from loaders import demonstration
from loaders.sample.actors import organisations, territories
from loaders.sample.mentions import cube, mentions
from loaders.sample.services import services
from loaders.sample.sharing import pooled
from loaders.sample.tables import FILES, documents
from loaders.source import LICENCE_OUVERTE, Loading, Part, Source


def lines(loading: Loading) -> Iterator[str]:
    """The sample network's statements."""
    for table in (documents, territories, organisations, pooled, mentions, cube, services):
        yield from table(loading)


SOURCE = Source(
    name="demo",
    title=Text("Réseau d’exemple", "Sample network"),
    licence=LICENCE_OUVERTE,
    publisher="Maillage",
    homepage="https://w3id.org/maillage/def",
    frequency=Text("à chaque version du programme", "with each version of the program"),
    parts=lambda _paths, _loading: [
        Part("sample-network", FILES, lines),
        Part("demonstration", (demonstration.FILE,), demonstration.lines),
    ],
    needs_paths=False,
    usage=Text("aucun fichier ; « maillage withdraw demo » le retire", "no file; “maillage withdraw demo” removes it"),
    slugs=("sample-network", "demonstration"),
)
