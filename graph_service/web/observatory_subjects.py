"""What the observatory shows: its subjects, and in each the figures drawn from questions of the library."""
# ruff: noqa: E501 (a table of texts)

from dataclasses import dataclass
from typing import Literal

from graph_service.languages import Text

Drawing = Literal["bars", "columns", "map", "medians", "ages"]


NOTHING = Text("", "")


UNTOLD = frozenset({"offers", "needs", "resources"})
"""Columns whose zero no one declared: there is none among what is known, which is not none."""


@dataclass(frozen=True)
class Figure:
    """One chart or map, drawn from one question."""

    question: str
    drawing: Drawing
    title: Text
    label: str
    """Column of the names."""
    value: str
    """Column of what is drawn; rows of one name are added up."""
    beside: str = ""
    """Column that stands beside it, drawn darker in the same bar."""
    code: str = ""
    """Column of what the names belong to: an IRI, or a code of `scheme` or `level`."""
    scheme: str = ""
    level: str = ""
    note: Text = NOTHING
    unit: Text = NOTHING
    local: bool = False
    """Whether it is asked of a territory, never of the whole country."""
    register: bool = False
    """Whether it counts what is in the RNA."""

    @property
    def anchor(self) -> str:
        """Its place on its page."""
        return f"{self.question}-{self.value}"


@dataclass(frozen=True)
class Subject:
    """One page."""

    name: str
    short: Text
    """Among the names of the others."""
    title: Text
    lead: Text
    figures: tuple[Figure, ...]


_LIFE = Text(
    "Le trait sombre : celles qui ont donné un signe de vie depuis cinq ans (une déclaration, ou une situation ouverte au SIRENE).",
    "The dark part: those that gave a sign of life within five years (a declaration, or a period opened in SIRENE).",
)
_VOICES = Text("Le trait sombre : les voix reçues.", "The dark part: the votes received.")

ASSOCIATIONS = Subject(
    "associations",
    Text("Associations", "Associations"),
    Text("Les associations inscrites au RNA", "Associations entered in the RNA"),
    Text(
        "Être inscrite au Répertoire national des associations ne prouve pas une activité : chaque compte est montré à côté d’un signe de vie depuis cinq ans.",
        "To be entered in the national register of associations is no proof of activity: each count stands beside a sign of life within five years.",
    ),
    (
        Figure(
            "associations-by-departement", "map", Text("Associations inscrites au RNA pour 1 000 habitants, par département", "Associations entered in the RNA per 1,000 inhabitants, by département"),
            "departement", "perThousand", code="code", level="departement", register=True,
        ),
        Figure(
            "associations-by-epci", "map", Text("Associations inscrites au RNA pour 1 000 habitants, par intercommunalité", "Associations entered in the RNA per 1,000 inhabitants, by inter-communal body"),
            "epci", "perThousand", code="code", level="epci", register=True,
        ),
        Figure(
            "associations-by-epci", "bars", Text("Associations inscrites au RNA, par intercommunalité", "Associations entered in the RNA, by inter-communal body"),
            "epci", "associations", "signsOfLife", code="code", level="epci", note=_LIFE, register=True,
        ),
        Figure(
            "associations-by-year", "columns", Text("Associations inscrites au RNA, par année de création", "Associations entered in the RNA, by year of creation"),
            "year", "associations", "signsOfLife", register=True,
            note=Text("Les associations dissoutes ont quitté le registre : les années anciennes en comptent moins qu’il n’en fut créé.", "Dissolved associations have left the register: early years count fewer than were created."),
        ),
        Figure(
            "associations-by-family", "bars", Text("Associations inscrites au RNA, par famille d’activité (WALDEC)", "Associations entered in the RNA, by family of activity (WALDEC)"),
            "family", "associations", "signsOfLife", code="code", scheme="waldec", note=_LIFE, register=True,
        ),
        Figure(
            "associations-by-theme", "bars", Text("Associations inscrites au RNA, par thème d’activité (WALDEC)", "Associations entered in the RNA, by theme of activity (WALDEC)"),
            "theme", "associations", "signsOfLife", code="code", scheme="waldec", register=True,
            note=Text("Le thème est l’objet social déclaré ; les thèmes de l’appui sont un autre vocabulaire, que le registre ne connaît pas.", "The theme is the declared purpose; themes of support are another vocabulary, unknown to the register."),
        ),
    ),
)  # fmt: skip

COVERAGE = Subject(
    "coverage",
    Text("Couverture", "Coverage"),
    Text("La couverture par l’appui", "Coverage by support"),
    Text(
        "Une absence n’est comptée que là où un annuaire des acteurs d’appui se dit complet. Ailleurs : non renseigné, jamais zéro.",
        "An absence is only counted where a directory of support actors says it is complete. Elsewhere: not known, never zero.",
    ),
    (
        Figure(
            "support-coverage", "map", Text("Part des communes qui ont un point d’appui, par département", "Share of communes that have a support point, by département"),
            "label", "percent", code="departement", level="departement", unit=Text(" %", "%"),
            note=Text("Parmi les communes où un annuaire se dit complet ; le tableau dit combien elles sont.", "Among the communes where a directory says it is complete; the table tells how many they are."),
        ),
        Figure(
            "support-given", "bars", Text("Appuis donnés l’année précédente, par thème", "Support given in the previous year, by theme"), "label", "given", code="theme", local=True,
            note=Text("La somme des effectifs publiés ; les cases de moins de trois répondants sont masquées et ne comptent pas.", "The sum of published counts; cells under three respondents are hidden and do not count."),
        ),
    ),
)  # fmt: skip

POOLING = Subject(
    "pooling",
    Text("Offres et besoins", "Offers and needs"),
    Text("Offres, besoins, mutualisation", "Offers, needs, pooling"),
    Text(
        "Ce que des réseaux ont dit proposer et chercher. Un type que personne n’a cité n’y est pas : nul ne déclare tout ce qui manque.",
        "What networks told they offer and look for. A type that nobody named is not there: no one declares all that is missing.",
    ),
    (
        Figure("offers-and-needs", "bars", Text("Besoins ouverts, par type", "Open needs, by type"), "label", "needs", code="type"),
        Figure("offers-and-needs", "bars", Text("Offres ouvertes, par type", "Open offers, by type"), "label", "offers", code="type"),
        Figure("needs-ranking", "bars", Text("Besoins cités, par type", "Needs mentioned, by type"), "label", "mentions", code="type"),
        Figure("who-pools-what", "bars", Text("Pratiques de mutualisation, par le nombre de participants", "Pooling practices, by the number of participants"), "label", "participants", code="practice"),
    ),
)  # fmt: skip

OBSTACLES = Subject(
    "obstacles",
    Text("Freins et leviers", "Obstacles and enablers"),
    Text("Freins et leviers", "Obstacles and enablers"),
    Text(
        "Ce que des associations ont dit les freiner et les encourager, dans des enquêtes et des ateliers : des mentions, pas une mesure.",
        "What associations said hinders and encourages them, in surveys and workshops: mentions, not a measure.",
    ),
    (
        Figure("obstacles-ranking", "bars", Text("Freins cités", "Obstacles mentioned"), "label", "mentions", code="obstacle",
               note=Text("Là où une date et un territoire sont connus ; le tableau les donne un à un.", "Where a date and a territory are known; the table gives them one by one.")),
        Figure("enablers-ranking", "bars", Text("Leviers cités", "Enablers mentioned"), "label", "mentions", code="enabler"),
    ),
)  # fmt: skip

NETWORK = Subject(
    "network",
    Text("Réseau", "Network"),
    Text("La vie du réseau", "The life of the network"),
    Text(
        "Contributions, ressources, délais de réponse, fraîcheur des sources.",
        "Contributions, resources, time to an answer, freshness of sources.",
    ),
    (
        Figure("contributions-by-nature", "bars", Text("Contributions, par nature", "Contributions, by nature"), "nature", "contributions", scheme="contribution-nature"),
        Figure("resources-by-circle", "bars", Text("Ressources, par cercle de producteurs", "Resources, by circle of producers"), "label", "resources", code="circle"),
        Figure(
            "answer-delays", "medians", Text("Délai médian d’une réponse, en jours", "Median time to an answer, in days"), "kind", "daysWaiting",
            note=Text("La médiane est calculée par cette page, sur les lignes du tableau ; ce qui attend encore n’y est pas.", "The median is worked out by this page, from the rows of the table; what still waits is not there."),
            unit=Text(" j", " d"),
        ),
        Figure("graphs", "ages", Text("Âge des sources, en jours depuis leur dernier chargement", "Age of the sources, in days since their last load"), "title", "modified", unit=Text(" j", " d")),
    ),
)  # fmt: skip

SUBJECTS = {subject.name: subject for subject in (ASSOCIATIONS, COVERAGE, POOLING, OBSTACLES, NETWORK)}
"""Name of a page → its subject."""
