"""`/who-can-help`: for a commune and a theme, the services whose perimeter covers it, the most specific first."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template

from graph_service.engine.model.schemes import schemes, words_of
from graph_service.errors import InvalidParameter, NotFound, Unavailable
from graph_service.languages import Language, Text
from graph_service.vocabulary import ONTOLOGY, SHARED
from graph_service.web.addresses import local_address, web_address
from graph_service.web.coverage import Coverage
from graph_service.web.map_places import Place, place_of
from graph_service.web.page_terms import day_of, unknown
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.question_rows import Row, Rows, Values, rows_of_question
from graph_service.web.search_request import commune_of, flag, whole_facet
from graph_service.web.service import service

blueprint = Blueprint("support", __name__)
_HTML = "text/html; charset=utf-8"
_PARAMETERS = ("commune", "theme", "level", "demonstration", "asOf", "version", "lang", "content")
_NEARNESS = {
    "1": Text("dans votre commune", "in your commune"),
    "2": Text("dans votre intercommunalité", "in your EPCI"),
    "3": Text("dans votre territoire de projet", "in your project territory"),
    "4": Text("dans votre département", "in your département"),
    "5": Text("plus large", "wider"),
}


@dataclass(frozen=True, slots=True)
class Help:
    """One service."""

    name: str
    address: str
    provider: str
    provider_address: str
    level: str
    nearness: str
    perimeter: str
    channels: str
    audience: str
    link: str


@dataclass(frozen=True)
class HelpView:
    """Everything the page writes."""

    commune: Place | None
    services: list[Help]
    complete: bool
    """Whether a directory of support actors says it is complete here."""
    refusal: str
    version: int


@blueprint.get("/who-can-help")
def who_can_help() -> Response:
    """The page: a form, and who can help."""
    parameters, language = url_parameters(), interface_language()
    status, view = 200, HelpView(None, [], False, "", 0)
    try:
        view = _view(parameters, language)
    except (InvalidParameter, NotFound) as error:
        status, view = error.status, HelpView(None, [], False, error.detail.to(language), 0)
    except Unavailable as error:
        status, view = 503, HelpView(None, [], False, error.detail.to(language), 0)
    given = {name: next(iter(parameters.all(name)), "") for name in _PARAMETERS}
    choices = {name: _choices(name, language) for name in ("theme", "support-level")}
    body = render_template("help.html", view=view, given=given, choices=choices, language=language)
    response = Response(body, status, content_type=_HTML)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response


def _view(parameters: Parameters, language: Language) -> HelpView:
    for name, _ in parameters.pairs:
        if name not in _PARAMETERS:
            raise unknown(name, _PARAMETERS)
    index, version = service().storage.search, parameters.whole("version")
    written = parameters.one("commune") or ""
    if not written.strip():
        return HelpView(None, [], False, "", 0)
    place = place_of(commune_of(written, index), index, content_tags(), version)
    found = _services(parameters, place.iri, version)
    contacts = _contacts([row["service"] for row in found.rows], version)
    services = [_help(row, contacts.get(row["service"], {}), language) for row in found.rows]
    covered = Coverage.of(ONTOLOGY + "SupportActor", _terms(parameters), index, version).covers(place.around)
    refusal = found.refusal.to(language) if found.refusal else ""
    return HelpView(place, services, covered, refusal, found.version)


def _services(parameters: Parameters, commune: str, version: int | None) -> Rows:
    """The services for a theme, or all that cover the commune; each once, by its narrowest perimeter."""
    theme = parameters.one("theme") or ""
    level = _level(parameters.one("level") or "")
    values = _terms(parameters)
    if theme:
        values |= {"commune": commune, "theme": whole_facet("theme", theme)[1]} | ({"level": level} if level else {})
        found = rows_of_question("who-can-help", values, version)
    else:
        found = rows_of_question("services-covering", values | {"territory": commune}, version)
        found = replace(found, rows=[row for row in found.rows if not level or level == row.get("level")])
    first: dict[str, Row] = {}
    for row in found.rows:
        first.setdefault(row["service"], row)
    return replace(found, rows=list(first.values()))


def _terms(parameters: Parameters) -> Values:
    """The day, and whether fictitious things are told, as a question takes them."""
    fictitious = flag(parameters.one("demonstration") or "")
    return {"asOf": day_of(parameters.one("asOf") or ""), "demonstration": "true" if fictitious else "false"}


def _level(written: str) -> str:
    names = [concept.name for concept in schemes()["support-level"].concepts()]
    if written and written.rpartition("/")[2] not in names:
        told = ", ".join(names)
        raise InvalidParameter(Text(f"« level » ne convient pas : {told}.", f"“level” is unfit: {told}."))
    return f"{SHARED}scheme/support-level/{written.rpartition('/')[2]}" if written else ""


def _contacts(services: list[str], version: int | None) -> dict[str, Row]:
    if not services:
        return {}
    values: Values = {"service": services, "demonstration": "true"}
    return {row["service"]: row for row in rows_of_question("service-channels", values, version).rows}


def _help(row: Row, contact: Row, language: Language) -> Help:
    base = service().settings.base_iri
    provider = contact.get("provider", "")
    nearness = _NEARNESS.get(row["nearness"])
    return Help(
        name=row["label"],
        address=local_address(row["service"], base),
        provider=row.get("providerLabel") or row.get("provider", ""),
        provider_address=local_address(provider, base),
        level=words_of(row.get("levelLabel", ""), language),
        nearness=nearness.to(language) if nearness else "",
        perimeter=row["perimeterLabel"],
        channels=words_of(contact.get("channelLabel", ""), language),
        audience=words_of(contact.get("audienceLabel", ""), language),
        link=web_address(contact.get("link", "")),
    )


def _choices(scheme: str, language: Language) -> list[tuple[str, str]]:
    return [(concept.name, concept.label.to(language)) for concept in schemes()[scheme].concepts()]
