"""How the choices of a form are called, where the vocabularies do not say it."""

from functools import cache

from graph_service.engine.licences import LICENCES, licence_name
from graph_service.engine.model.values import named
from graph_service.engine.profile import properties, property_of
from graph_service.languages import Text
from graph_service.vocabulary import LICENCE_OUVERTE, SHARED, prefixes

_SCHEMA = prefixes()["schema"]
_OF_SCHEMA = {
    "Monday": Text("lundi", "Monday"),
    "Tuesday": Text("mardi", "Tuesday"),
    "Wednesday": Text("mercredi", "Wednesday"),
    "Thursday": Text("jeudi", "Thursday"),
    "Friday": Text("vendredi", "Friday"),
    "Saturday": Text("samedi", "Saturday"),
    "Sunday": Text("dimanche", "Sunday"),
    "OfflineEventAttendanceMode": Text("sur place", "on site"),
    "OnlineEventAttendanceMode": Text("en ligne", "online"),
    "MixedEventAttendanceMode": Text("sur place et en ligne", "on site and online"),
}


def choice_name(iri: str) -> Text:
    """The words of one choice."""
    own = _OF_SCHEMA.get(iri.removeprefix(_SCHEMA))
    if own is not None:
        return own
    return property_of(iri).name if iri in properties() else named(iri)


@cache
def licences() -> tuple[tuple[str, Text], ...]:
    """The licences that a form offers, ours first."""
    iris = dict.fromkeys((LICENCE_OUVERTE, *LICENCES.values()))
    return tuple((iri, Text(licence_name(iri), licence_name(iri))) for iri in iris)


def whole_name(prefixed: str) -> str:
    """`prefix:local` → IRI; `s:scheme/concept` is a concept of ours."""
    prefix, _, local = prefixed.partition(":")
    return SHARED + "scheme/" + local if prefix == "s" else prefixes()[prefix] + local
