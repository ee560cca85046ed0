"""What each failure looks like: one table from errors to status and words."""

from __future__ import annotations

import logging
from dataclasses import replace

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.errors import Conflict, DomainError, NotAllowed, NotFound, Rejected, TooLarge, TooMany
from portal.web.pages.errors import ErrorPage
from portal.web.responses import respond

_LOG = logging.getLogger(__name__)
_STATUSES: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (TooLarge, 413),
    (Rejected, 422),
    (TooMany, 429),
)
_KEPT = "What you typed in a new ticket is kept as a draft; you find it on your home page."
# Enough to read away what a browser still sends, so that it listens to the answer.
_MOST_TO_READ_AWAY = 256 * 1024 * 1024

_PAGES = {
    page.status: page
    for page in (
        ErrorPage(400, "We could not read that", "The request was not one that this page sends.",
                  "Go back, reload the page and try again. " + _KEPT),
        ErrorPage(401, "Log in first", "This page is for people who are logged in.",
                  "Log in, and you come back here. " + _KEPT),
        ErrorPage(403, "You may not do this", "Your account does not have the right for this.",
                  "Nothing was changed. An administrator of your organisation, or we, can tell you who may."),
        ErrorPage(404, "We cannot find that page", "It does not exist, or it is not shared with you.",
                  "Check the address, or look for the ticket in your list."),
        ErrorPage(405, "That does not work here", "This address does not take requests of that kind.",
                  "Go back and use the button on the page. " + _KEPT),
        ErrorPage(409, "Somebody was faster", "This was changed while you were looking at it.",
                  "Go back and reload the page to see it as it is now. " + _KEPT),
        ErrorPage(413, "That is too large", "What you sent is over the limit, so we did not keep that file or text.",
                  "Go back and send smaller files, or fewer at a time. " + _KEPT),
        ErrorPage(422, "We could not do that", "Something that you gave cannot be used.",
                  "Go back, change it and try again. " + _KEPT),
        ErrorPage(429, "Too many tries", "We have stopped this for a while to keep your account safe.",
                  "Wait a few minutes, then try again. " + _KEPT),
        ErrorPage(500, "Something broke on our side", "We could not finish that, and we have a note of it.",
                  "Try again in a minute. " + _KEPT),
        ErrorPage(503, "We cannot show or save anything right now",
                  "The portal is up, but it cannot reach its database.",
                  "Try again in a minute. " + _KEPT),
    )
}  # fmt: skip
_STALE_FORM = ErrorPage(
    400,
    "This form is no longer valid",
    "You have logged in or out since the page was opened, or cookies are switched off.",
    "Reload the page and send it again. " + _KEPT,
)


def register(app: Flask) -> None:
    """Give every failure its page."""
    app.register_error_handler(DomainError, answer_to)
    app.register_error_handler(CSRFError, lambda _: _answer(_STALE_FORM))
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def error_page(status: int, message: str = "") -> ErrorPage:
    """The page for this status; `message`, a sentence of ours, in place of the usual one."""
    page = _PAGES.get(status) or replace(_PAGES[400 if status < 500 else 500], status=status)
    return replace(page, message=message) if message else page


def status_of(error: DomainError) -> int:
    """The HTTP status that says what went wrong."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 400)


def _answer(page: ErrorPage) -> Response:
    """The page; where that breaks too, its words alone, so that nobody is ever left without an answer."""
    try:
        return respond(page, status=page.status)
    except Exception:  # noqa: BLE001 - whatever it was, somebody waits for an answer
        _LOG.exception("the page of an error broke")
        return Response(f"{page.title}\n\n{page.message}\n{page.hint}\n", page.status, mimetype="text/plain")


def answer_to(error: DomainError) -> Response:
    """The page that says what went wrong, to whom it may be said."""
    status = status_of(error)
    # Missing and hidden have to read the same, whoever raised it (S-02).
    response = _answer(error_page(status, "" if status == 404 else str(error)))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_response(request.environ).get_data(), headers=error.get_headers())
    response = _answer(error_page(error.code))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _too_large(_: RequestEntityTooLarge) -> Response:
    left = min(request.content_length or 0, _MOST_TO_READ_AWAY)
    stream = request.environ["wsgi.input"]
    while left > 0 and (chunk := stream.read(min(left, 65536))):
        left -= len(chunk)
    return _answer(error_page(413))


def _unforeseen(error: Exception) -> Response:
    _LOG.exception("unforeseen", exc_info=error)
    # Whatever broke may break again on the way to who is looking.
    g.database_is_gone = True
    return _answer(error_page(500))


def database_is_gone(error: Exception) -> Response:
    """The page where the database does not answer, or stayed locked too long."""
    _LOG.error("the database does not answer: %s", error)
    g.database_is_gone = True
    response = _answer(error_page(503))
    response.headers["Retry-After"] = "30"
    return response
