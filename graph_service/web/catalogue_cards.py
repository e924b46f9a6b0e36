"""The things of the catalogue as cards: what a borrower looks at first."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from graph_service.desk.kinds import is_bookable
from graph_service.engine.model.schemes import concept_label, words_of
from graph_service.engine.search.answer import Found
from graph_service.languages import Language, Text
from graph_service.vocabulary import ONTOLOGY, SHARED
from graph_service.web.question_rows import Row, rows_about
from graph_service.web.search_answer import Wording
from graph_service.web.service import service

_PHOTO = re.compile(r"/photos/[0-9a-f]{16,128}\.jpg")
_UNKNOWN_ACCESS = Text("accessibilité inconnue", "accessibility unknown")
_PICTURES = {
    "Equipment": "equipment", "Premises": "premises", "HeldSkill": "skill", "SharedJob": "job",
    "VolunteerPool": "people", "SharedVolunteering": "people", "PooledService": "service", "Resource": "document",
}  # fmt: skip
"""Class → the drawing that stands for a photo."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing."""

    title: str
    address: str
    kinds: str
    photo: str
    """Path of its photo; empty: a drawing of its kind stands for it."""
    drawing: str
    place: str
    kilometres: float | None
    owner: str
    terms: str
    accessibility: str
    more: str
    """Price, capacity, reach, state…"""
    summary: str
    ask: str
    """Where it is asked for; empty: it is not."""
    fictitious: bool
    issued: str


def cards(found: Found, wording: Wording, language: Language) -> list[Card]:
    """The cards of what was found, in that order."""
    told = {row["thing"]: row for row in rows_about("catalogue-cards", [hit.iri for hit in found.hits], found.version)}
    return [_card(wording.hit(hit), hit.kinds, told.get(hit.iri, {}), language) for hit in found.hits]


def _card(hit: dict[str, object], classes: tuple[str, ...], row: Row, language: Language) -> Card:
    iri = str(hit["iri"])
    kinds = hit["kinds"]
    assert isinstance(kinds, list)  # noqa: S101 - as `Wording.hit` makes it
    lang = "" if language == "fr" else "&lang=en"
    kilometres = hit.get("kilometres")
    return Card(
        title=str(hit["label"]),
        address=str(hit.get("address", "")),
        kinds=" · ".join(str(kind["label"]) for kind in kinds),
        photo=_photo(row.get("photo", "")),
        drawing=next((name for kind, name in _PICTURES.items() if ONTOLOGY + kind in classes), "document"),
        place=row.get("communeLabel", ""),
        kilometres=kilometres if isinstance(kilometres, float) else None,
        owner=row.get("ownerLabel", "").replace(" | ", ", "),
        terms=words_of(row.get("termsLabel", ""), language),
        accessibility=_accessibility(row, classes, language),
        more=_more(row, language),
        summary=str(hit.get("summary", "")),
        ask=f"/ask?thing={quote(iri, safe='')}{lang}" if is_bookable(classes) else "",
        fictitious=bool(hit.get("fictitious")),
        issued=row.get("issued", ""),
    )


def _accessibility(row: Row, classes: tuple[str, ...], language: Language) -> str:
    """Always told of premises; unknown is said, and is not “no”."""
    told, unknown = row.get("accessibilityLabel", ""), concept_label(f"{SHARED}scheme/accessibility/unknown")
    if (not told or (unknown and told == unknown.fr)) and ONTOLOGY + "Premises" in classes:
        return _UNKNOWN_ACCESS.to(language)
    return words_of(told, language)


def _more(row: Row, language: Language) -> str:
    places, euros = Text("places", "places").to(language), "€"
    told = [
        f"{row['price']} {euros}" if "price" in row else "",
        f"{row['capacity']} {places}" if "capacity" in row else "",
        *(words_of(row.get(name, ""), language) for name in ("type", "family", "reachLabel", "statusLabel")),
    ]
    return " · ".join(filter(None, told))


def _photo(iri: str) -> str:
    """The path of a photo that this service keeps; a page shows no other, for it calls nobody."""
    path = iri.removeprefix(service().settings.base_iri)
    return path if _PHOTO.fullmatch(path) else ""
