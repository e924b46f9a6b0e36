"""What templates say in the reader's language: moments, ages, counts, functions, roles."""

from datetime import date, datetime

from graph_service.desk.accounts import ROLE_NAMES
from graph_service.desk.dates import told_age, told_day, told_moment
from graph_service.engine.model.schemes import concept_label
from graph_service.languages import Language
from graph_service.vocabulary import SHARED


def moment(value: datetime | str, language: Language) -> str:
    """A moment, on the clocks of Paris; a text is one as RDF writes it, told as it is if it cannot be read."""
    try:
        return told_moment(datetime.fromisoformat(value) if isinstance(value, str) else value).to(language)
    except (ValueError, OverflowError):
        return str(value)


def day(value: date | str, language: Language) -> str:
    """A day; a text that is none is told as it is."""
    try:
        return told_day(date.fromisoformat(value[:10]) if isinstance(value, str) else value).to(language)
    except ValueError:
        return str(value)


def ago(value: datetime, language: Language) -> str:
    """How many days ago: today, yesterday, three days ago."""
    return told_age(value).to(language)


def days(number: int, language: Language) -> str:
    """A number of days."""
    return f"{number} {('jour' if language == 'fr' else 'day')}{'s' if number > 1 else ''}"


def concept(name: str, language: Language, scheme: str = "role") -> str:
    """A concept of one of the schemes by its short name; the name itself if it is none."""
    found = concept_label(f"{SHARED}scheme/{scheme}/{name}")
    return found.to(language) if found else name


def role(name: str, language: Language) -> str:
    """A role of the desk."""
    return ROLE_NAMES[name].to(language) if name in ROLE_NAMES else name


FILTERS = {"moment": moment, "day": day, "ago": ago, "days": days, "concept": concept, "role": role}
