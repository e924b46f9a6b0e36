"""`/observatory`: the questions of observation as charts and maps, each with its table, files and citation."""

from flask import Blueprint, Response, render_template, request

from graph_service.errors import NotFound
from graph_service.languages import Text
from graph_service.web.answers import etag_of, not_modified
from graph_service.web.features import places
from graph_service.web.observatory_chain import name_of_place
from graph_service.web.observatory_compare import EXAMPLE, compare
from graph_service.web.observatory_headlines import headlines
from graph_service.web.observatory_numbers import told_number
from graph_service.web.observatory_partners import partners
from graph_service.web.observatory_plates import MOST_ROWS, Sitting, plate
from graph_service.web.observatory_scope import place_of, scope_of, short
from graph_service.web.observatory_subjects import SUBJECTS
from graph_service.web.observatory_territories import shown
from graph_service.web.parameters import url_parameters
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

blueprint = Blueprint("observatory", __name__)

_AT_ONCE = 3.0
"""Seconds that a headline may take: what is longer is on the page of its subject."""


@blueprint.get("/observatory")
def index() -> Response:
    """The subjects, each with a headline figure."""
    sitting = _sitting()
    sitting.seconds = _AT_ONCE
    return _kept(sitting) or _page(
        "observatory.html", sitting, headlines=headlines(sitting), place=name_of_place(sitting)
    )


@blueprint.get("/observatory/<subject>")
def subject(subject: str) -> Response:
    """The figures of one subject."""
    found = SUBJECTS.get(subject)
    if found is None:
        told = ", ".join([*SUBJECTS, "partners", "compare"])
        raise NotFound(
            Text(f"« {subject} » n’est pas un sujet d’ici : {told}.", f"“{subject}” is no subject here: {told}.")
        )
    sitting = _sitting()
    if (kept := _kept(sitting)) is not None:
        return kept
    plates = [plate(figure, sitting) for figure in found.figures if shown(figure, sitting.scope)]
    return _page("observatory_subject.html", sitting, subject=found, plates=plates, place=name_of_place(sitting))


@blueprint.get("/observatory/partners")
def who_with_whom() -> Response:
    """Who pools with whom."""
    sitting = _sitting()
    return _kept(sitting) or _page("observatory_partners.html", sitting, view=partners(sitting))


@blueprint.get("/observatory/compare")
def side_by_side() -> Response:
    """Territories side by side."""
    sitting = _sitting()
    if (kept := _kept(sitting)) is not None:
        return kept
    told = [value for value in url_parameters().all("place") if value] or [EXAMPLE]
    chosen = [place_of(value, service().storage.search) for value in told]
    view = compare(chosen, sitting)
    return _page("observatory_compare.html", sitting, view=view, told=told if len(told) > 1 else [short(chosen[0])])


def _sitting() -> Sitting:
    """What the request asks for, of one version whatever is published meanwhile."""
    parameters, storage = url_parameters(), service().storage
    record = storage.reads.record(parameters.whole("version"))
    return Sitting(scope_of(parameters, storage.search, record.number), interface_language())


def _etag(sitting: Sitting) -> str:
    # A name that the search completes, and contours, may change while the version stands.
    key = (request.path, request.query_string, sitting.scope, sitting.language, places().state)
    return etag_of(sitting.scope.version, key)


def _kept(sitting: Sitting) -> Response | None:
    response = not_modified(_etag(sitting))
    return _headed(response, sitting) if response is not None else None


def _page(template: str, sitting: Sitting, **values: object) -> Response:
    settings, language = service().settings, sitting.language
    record = service().storage.reads.record(sitting.scope.version)
    shared = {"scope": sitting.scope, "record": record, "base": settings.base_iri, "publisher": settings.publisher_name}
    view = {
        "language": language,
        "subjects": SUBJECTS,
        "short": short,
        "most_rows": MOST_ROWS,
        "kept": sitting.scope.kept(language),
    }
    told = {"number": lambda value: told_number(value, language)}
    page = render_template(template, **shared, **view, **told, **values)
    response = Response(page, content_type="text/html; charset=utf-8")
    if sitting.whole:
        response.set_etag(_etag(sitting))
    return _headed(response, sitting)


def _headed(response: Response, sitting: Sitting) -> Response:
    # A page where a question was not answered in time is asked again, never kept.
    response.headers["Cache-Control"] = "public, no-cache" if sitting.whole else "no-store"
    response.headers["Maillage-Version"] = str(sitting.scope.version)
    response.vary.add("Accept-Language")
    return response
