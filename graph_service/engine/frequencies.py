"""How often a dataset changes, and when a load of it is old: the EU's list of frequencies, as DCAT-AP asks."""

from dataclasses import dataclass
from datetime import datetime

from graph_service.languages import Text

_LIST = "http://publications.europa.eu/resource/authority/frequency/"


@dataclass(frozen=True, slots=True)
class Frequency:
    """One frequency of the list."""

    code: str
    name: Text
    days: int
    """Days after which a load is old: the rhythm, and some time for the publisher to be late."""

    @property
    def iri(self) -> str:
        """Its IRI in the EU's list."""
        return _LIST + self.code


DAILY = Frequency("DAILY", Text("tous les jours", "daily"), 2)
WEEKLY = Frequency("WEEKLY", Text("toutes les semaines", "weekly"), 7)
MONTHLY = Frequency("MONTHLY", Text("tous les mois", "monthly"), 45)
QUARTERLY = Frequency("QUARTERLY", Text("tous les trimestres", "quarterly"), 120)
ANNUAL = Frequency("ANNUAL", Text("tous les ans", "yearly"), 400)
_BY_IRI = {frequency.iri: frequency for frequency in (DAILY, WEEKLY, MONTHLY, QUARTERLY, ANNUAL)}


def frequency_of(iri: str) -> Frequency | None:
    """The frequency that an IRI names; None for one that is not known here."""
    return _BY_IRI.get(iri)


def age(frequency: Frequency | None, loaded: datetime, now: datetime) -> Text:
    """How old a load is, and whether a fresher one is to be had by the dataset's own rhythm."""
    days = (now - loaded).days
    old = frequency is not None and days > frequency.days
    return Text(f"{days} j{' · à recharger' if old else ''}", f"{days} d{' · load it again' if old else ''}")
