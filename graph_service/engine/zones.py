"""The time zone of a French territory: what a clock shows there when somebody writes 14:00."""

import re
from collections.abc import Iterable

from graph_service.vocabulary import SHARED

PARIS = "Europe/Paris"
_BY_CODE = {
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
_BY_REGION = {
    "01": "America/Guadeloupe",
    "02": "America/Martinique",
    "03": "America/Cayenne",
    "04": "Indian/Reunion",
    "06": "Indian/Mayotte",
}
_OVERSEAS = re.compile(re.escape(SHARED) + r"id/(?!region|epci)[a-z-]+/(9[78]\d)[0-9]{0,2}\Z")
_REGION = re.compile(re.escape(SHARED) + r"id/region/(0\d)\Z")


def zone_of(places: Iterable[str]) -> str:
    """The time zone of the first territory that is overseas by its official code; that of Paris otherwise."""
    for place in places:
        if match := _OVERSEAS.match(place):
            return _BY_CODE.get(match[1], PARIS)
        if (match := _REGION.match(place)) and match[1] in _BY_REGION:
            return _BY_REGION[match[1]]
    return PARIS
