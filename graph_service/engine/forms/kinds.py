"""What people may contribute, in their words: a table. The shapes say the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from graph_service.engine.forms.names import whole_name
from graph_service.languages import Text

TODAY = "today"
"""A fixed value that is the day of the contribution."""
_NAME = Text("Nom", "Name")
_UNKNOWN = ("accessibility", "s:accessibility/unknown")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the page where a kind is chosen."""

    name: str
    title: Text


GIVE = Section("give", Text("Je mets à disposition", "I make available"))
SEEK = Section("seek", Text("Je cherche", "I am looking for"))
ANNOUNCE = Section("announce", Text("J’annonce", "I announce"))
REPORT = Section("report", Text("Je signale", "I report"))
RUN = Section("run", Text("Je fais vivre le réseau", "I keep the network going"))
SECTIONS = (GIVE, SEEK, ANNOUNCE, REPORT, RUN)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of contribution."""

    key: str
    """In its address: `/contribute/<key>`."""
    section: Section
    title: Text
    path: str
    """Segment of the IRI of its things: `/id/<path>/…`."""
    classes: tuple[str, ...]
    """Prefixed names of the classes of the thing; the first ones' shapes draw the fields."""
    first: tuple[str, ...]
    """Fields seen at once, six at most: the others open under « Préciser »."""
    what: Text = _NAME
    """How its name is asked for."""
    fixed: tuple[tuple[str, str], ...] = ()
    """Prefixed property and value that every thing of this form has: a term, or `TODAY`."""
    defaults: tuple[tuple[str, str], ...] = ()
    """Field and term that it says when it is left empty."""
    hidden: tuple[str, ...] = ()
    """Fields that the shapes ask for and this form does not show."""
    only: tuple[str, ...] = ()
    """Where the shapes ask for much more: the fields to show."""
    photo: bool = False
    """Whether a photo may go with it."""


_POOLED = ("lat", "long")
_OPEN = ("adms:status", "s:exchange-state/open")

KINDS = (
    Kind(
        "equipment", GIVE, Text("Du matériel", "Equipment"), "equipment", ("maillage:Equipment",),
        ("label", "terms", "commune", "photo", "openingSchedule", "owner"),
        Text("Quel matériel ?", "What equipment?"), hidden=_POOLED, photo=True,
    ),
    Kind(
        "premises", GIVE, Text("Une salle, un local", "A room, premises"), "premises", ("maillage:Premises",),
        ("label", "terms", "commune", "photo", "openingSchedule", "owner"),
        Text("Quelle salle, quel local ?", "Which room or premises?"), defaults=(_UNKNOWN,), hidden=_POOLED, photo=True,
    ),
    Kind(
        "skill", GIVE, Text("Une compétence", "A skill"), "skill", ("maillage:HeldSkill",),
        ("label", "skill", "terms", "commune", "openingSchedule", "owner"),
        Text("Que savez-vous faire pour d’autres ?", "What can you do for others?"), hidden=_POOLED,
    ),
    Kind(
        "shared-job", GIVE, Text("Un emploi à partager", "A job to share"), "shared-job", ("maillage:SharedJob",),
        ("label", "skill", "share", "terms", "commune", "owner"),
        Text("Quel emploi ?", "Which job?"), hidden=_POOLED,
    ),
    Kind(
        "service", GIVE, Text("Un service d’appui aux associations", "A support service for associations"), "service",
        ("schema:Service",), ("label", "subject", "areaServed", "availableChannel", "provider", "url"),
        Text("Quel service ?", "Which service?"),
    ),
    Kind(
        "resource", GIVE, Text("Un guide, un outil, une étude", "A guide, a tool, a study"), "resource",
        ("maillage:Resource",), ("label", "type", "family", "scale", "creator", "license"),
        Text("Titre", "Title"),
        hidden=("reach", "wasDerivedFrom"),
    ),
    Kind(
        "offer", GIVE, Text("Autre chose", "Something else"), "offer", ("maillage:Offer",),
        ("label", "poolingType", "terms", "eligibleLocation", "period", "provider"),
        Text("Qu’est-ce que vous mettez à disposition ?", "What do you make available?"), fixed=(_OPEN,), photo=True,
    ),
    Kind(
        "volunteers", SEEK, Text("Des bénévoles", "Volunteers"), "need", ("maillage:Need",),
        ("label", "skill", "commune", "period", "receiver"), Text("Des bénévoles pour quoi ?", "Volunteers for what?"),
        fixed=(_OPEN, ("maillage:poolingType", "s:pooling-type/volunteers")), hidden=("poolingType",),
    ),
    Kind(
        "replacement", SEEK, Text("Un remplacement, un emploi à temps partagé", "A replacement, a shared job"), "need",
        ("maillage:Need",), ("label", "skill", "commune", "period", "receiver"),
        Text("Pour quel poste ?", "For which post?"),
        fixed=(_OPEN, ("maillage:poolingType", "s:pooling-type/shared-job")), hidden=("poolingType",),
    ),
    Kind(
        "need", SEEK, Text("Une salle, du matériel, autre chose", "A room, equipment, something else"), "need",
        ("maillage:Need",), ("label", "poolingType", "commune", "period", "receiver"),
        Text("Que cherchez-vous ?", "What are you looking for?"), fixed=(_OPEN,),
    ),
    Kind(
        "event", ANNOUNCE, Text("Un événement", "An event"), "event", ("schema:Event",),
        ("label", "type", "startDate", "endDate", "commune", "organizer"), Text("Quel événement ?", "Which event?"),
        fixed=(("schema:eventStatus", "schema:EventScheduled"),), defaults=(_UNKNOWN,), photo=True,
    ),
    Kind(
        "training", ANNOUNCE, Text("Une formation", "A training course"), "event",
        ("maillage:Training", "schema:Event"), ("label", "skill", "startDate", "endDate", "commune", "organizer"),
        Text("Quelle formation ?", "Which course?"), defaults=(_UNKNOWN, ("type", "s:event-type/training")),
        fixed=(("schema:eventStatus", "schema:EventScheduled"),), photo=True,
    ),
    Kind(
        "call", ANNOUNCE, Text("Un appel à projets", "A call for projects"), "call", ("maillage:Call",),
        ("label", "funder", "deadline", "spatial", "url", "favoursPooling"), Text("Quel appel ?", "Which call?"),
    ),
    Kind(
        "obstacle", REPORT, Text("Un frein à la mutualisation", "An obstacle to pooling"), "obstacle",
        ("maillage:ObstacleMention",), ("subject", "spatial", "observedOn"),
        only=("subject", "spatial", "observedOn"),
    ),
    Kind(
        "problem", REPORT, Text("Un problème à remonter", "A problem to raise"), "problem", ("maillage:Problem",),
        ("label", "description", "level", "spatial", "raisedBy"), Text("Quel problème ?", "Which problem?"),
        fixed=(("dct:created", TODAY), ("adms:status", "s:problem-state/open")), hidden=("answer",),
    ),
    Kind(
        "correction", REPORT, Text("Une erreur dans la fiche d’une association", "An error in an association’s record"),
        "annotation", ("maillage:Correction", "oa:Annotation"),
        ("hasTarget", "correctedProperty", "readValue", "proposedValue", "source"),
        fixed=(("dct:created", TODAY), ("oa:motivatedBy", "oa:editing")),
    ),
    Kind(
        "tool", REPORT, Text("Un outil qui existe, et qui s’en sert", "An existing tool, and who uses it"), "tool",
        ("maillage:Tool",), ("label", "url", "usedBy", "description"), Text("Quel outil ?", "Which tool?"),
    ),
    Kind(
        "organisation", RUN, Text("Une association, un acteur d’appui", "An association, a support actor"),
        "organisation", ("org:Organization",), ("label", "classification", "commune", "rna", "siren", "homepage"),
        Text("Quel est son nom ?", "What is it called?"),
        only=("label", "description", "classification", "commune", "rna", "siren", "spatial", "homepage", "email",
              "telephone", "memberOf"),
    ),
    Kind(
        "body", RUN, Text("Un comité, un groupe de travail", "A committee, a working group"), "body",
        ("maillage:Body", "org:Organization"), ("label", "type", "level", "spatial", "rhythm", "unitOf"),
        Text("Quel est son nom ?", "What is it called?"),
        only=("label", "description", "type", "level", "spatial", "rhythm", "unitOf", "homepage"),
    ),
    Kind(
        "meeting", RUN, Text("Une réunion tenue", "A meeting held"), "meeting", ("maillage:Meeting",),
        ("label", "meetingOf", "date", "description", "url"), Text("Quelle réunion ?", "Which meeting?"),
    ),
    Kind(
        "commitment", RUN, Text("Un engagement de la charte", "A commitment of the charter"), "commitment",
        ("maillage:CharterCommitment",),
        ("label", "subject", "committedParty", "status", "followedUpOn", "description"),
        Text("Quel engagement ?", "Which commitment?"),
    ),
)  # fmt: skip


@cache
def kinds() -> dict[str, Kind]:
    """Key → kind, in the order of the table."""
    return {kind.key: kind for kind in KINDS}


def kind_of_classes(path: str, classes: Iterable[str]) -> Kind | None:
    """The kind whose form edits a thing under `/id/<path>/` with these classes (IRIs).

    Of several, the one that knows the most of its classes and fixes the least of its values.
    """
    given = set(classes)
    found = [k for k in KINDS if k.path == path and given >= {whole_name(name) for name in k.classes}]
    return max(found, key=lambda kind: (len(kind.classes), -len(kind.fixed)), default=None)
