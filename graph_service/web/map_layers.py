"""The layers of the map: what each shows, how it is narrowed, what must be listed for an absence to count."""

from dataclasses import dataclass

from graph_service.engine.search.request import REGISTER
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY

REGISTERED = (REGISTER, ONTOLOGY + "rna")
"""Narrows associations to those entered in the RNA."""


_NOTHING = Text("", "")


@dataclass(frozen=True)
class Layer:
    """One layer."""

    name: str
    title: Text
    unit: Text
    """What the numbers count."""
    one: Text
    """The same, for one."""
    facets: tuple[tuple[str, str], ...]
    """What the search finds for it."""
    listed: str
    """Class whose complete directory allows to count an absence."""
    narrows: str = ""
    """Facet by which it can be narrowed; empty: none."""
    question: str = ""
    """Question of the library whose rows it shows; empty: what the search finds is counted."""
    missing: bool = False
    """Whether it shows what is missing: more is worse."""
    about: Text = _NOTHING
    """One sentence that explains it."""

    def named(self, number: int) -> Text:
        """What it counts, in the number that is told."""
        return self.one if number == 1 else self.unit


def _kind(name: str) -> tuple[tuple[str, str], ...]:
    return (("kind", ONTOLOGY + name),)


LAYERS = {
    layer.name: layer
    for layer in (
        Layer(
            "support",
            Text("Acteurs d’appui", "Support actors"),
            Text("acteurs d’appui", "support actors"),
            Text("acteur d’appui", "support actor"),
            _kind("SupportActor"),
            ONTOLOGY + "SupportActor",
            "label",
        ),
        Layer(
            "resources",
            Text("Ressources à partager", "Pooled resources"),
            Text("ressources", "resources"),
            Text("ressource", "resource"),
            _kind("PooledThing"),
            ONTOLOGY + "PooledThing",
            "pooling",
        ),
        Layer(
            "needs",
            Text("Besoins", "Needs"),
            Text("besoins", "needs"),
            Text("besoin", "need"),
            _kind("Need"),
            ONTOLOGY + "Need",
            "pooling",
        ),
        Layer(
            "white-zones",
            Text("Zones blanches", "White zones"),
            Text("communes hors de tout périmètre", "communes outside every perimeter"),
            Text("commune hors de tout périmètre", "commune outside every perimeter"),
            _kind("Commune"),
            ONTOLOGY + "SupportActor",
            question="white-zones",
            missing=True,
            about=Text(
                "Zone blanche : une commune qu’aucun service d’appui ne couvre, là où un annuaire se dit complet.",
                "White zone: a commune that no support service covers, where a directory says it is complete.",
            ),
        ),
        Layer(
            "overlaps",
            Text("Recouvrements", "Overlaps"),
            Text("périmètres à plusieurs acteurs", "perimeters with several actors"),
            Text("périmètre à plusieurs acteurs", "perimeter with several actors"),
            (),
            ONTOLOGY + "SupportActor",
            question="overlapping-perimeters",
            about=Text(
                "Recouvrement : un périmètre où plusieurs acteurs rendent un service sur le même thème.",
                "Overlap: a perimeter where several actors give a service on the same theme.",
            ),
        ),
        Layer(
            "associations",
            Text("Associations inscrites au RNA", "Associations entered in the RNA"),
            Text("associations inscrites au RNA", "associations entered in the RNA"),
            Text("association inscrite au RNA", "association entered in the RNA"),
            (*_kind("Association"), REGISTERED),
            ONTOLOGY + "Association",
        ),
    )
}
"""Name in the address → layer, in the order of the page."""
