"""`/agenda`: events and calls by theme, place, words, period and accessibility; as a list, a month, ICS and Atom."""

from datetime import date
from itertools import groupby

from flask import Blueprint, Response, render_template, request

from graph_service.engine.search.answer import Found
from graph_service.errors import InvalidParameter, NotFound, Unavailable
from graph_service.languages import Text
from graph_service.media_types import ATOM, ICS
from graph_service.web.agenda_calendar import month_of, month_title
from graph_service.web.agenda_entries import AgendaEntry, entries
from graph_service.web.agenda_request import MOST, AgendaRequest, agenda_request, nearer, of_entries, shown_facets
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.feeds import Entry, Feed, atom, ics
from graph_service.web.library_answers import moment_of
from graph_service.web.parameters import Parameters, url_parameters
from graph_service.web.preferences import content_tags, interface_language
from graph_service.web.question_rows import as_of
from graph_service.web.search_answer import Wording, document, finished
from graph_service.web.search_page import TITLES, page_of
from graph_service.web.service import service

blueprint = Blueprint("agenda", __name__)
_HTML = "text/html; charset=utf-8"
_TITLE = Text("Agenda", "Calendar")
_FORMATS = {"ics": ICS, "atom": ATOM}


@blueprint.get("/agenda")
def agenda() -> Response:
    """The agenda as a list from today on, or as a month."""
    return page("agenda.html")


@blueprint.get("/agenda.<extension>")
def agenda_as(extension: str) -> Response:
    """The same view as a calendar to subscribe to, or as a feed."""
    if extension not in _FORMATS:
        raise NotFound(Text("Formats proposés : ics, atom.", "Formats offered: ics, atom."))
    asked = agenda_request(url_parameters(), service().storage.search)
    etag = _etag(asked, extension)
    if unchanged := not_modified(etag):
        return finished(unchanged, asked.search.version)
    whole = asked
    asked, found = _found(asked)
    feed = _feed(asked, found)
    body = (atom if extension == "atom" else ics)(feed)
    response = Response(body, content_type=_FORMATS[extension].content_type)
    if asked.last != whole.last or found.total > MOST:
        response.headers["Maillage-Truncated"] = "true"
    response.set_etag(etag)
    return finished(response, asked.search.version)


def page(template: str, parameters: Parameters | None = None) -> Response:
    """A page of the agenda; what is refused comes back with the form and a sentence."""
    told, language = parameters or url_parameters(), interface_language()
    try:
        asked = agenda_request(told, service().storage.search)
        etag = _etag(asked, template)
        if unchanged := not_modified(etag):
            return finished(unchanged, asked.search.version)
        whole = asked
        asked, found = _found(asked)
    except (InvalidParameter, Unavailable) as error:
        body = render_template(template, refusal=error.detail.to(language), asked=None, told=told, language=language)
        return Response(body, 400 if isinstance(error, InvalidParameter) else 503, content_type=_HTML)
    cut = asked.last if asked.last != whole.last else None
    response = Response(_rendered(template, asked, found, cut), content_type=_HTML)
    response.set_etag(etag)
    return finished(response, asked.search.version)


def _found(asked: AgendaRequest) -> tuple[AgendaRequest, Found]:
    """What is found, over fewer months if there is more than a page holds: the nearest first, never some by name."""
    found = service().storage.search.find(asked.search)
    while found.total > MOST and (closer := nearer(asked)) is not None:
        asked = closer
        found = service().storage.search.find(asked.search)
    return asked, found


def _rendered(template: str, asked: AgendaRequest, found: Found, cut: date | None) -> str:
    language = interface_language()
    told = entries(asked, found, language)
    wording = Wording(service().settings.base_iri, language, content_tags())
    current = service().storage.folder.current_number()
    counted = service().storage.search.find(of_entries(asked, [one.iri for one in told]))
    view = page_of(document(counted, current, 1, wording), counted, asked.parameters, wording, 1)
    names = {TITLES[facet].to(language) for facet in shown_facets()}
    monthly = bool(asked.month) or asked.parameters.one("view") == "month"
    return render_template(
        template,
        asked=asked,
        told=asked.parameters,
        facets=[(title, choices) for title, choices in view.facets if title in names],
        chosen=[choice for choice in view.chosen if choice.label != asked.month],
        entries=told,
        months=_by_month(told, asked.first),
        month=month_of(asked.first, told, date.fromisoformat(as_of(None)), language) if monthly else None,
        version=found.version,
        cut=cut,
        refusal="",
        language=language,
    )


def _by_month(told: list[AgendaEntry], first: date) -> list[tuple[str, list[AgendaEntry]]]:
    """The entries under their months; what began earlier is under the first."""
    starts = groupby(told, key=lambda one: max(one.first, first).replace(day=1))
    return [(month_title(start, interface_language()), list(group)) for start, group in starts]


def _feed(asked: AgendaRequest, found: Found) -> Feed:
    storage, base, language = service().storage, service().settings.base_iri, interface_language()
    told = entries(asked, found, language)
    since = storage.search.since([one.iri for one in told])
    changed = {iri: moment_of(storage.folder, number) for iri, number in since.items()}
    page_address = f"{base}/agenda?{asked.address()}".rstrip("?")
    itself = f"{base}{request.full_path}".rstrip("?")
    title, updated = f"{_TITLE.to(language)} · Maillage", moment_of(storage.folder, found.version)
    return Feed(title, page_address, itself, updated, [_fed(one, base) for one in told], changed)


def _fed(one: AgendaEntry, base: str) -> Entry:
    language = interface_language()
    access = Text(f"accessibilité : {one.accessibility}", f"accessibility: {one.accessibility}").to(language)
    told = (one.state, one.when, one.place, one.organiser, one.kind, "" if one.call else access)
    text = " · ".join(filter(None, told))
    label = f"{one.state} : {one.label}" if one.cancelled else one.label
    link = one.link or (base + one.address if one.address else "")
    return Entry(one.iri, label, link, one.begins, text, one.ends, one.cancelled, one.place)


def _etag(asked: AgendaRequest, form: str) -> str:
    storage = service().storage
    told = (form, asked.search, asked.first, asked.last, asked.address(), as_of(None), storage.search.state)
    return etag_of(storage.folder.current_number(), (told, interface_language(), content_tags()))
