"""How a view answers; the only place that reads and writes the headers of htmx."""

from __future__ import annotations

import json
from typing import cast

from flask import Response, flash, get_flashed_messages, redirect, render_template, request
from werkzeug.urls import iri_to_uri

from portal.errors import TooMany
from portal.extensions import PortalRequest
from portal.web.pages.base import Page
from portal.web.redirects import path_of


def is_partial() -> bool:
    """Whether the browser will put the answer into the page that it shows."""
    return cast(PortalRequest, request).htmx.partial


def respond(page: Page, partial: str | None = None, status: int = 200) -> Response:
    """The page, or only the part of it in the file `partial` where htmx asked for a part."""
    if partial is None or not is_partial():
        return Response(render_template(page.template, page=page, nav=page.nav), status)
    response = Response(render_template(partial, page=page, nav=page.nav), status)
    if texts := get_flashed_messages():
        # The frame of the page, which would show them, stays as it is.
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": " ".join(map(str, texts))}})
    return response


def put_in(response: Response) -> Response:
    """Have the part put into the page although it is a refusal: it holds what was typed."""
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def wait(page: Page, refusal: TooMany) -> Response:
    """The page once more, with everything typed, and how long to wait (R-15)."""
    response = respond(page, status=429)
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def see_other(url: str) -> Response:
    """Send the browser on to `url`, with a GET."""
    if is_partial():
        # A redirect would be followed by htmx itself, and a whole page would land inside this one.
        return Response(status=204, headers={"HX-Redirect": iri_to_uri(url)})
    return cast(Response, redirect(url, 303))


def page_in_sight() -> str:
    """The path of the page that the browser shows or asks for; empty where it does not say, or is elsewhere."""
    if cast(PortalRequest, request).htmx:
        return path_of(request.headers.get("HX-Current-URL", ""), request.host)
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    return path_of(request.headers.get("Referer", ""), request.host)


def came_from(list_path: str) -> str:
    """The list at this path with its filter, where a link or a form of that page asked; else empty."""
    path = path_of(request.headers.get("Referer", ""), request.host)
    return path if path.partition("?")[0] == list_path else ""


def unauthorised(login: str) -> Response:
    """Send somebody without a session to the address `login`."""
    if cast(PortalRequest, request).htmx:
        return Response(status=401, headers={"HX-Redirect": login})
    return cast(Response, redirect(login, 303))


def announce(text: str, kind: str = "ok") -> None:
    """Have `text` shown and said with this answer or the next page; kind: message, ok, info, warn or bad."""
    flash(text, kind)
