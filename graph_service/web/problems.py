"""Errors as RFC 9457 problems, or as a page for a person's browser, in the reader's language."""

import json
from typing import Any

from flask import Flask, Response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from graph_service.errors import BadRequest, BodyTooLarge, Busy, MaillageError, MethodNotAllowed, NotFound
from graph_service.languages import Text, preferred_language
from graph_service.vocabulary import PROBLEMS
from graph_service.web.logs import log, told_path
from graph_service.web.negotiation import prefers_html

QUERY_ID = "maillage.query_id"
"""Key of the WSGI environment of the request's id."""


def install(app: Flask) -> None:
    """Handle every error of an application."""
    app.register_error_handler(MaillageError, problem_response)
    app.register_error_handler(HTTPException, _from_werkzeug)
    app.register_error_handler(OperationalError, _held)
    app.register_error_handler(Exception, _unexpected)


def problem(error: MaillageError, accept_language: str | None, query_id: str) -> dict[str, Any]:
    """The problem document of an error."""
    language = preferred_language(accept_language)
    return {
        "type": PROBLEMS + error.slug,
        "title": error.title.to(language),
        "status": error.status,
        "detail": error.detail.to(language),
        "instance": f"urn:maillage:query:{query_id}",
        **error.members,
    }


def problem_response(error: MaillageError) -> Response:
    """The response for an error, as JSON or as a page."""
    query_id = request.environ.get(QUERY_ID, "")
    language = request.headers.get("Accept-Language")
    document = problem(error, language, query_id)
    if prefers_html(request.headers.get("Accept")):
        page = render_template("problem.html", problem=document, language=preferred_language(language))
        response = Response(page, error.status, content_type="text/html; charset=utf-8")
    else:
        text = json.dumps(document, ensure_ascii=False)
        response = Response(text, error.status, content_type="application/problem+json")
    response.headers["Content-Language"] = preferred_language(language)
    response.headers["Cache-Control"] = "no-store"
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    response.headers.update(error.headers)
    return response


def _from_werkzeug(error: HTTPException) -> BaseResponse:
    if error.response is not None:
        # A page that leads elsewhere: someone who is to log in first.
        return error.response  # type: ignore[return-value]
    if error.code == 404:
        return problem_response(
            NotFound(
                Text(
                    f"Cette page n’existe pas : rien ne répond à l’adresse {request.path}.",
                    f"This page does not exist: nothing answers at {request.path}.",
                )
            )
        )
    if error.code == 405:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
        return problem_response(
            MethodNotAllowed(
                Text(f"Méthodes permises ici : {allowed}.", f"Methods allowed here: {allowed}."),
                headers={"Allow": allowed},
            )
        )
    if error.code == 413:
        return problem_response(BodyTooLarge())
    return problem_response(BadRequest(Text(str(error.description), str(error.description))))


def _held(error: OperationalError) -> Response:
    """The desk's file is held by another for too long, or its disk is full: nothing of the request was kept."""
    log().error("desk", query_id=request.environ.get(QUERY_ID), path=told_path(request.path), detail=str(error.orig))
    return problem_response(Busy(retry_after=5))


def _unexpected(error: Exception) -> Response:
    """The top handler: what nobody foresaw is logged whole and told in one sentence."""
    log().error("unexpected", query_id=request.environ.get(QUERY_ID), path=told_path(request.path), exc_info=error)
    return problem_response(
        MaillageError(
            Text(
                "Une erreur imprévue s’est produite ; elle est notée avec l’identifiant ci-dessous.",
                "An unforeseen error happened; it is logged under the id below.",
            )
        )
    )
