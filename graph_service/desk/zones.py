"""What people write and read of a clock somewhere in France, as moments and back, with the zone in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from graph_service.engine.zones import PARIS
from graph_service.errors import UnfitRequest
from graph_service.languages import Text

NAMES: dict[str, Text] = {
    PARIS: Text("heure de Paris", "Paris time"),
    "America/Guadeloupe": Text("heure de la Guadeloupe", "Guadeloupe time"),
    "America/Martinique": Text("heure de la Martinique", "Martinique time"),
    "America/Cayenne": Text("heure de la Guyane", "French Guiana time"),
    "Indian/Reunion": Text("heure de La Réunion", "Réunion time"),
    "America/Miquelon": Text("heure de Saint-Pierre-et-Miquelon", "Saint-Pierre-et-Miquelon time"),
    "Indian/Mayotte": Text("heure de Mayotte", "Mayotte time"),
    "America/St_Barthelemy": Text("heure de Saint-Barthélemy", "Saint-Barthélemy time"),
    "America/Marigot": Text("heure de Saint-Martin", "Saint-Martin time"),
    "Pacific/Wallis": Text("heure de Wallis-et-Futuna", "Wallis and Futuna time"),
    "Pacific/Tahiti": Text("heure de Tahiti", "Tahiti time"),
    "Pacific/Noumea": Text("heure de Nouméa", "Nouméa time"),
}


def zone_name(zone: str) -> Text:
    """How people call a time zone."""
    return NAMES.get(zone, Text(zone, zone))


def moment(written: str, zone: str) -> datetime:
    """A local time as a form writes it (`2026-12-05T14:00`), in UTC; one that comes twice in autumn is the first.

    Raises:
        UnfitRequest: no date and time, one with an offset, or one that the clock skips in spring.
    """
    try:
        local = datetime.fromisoformat(written.strip())
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None or "T" not in written.strip().replace(" ", "T"):
        raise UnfitRequest(
            Text(
                f"« {written[:40]} » n’est pas un jour et une heure : écrivez 2026-12-05T14:00, à l’heure du lieu.",
                f"“{written[:40]}” is no day and time: write 2026-12-05T14:00, as clocks say there.",
            )
        )
    # RFC 5545, 3.3.5: a local time that occurs twice is the first of the two (fold=0).
    return _existing(local.replace(tzinfo=ZoneInfo(zone), fold=0, microsecond=0))


def _existing(local: datetime) -> datetime:
    try:
        there = local.astimezone(UTC)
        back = there.astimezone(local.tzinfo)
    except OverflowError:
        raise UnfitRequest(Text("Cette date est hors du calendrier.", "That date is out of the calendar.")) from None
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise UnfitRequest(
            Text(
                f"Ce jour-là les horloges avancent : {local:%H:%M} n’existe pas. Prenez {back:%H:%M}.",
                f"Clocks go forward that day: {local:%H:%M} does not exist. Take {back:%H:%M}.",
            )
        )
    return there


def local(value: datetime, zone: str) -> datetime:
    """A moment as clocks say it there."""
    return value.astimezone(ZoneInfo(zone))


MONTHS = tuple(get_month_names("wide", locale="fr").values())
MONTHS_EN = tuple(get_month_names("wide", locale="en").values())


def span(begins: datetime, ends: datetime, zone: str) -> Text:
    """An interval as people say it there, its zone named."""
    first, last = local(begins, zone), local(ends, zone)
    name = zone_name(zone)
    return Text(
        f"du {_day(first, MONTHS)} à {first:%H:%M} au {_day(last, MONTHS)} à {last:%H:%M} ({name.fr})",
        f"from {_day(first, MONTHS_EN)} at {first:%H:%M} to {_day(last, MONTHS_EN)} at {last:%H:%M} ({name.en})",
    )


def _day(value: datetime, months: tuple[str, ...]) -> str:
    return f"{value.day} {months[value.month - 1]} {value.year}"
