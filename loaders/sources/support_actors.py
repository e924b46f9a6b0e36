"""A network's directory of support actors and support points: `maillage template support-actors` writes the sheet."""

from functools import partial
from pathlib import Path

from graph_service.engine.formats.sheets.catalogue import TEMPLATES
from graph_service.languages import Text
from loaders.sheets.load import lines
from loaders.source import LICENCE_OUVERTE, Loading, Part, Source


def parts(paths: tuple[Path, ...], _loading: Loading) -> list[Part]:
    """One graph for all the files given."""
    size = sum(path.stat().st_size for path in paths)
    return [Part("support-actors", paths, partial(lines, paths, TEMPLATES["support-actors"]), size)]


SOURCE = Source(
    name="support-actors",
    title=Text("Annuaire d’acteurs d’appui", "Directory of support actors"),
    licence=LICENCE_OUVERTE,
    publisher="le réseau qui charge le fichier",
    homepage="https://w3id.org/maillage/def/support",
    frequency=Text("à chaque mise à jour du réseau", "with each update of the network"),
    parts=parts,
    usage=Text(
        "fichiers csv ou xlsx (maillage template support-actors)",
        "csv or xlsx files (maillage template support-actors)",
    ),
    validates=True,
)
