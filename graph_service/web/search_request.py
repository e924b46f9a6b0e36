"""A search as the address tells it: every value checked, short forms made whole."""

import re

from graph_service.engine.contours import LEVELS
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.request import FACETS, MONTH, Box, Circle, Search
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes
from graph_service.web.parameters import Parameters, absolute_iri, is_iri
from graph_service.web.territory_names import is_name, territory_named

SCHEMES = {
    "label": "label-brand",
    "circle": "producer-circle",
    "size": "commune-size",
    "family": "resource-family",
    "scale": "scale",
    "reach": "reach",
    "theme": "theme",
    "activity": "waldec",
    "pooling": "pooling-type",
    "terms": "pooling-terms",
    "accessibility": "accessibility",
    "skill": "skill",
}
"""Facets whose values are concepts, and the scheme of a short value."""

PARAMETERS = ("q", *FACETS, "near", "radius", "bbox", "demonstration", "page", "limit", "version", "lang", "content")
"""Everything that a search takes."""

MOST = 100
"""Things of one page."""

_LONGEST = 200
_MOST_VALUES = 50
_RADIUS, _FARTHEST = 20.0, 200.0
_DEFAULT_SIZE = 20
_LAST = 10_000
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,9})?)")
_NEAR = Text("« latitude,longitude », ou une commune : nom ou code", "“latitude,longitude”, or a commune: name or code")
_MONTH = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")
"""Of 1900 to 2199: a calendar has a month before and after."""
_CODE = re.compile(r"[0-9A-Za-z-]{1,20}")


def search_of(parameters: Parameters, index: SearchIndex) -> Search:
    """The search that the parameters ask for.

    Raises:
        InvalidParameter, BadRequest: a name or a value that is none; the sentence names it and what it accepts.
    """
    for name, _ in parameters.pairs:
        if name not in PARAMETERS:
            raise _unfit(name, Text(f"un paramètre parmi {', '.join(PARAMETERS)}", f"one of {', '.join(PARAMETERS)}"))
    if sum(name in FACETS for name, _ in parameters.pairs) > _MOST_VALUES:
        raise _unfit("filtres", Text(f"au plus {_MOST_VALUES} valeurs", f"at most {_MOST_VALUES} values"))
    size = min(parameters.whole("limit") or _DEFAULT_SIZE, MOST)
    page = parameters.whole("page") or 1
    if page * size > _LAST:
        raise _unfit("page", Text(f"une page des {_LAST} premiers résultats", f"a page of the first {_LAST} results"))
    return Search(
        words=_words(parameters.one("q") or ""),
        facets=tuple(whole_facet(name, value) for name, value in parameters.pairs if name in FACETS and value),
        near=around(parameters, index),
        box=_box(parameters.one("bbox") or ""),
        demonstration=flag(parameters.one("demonstration") or ""),
        version=parameters.whole("version"),
        page=page,
        size=size,
    )


def _words(text: str) -> str:
    if len(text) > _LONGEST:
        raise _unfit("q", Text(f"au plus {_LONGEST} signes", f"at most {_LONGEST} characters"))
    return text


def whole_facet(name: str, value: str) -> tuple[str, str]:
    """A facet's value as an IRI: « 35 », « commune/35360 », « accounting », « Equipment » or the whole IRI."""
    if name == "territory" and value.partition("/")[0] in LEVELS:
        level, _, code = value.partition("/")
        return name, _coded(level, code)
    if name == MONTH or (name in LEVELS and "://" not in value):
        return name, _month(value) if name == MONTH else _coded(name, value)
    if "://" in value:
        return name, absolute_iri(value, name)
    if name in SCHEMES and _CODE.fullmatch(value):
        return name, f"{SHARED}scheme/{SCHEMES[name]}/{value}"
    prefix, colon, local = value.partition(":")
    if name == "kind" and _CODE.fullmatch(local if colon else value) and (not colon or prefix in prefixes()):
        return name, (prefixes()[prefix] + local) if colon else ONTOLOGY + value
    if colon and is_iri(value):
        return name, value
    raise _unfit(name, Text("un code, un nom court ou une adresse (https://…)", "a code, a short name or an address"))


def _month(value: str) -> str:
    if not _MONTH.fullmatch(value):
        raise _unfit(MONTH, Text("un mois, par exemple 2026-11", "a month, such as 2026-11"))
    return value


def _coded(level: str, code: str) -> str:
    if not _CODE.fullmatch(code):
        raise _unfit(level, Text("un code, par exemple 35", "a code, such as 35"))
    return f"{SHARED}id/{level}/{code}"


def around(parameters: Parameters, index: SearchIndex) -> Circle | None:
    near = parameters.one("near") or ""
    radius = parameters.number("radius") or _RADIUS
    if radius > _FARTHEST:
        raise _unfit("radius", Text(f"au plus {_FARTHEST:g} km", f"at most {_FARTHEST:g} km"))
    if not near:
        return None
    if match := _POINT.fullmatch(near.strip()):
        lat, long = float(match[1]), float(match[2])
        if abs(lat) <= 90 and abs(long) <= 180:
            return Circle(lat, long, radius)
    point = index.point(commune_of(near.removeprefix("commune/"), index))
    if point is None:
        raise _unfit("near", _NEAR)
    return Circle(*point, radius)


def commune_of(written: str, index: SearchIndex) -> str:
    if is_name(written):
        return territory_named(index, "Commune", written, Text("Commune", "Commune"))
    if not _CODE.fullmatch(written):
        raise _unfit("near", _NEAR)
    iri = f"{SHARED}id/commune/{written}"
    known = index.known([iri]).get(iri) if len(written) == 5 else None
    # A postcode may be the code of a commune that is no more: whoever writes it means the postcode.
    if len(written) == 5 and (known is None or ONTOLOGY + "AbolishedCommune" in known.kinds):
        return _at_postcode(written, index) or iri
    return iri


def _at_postcode(written: str, index: SearchIndex) -> str:
    """The commune of a postcode; nothing if there is none.

    Raises:
        InvalidParameter: several communes have it.
    """
    hits = index.find(Search(written, (("kind", ONTOLOGY + "Commune"),), size=12)).hits
    if len(hits) > 1:
        told = ", ".join(f"{next(iter(hit.names.values()))} ({hit.iri.rpartition('/')[2]})" for hit in hits)
        raise InvalidParameter(
            Text(
                f"Le code postal {written} est celui de plusieurs communes : {told}. Donnez le nom ou le code entre "
                "parenthèses.",
                f"The postcode {written} is that of several communes: {told}. Give the name or the code in brackets.",
            )
        )
    return hits[0].iri if hits else ""


def _box(text: str) -> Box | None:
    if not text:
        return None
    parts = text.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        west = south = east = north = 999.0
    if not (abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90):
        raise _unfit("bbox", Text("ouest,sud,est,nord en degrés", "west,south,east,north in degrees"))
    return Box(west, south, east, north)


def flag(value: str) -> bool:
    if value not in ("", "true", "false"):
        raise _unfit("demonstration", Text("true ou false", "true or false"))
    return value == "true"


def _unfit(name: str, wanted: Text) -> InvalidParameter:
    return InvalidParameter(
        Text(f"« {name} » ne convient pas : donnez {wanted.fr}.", f"“{name}” is unfit: give {wanted.en}.")
    )
