"""The time zone of a place: what a clock shows there when somebody writes 14:00."""

from datetime import datetime
from zoneinfo import ZoneInfo

from graph_service.vocabulary import SHARED

_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
PARIS = "Europe/Paris"


def zone_of(commune: str) -> str:
    """The zone of a commune, by its IRI; that of Paris for any other."""
    code = commune.removeprefix(SHARED + "id/commune/")
    return _OVERSEAS.get(code[:3], PARIS)


def at(day: str, clock: str, zone: str) -> str:
    """A day and a time on the clocks of a zone, with their offset: `2026-03-07T14:00:00+01:00`."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone)).isoformat()
