"""`/observatory/compare`: territories side by side, a commune and those around it when one alone is named."""

from dataclasses import dataclass, field

from graph_service.engine.contours import level_and_code
from graph_service.engine.library.shelf import questions
from graph_service.errors import DeadlineExceeded, InvalidParameter, Unavailable
from graph_service.languages import Language, Text
from graph_service.vocabulary import SHARED
from graph_service.web.addresses import local_address
from graph_service.web.columns import COLUMNS
from graph_service.web.coverage import NOT_COVERED, UNKNOWN, LocalRegister
from graph_service.web.library_values import FRANCE
from graph_service.web.observatory_bars import Bar, Measure, bars_of
from graph_service.web.observatory_chain import chain
from graph_service.web.observatory_numbers import Row, number_in, told_number
from graph_service.web.observatory_plates import Sitting, stable
from graph_service.web.observatory_scope import Scope, short
from graph_service.web.service import service

MOST_PLACES = 8
EXAMPLE = "commune/35360"

_QUESTIONS = {
    "territory-population": ("population", "communes", "declared"),
    "associations-of-territories": ("associations", "signsOfLife"),
    "sharing-in-territories": ("services", "things", "needs", "offers", "events"),
}
"""Question → the columns of it that are rows here."""

_PARTLY_APART = frozenset({FRANCE, f"{SHARED}id/region/44"})
"""Territories of which a part has a local register: associations and inhabitants are not of the same places."""

_PER_THOUSAND = Text("inscrites au RNA pour 1 000 habitants", "entered in the RNA per 1,000 inhabitants")
_NAMES = {
    "services": Text("services d’appui d’un niveau déclaré", "support services of a declared level"),
    "associations": Text("associations inscrites au RNA", "associations entered in the RNA"),
    "declared": Text(
        "communes où un annuaire de l’appui se dit complet",
        "communes where a directory of support says it is complete",
    ),
}


@dataclass
class Source:
    """One of the questions behind the table."""

    name: str
    title: str
    address: str
    refusal: str = ""


@dataclass
class Comparison:
    """What the page writes: a head a territory, a row a figure."""

    heads: list[tuple[str, str]] = field(default_factory=list)
    """Name of a territory and its page."""
    lines: list[tuple[str, list[str]]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    """Associations in the RNA per 1,000 inhabitants."""
    sources: list[Source] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    """Territories whose associations are in a local register."""


def compare(places: list[str], sitting: Sitting) -> Comparison:
    """The figures of some territories.

    Raises:
        InvalidParameter: too many.
    """
    if len(places) > MOST_PLACES:
        raise InvalidParameter(Text(f"Au plus {MOST_PLACES} territoires.", f"At most {MOST_PLACES} territories."))
    places = chain(places[0], sitting) if len(places) == 1 else list(dict.fromkeys(places))
    made, language = Comparison(), sitting.language
    found: dict[str, Row] = {iri: {} for iri in places}
    for name in _QUESTIONS:
        made.sources.append(_ask(name, places, sitting, found))
    made.heads = [(_name(iri, found[iri]), local_address(iri, service().settings.base_iri)) for iri in places]
    apart = frozenset(iri for iri in places if is_apart(iri, sitting))
    made.apart = [name for (name, _), iri in zip(made.heads, places, strict=True) if iri in apart]
    for source in (source for source in made.sources if not source.refusal):
        for column in _QUESTIONS[source.name]:
            cells = [_told(column, found[iri], language, apart=iri in apart) for iri in places]
            made.lines.append(((_NAMES.get(column) or COLUMNS[column]).to(language), cells))
    rates = [
        (name, None if iri in apart or iri in _PARTLY_APART else _rate(found[iri]))
        for (name, _), iri in zip(made.heads, places, strict=True)
    ]
    made.lines.append((_PER_THOUSAND.to(language), [_or_unknown(rate, language) for _, rate in rates]))
    made.bars = bars_of([Measure(name, rate) for name, rate in rates if rate is not None])
    return made


def is_apart(iri: str, sitting: Sitting) -> bool:
    """Whether a territory keeps its associations in a local register."""
    level, _ = level_and_code(iri) or ("", "")
    index = service().storage.search
    hit = index.known([iri], sitting.scope.version).get(iri) if level else None
    return hit is not None and LocalRegister(index, sitting.scope.version).holds(iri, level, hit.around)


def _ask(name: str, places: list[str], sitting: Sitting, found: dict[str, Row]) -> Source:
    question, scope = questions()[name], sitting.scope
    shared = [pair for pair in scope.pairs(question) if pair[0] != "territory"]
    source = Source(name, question.title.to(sitting.language), _address(places, shared, scope))
    try:
        _, rows = sitting.rows(question, [*(("territory", iri) for iri in places), *shared])
    except (DeadlineExceeded, Unavailable) as error:
        source.refusal = error.detail.to(sitting.language)
        return source
    for row in rows:
        found.setdefault(row["territory"]["value"], {}).update(row)
    return source


def _address(places: list[str], shared: list[tuple[str, str]], scope: Scope) -> str:
    told = [("territory", short(iri)) for iri in places]
    return stable([*told, *shared], scope)


def _name(iri: str, row: Row) -> str:
    return "France" if iri == FRANCE else row.get("label", {}).get("value") or short(iri)


def _told(column: str, row: Row, language: Language, *, apart: bool) -> str:
    """A number; zero is only told where completeness was declared."""
    if column in ("associations", "signsOfLife") and apart:
        return NOT_COVERED.to(language)
    number = number_in(row, column)
    if number == 0 and column not in ("declared", "signsOfLife") and not _complete(column, row):
        number = None
    return _or_unknown(number, language)


def _complete(column: str, row: Row) -> bool:
    """Whether a directory of support actors says that it is complete in every commune of the territory."""
    return column == "services" and number_in(row, "declared") == number_in(row, "communes")


def _or_unknown(number: float | None, language: Language) -> str:
    return UNKNOWN.to(language) if number is None else told_number(number, language)


def _rate(row: Row) -> float | None:
    people, number = number_in(row, "population"), number_in(row, "associations")
    return round(1000 * number / people, 3) if people and number else None
