"""A network's directory of support actors and support points: `maillage template support-actors` writes the sheet."""

from graph_service.languages import Text
from loaders.sheets.load import sheet_source

SOURCE = sheet_source("support-actors", Text("Annuaire d’acteurs d’appui", "Directory of support actors"), "support")
