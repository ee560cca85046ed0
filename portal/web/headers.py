"""What every answer says to the browser, and which requests are not answered at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request

from portal import origin, settings
from portal.extensions import csrf

View = TypeVar("View", bound=Callable[..., Any])

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOR_PROBES = frozenset({"/healthz", "/readyz"})
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def register(app: Flask) -> None:
    """Check every request, and complete every answer."""
    # Behind a proxy the address is what the trusted hop says, and no other (S-27).
    app.before_request(lambda: origin.begin(request.remote_addr or ""))
    app.before_request(_only_our_host)
    app.before_request(_only_addresses_of_text)
    app.before_request(_only_our_pages_change_things)
    app.after_request(_complete)


def from_anywhere(view: View) -> View:
    """Others than our own pages post to this view, without a cookie: what its address holds is the proof."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    exempt: View = csrf.exempt(view)
    return exempt


def _only_our_host() -> None:
    """A foreign Host could end in a link or in a cache; it is refused before anything reads it (S-11).

    Load balancers ask by number whether we live; nothing of what they send stands in those answers.
    """
    if request.path in _FOR_PROBES:
        return
    named = {request.host, request.headers.get("X-Forwarded-Host", request.host)}
    if not all(_is_ours(host) for host in named):
        abort(400, "This is not the address of this portal.")


def _only_addresses_of_text() -> None:
    """Nothing is called by a name with a NUL in it, and PostgreSQL takes no question that holds one."""
    if any("\x00" in text for text in (request.path, *request.args.values())):
        abort(404)


def _is_ours(host: str) -> bool:
    name, ours = _name_in(host), settings.current()
    return name == ours.host or (ours.mode != "production" and name in _LOCAL_NAMES)


@lru_cache(maxsize=64)
def _name_in(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _only_our_pages_change_things() -> None:
    """What browsers say about where a request comes from has to agree with the token in the form (S-07)."""
    if request.method in _SAFE_METHODS or getattr(_view(), "from_anywhere", False):
        return
    origin = request.headers.get("Origin")
    from_elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
    if from_elsewhere or (origin is not None and _named_by(origin) != request.host):
        abort(400, "This form was sent from another site.")


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")


def _named_by(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _complete(response: Response) -> Response:
    said = {name.lower() for name, _ in response.headers}
    for name, value in _headers(settings.current().is_https):
        if name.lower() not in said:
            response.headers.add(name, value)
    response.headers.add("Vary", "HX-Request, HX-Request-Type")
    return response


@cache
def _headers(is_https: bool) -> tuple[tuple[str, str], ...]:
    kept = {"Strict-Transport-Security": "max-age=31536000"} if is_https else {}
    # Nothing of a ticket stays in a browser's or a proxy's store.
    return tuple((_ALWAYS | kept | {"Cache-Control": "no-store"}).items())
