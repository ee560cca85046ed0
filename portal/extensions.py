"""What the application is made with, unbound; `create_app` binds it."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect, generate_csrf
from htmx_flask import Htmx
from htmx_flask.requests import HtmxHeaders
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import Headers

csrf = CSRFProtect()
login_manager = LoginManager()
htmx = Htmx()


class Htmx4Headers(HtmxHeaders):
    """The request headers as htmx 4 sends them: `HX-Target: tag#id`, `HX-Source`, `HX-Request-Type`."""

    def __init__(self, headers: Headers) -> None:
        super().__init__(headers)
        self._sent = headers

    @property
    def target(self) -> str | None:
        """The id of the element that will be swapped."""
        return _id(self._sent.get("HX-Target"))

    @property
    def trigger(self) -> str | None:
        """The id of the element that asks."""
        return _id(self._sent.get("HX-Source"))

    @property
    def partial(self) -> bool:
        """Whether a part of the page is wanted; going back in the history wants the whole one."""
        wants_part = self._sent.get("HX-Request-Type") == "partial"
        return bool(self) and wants_part and not self.history_restore_request


class PortalRequest(Request):
    """A request that knows what htmx says about it."""

    @property
    def htmx(self) -> Htmx4Headers:
        """What htmx says about this request; false where htmx did not send it."""
        return Htmx4Headers(self.headers)


class CookieSessions(SecureCookieSessionInterface):
    """Flask's sessions in signed cookies, whose signatures are checked once in each process, not with every request."""

    def __init__(self, app: Flask) -> None:
        signer = super().get_signing_serializer(app)
        if signer is None:
            raise RuntimeError("the application has no secret key")
        self._signer = signer
        self._read = lru_cache(maxsize=4096)(partial(signer.loads, return_timestamp=True))

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:  # noqa: ARG002
        """What signs with the keys that the application had when it was put together."""
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie says; an empty session where it is not ours, or was signed too long ago."""
        try:
            said, signed_at = self._read(request.cookies.get(self.get_cookie_name(app), ""))
        except BadSignature:
            return self.session_class()
        # By the clock that it was signed by.
        if datetime.now(UTC) - signed_at > app.permanent_session_lifetime:
            return self.session_class()
        # A copy: this request may change it, and others read what is kept.
        return self.session_class({name: _copied(value) for name, value in said.items()})


def register(app: Flask) -> None:
    """Bind them all; the token is asked for after the hooks that refuse a request without reading it."""
    csrf.init_app(app)
    # Macros look it up among the globals, and pages in their context: it stands in both.
    app.jinja_env.globals["csrf_token"] = form_token
    app.context_processor(lambda: {"csrf_token": form_token})
    # Not by init_app: its hook for the cookie that remembers people, which nobody gets here because it could not be
    # revoked, would read the session of every static file, and its context processor that of every error page.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    htmx.init_app(app)
    # The headers of htmx 4 instead of those that htmx-flask was written for.
    app.request_class = PortalRequest
    app.session_interface = CookieSessions(app)


def form_token() -> str:
    """The token of this session's forms: the same all the time, so that what is drawn with it can be kept."""
    secret = session.get("csrf_token")
    return _signed(secret) if secret else generate_csrf()


@lru_cache(maxsize=4096)
def _signed(_secret: str) -> str:
    # It signs what stands in the session, which is the secret that the token is kept under.
    return generate_csrf()


def _copied(value: Any) -> Any:
    # Most are words and numbers, which nobody can change, and which a deep copy would look at for longer.
    return deepcopy(value) if isinstance(value, (list, dict)) else value


def _id(value: str | None) -> str | None:
    return value.split("#", 1)[1] if value and "#" in value else None
