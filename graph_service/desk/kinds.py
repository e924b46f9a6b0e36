"""What people may contribute: classes, and the kind in the IRI of their things."""

from collections.abc import Iterable

from graph_service.vocabulary import ONTOLOGY, prefixes

_OA = "http://www.w3.org/ns/oa#"
_ORG, _SCHEMA = prefixes()["org"], prefixes()["schema"]

KINDS: dict[str, str] = {
    _OA + "Annotation": "annotation",
    ONTOLOGY + "Correction": "annotation",
    ONTOLOGY + "Equipment": "equipment",
    ONTOLOGY + "Premises": "premises",
    ONTOLOGY + "HeldSkill": "skill",
    ONTOLOGY + "SharedJob": "shared-job",
    ONTOLOGY + "SharedVolunteering": "shared-volunteering",
    ONTOLOGY + "VolunteerPool": "volunteer-pool",
    ONTOLOGY + "PooledService": "pooled-service",
    ONTOLOGY + "PoolingPractice": "practice",
    ONTOLOGY + "Offer": "offer",
    ONTOLOGY + "Need": "need",
    ONTOLOGY + "Training": "event",
    _SCHEMA + "Event": "event",
    ONTOLOGY + "Call": "call",
    ONTOLOGY + "JointProject": "project",
    _SCHEMA + "Service": "service",
    ONTOLOGY + "Resource": "resource",
    ONTOLOGY + "Tool": "tool",
    ONTOLOGY + "ObstacleMention": "obstacle",
    ONTOLOGY + "EnablerMention": "enabler",
    ONTOLOGY + "NeedMention": "need-mention",
    ONTOLOGY + "Problem": "problem",
    ONTOLOGY + "Answer": "answer",
    ONTOLOGY + "Body": "body",
    ONTOLOGY + "Meeting": "meeting",
    ONTOLOGY + "Charter": "charter",
    ONTOLOGY + "CharterCommitment": "commitment",
    _ORG + "Organization": "organisation",
    ONTOLOGY + "Association": "organisation",
    ONTOLOGY + "SupportActor": "organisation",
}
"""Class → kind; the first that a thing has names it."""

ANONYMOUS = frozenset({"obstacle", "enabler", "need-mention"})
"""Kinds published without who told them: what was met, where and when."""

POOLED = frozenset(
    {"equipment", "premises", "skill", "shared-job", "shared-volunteering", "volunteer-pool", "pooled-service"}
)
"""Kinds of pooled things: they can be asked for a slot."""

BOOKABLE = POOLED | {"offer", "need", "call"}
"""Kinds that can be asked for."""

_POOLED_THING = ONTOLOGY + "PooledThing"


def kind_of(classes: Iterable[str]) -> str | None:
    """The kind of a thing with these classes; None if none of them is contributed."""
    given = frozenset(classes)
    return next((kind for name, kind in KINDS.items() if name in given), None)


def is_pooled(classes: Iterable[str]) -> bool:
    """Whether a thing with these classes is a pooled one, whatever it was loaded from."""
    given = frozenset(classes)
    return _POOLED_THING in given or any(KINDS.get(name) in POOLED for name in given)


def is_bookable(classes: Iterable[str]) -> bool:
    """Whether a thing with these classes can be asked for."""
    given = frozenset(classes)
    return is_pooled(given) or any(KINDS.get(name) in BOOKABLE for name in given)
