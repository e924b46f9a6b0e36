"""Equipment, premises, skills and documents that a network shares: `maillage template resources` writes the sheets."""

from functools import partial
from pathlib import Path

from graph_service.engine.formats.sheets.catalogue import TEMPLATES
from graph_service.languages import Text
from loaders.sheets.load import lines
from loaders.source import LICENCE_OUVERTE, Loading, Part, Source


def parts(paths: tuple[Path, ...], _loading: Loading) -> list[Part]:
    """One graph for all the files given."""
    size = sum(path.stat().st_size for path in paths)
    return [Part("resources", paths, partial(lines, paths, TEMPLATES["resources"]), size)]


SOURCE = Source(
    name="resources",
    title=Text("Ressources partagées", "Shared resources"),
    licence=LICENCE_OUVERTE,
    publisher="le réseau qui charge le fichier",
    homepage="https://w3id.org/maillage/def/pooling",
    frequency=Text("à chaque mise à jour du réseau", "with each update of the network"),
    parts=parts,
    usage=Text("fichiers csv ou xlsx (maillage template resources)", "csv or xlsx files (maillage template resources)"),
    validates=True,
)
