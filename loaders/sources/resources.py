"""Equipment, premises, skills and documents that a network shares: `maillage template resources` writes the sheets."""

from graph_service.languages import Text
from loaders.sheets.load import sheet_source

SOURCE = sheet_source("resources", Text("Ressources partagées", "Shared resources"), "pooling")
