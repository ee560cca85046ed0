"""The application, put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import colours, configuration, db, extensions, logs, paths, settings, web
from portal.settings import Settings
from portal.web import brand, failures
from portal.web.context import SharedEnvironment


class Portal(Flask):
    """Flask with templates that are found at once, and without anything asynchronous."""

    jinja_environment = SharedEnvironment  # type: ignore[assignment]

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself; Flask would ask of each hook, with every request, whether it has to be awaited."""
        return func


def create_app(given: Settings | None = None) -> Flask:
    """The portal with these settings, else with those of the installation; SettingsError names what is wrong."""
    in_use = settings.use(given or configuration.load())
    app = Portal("portal", template_folder=paths.asset_dir("templates"), static_folder=paths.asset_dir("static"))
    _configure(app, in_use)
    _check_colour(in_use)
    _connect_database(app, in_use)
    logs.register(app)
    web.register(app)
    extensions.register(app)
    web.guards.register_after_forms(app)
    return app


def _configure(app: Flask, in_use: Settings) -> None:
    app.config.update(
        SECRET_KEY=in_use.secret_key.get_secret_value(),
        SECRET_KEY_FALLBACKS=[key.get_secret_value() for key in in_use.secret_key_fallbacks],
        # The prefix makes browsers refuse the cookie from any other host and without TLS.
        SESSION_COOKIE_NAME="__Host-session" if in_use.is_https else "session",
        SESSION_COOKIE_SECURE=in_use.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        # Its check compares the referrer with the host; `portal.web.headers` does that by Origin and Sec-Fetch-Site.
        WTF_CSRF_SSL_STRICT=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    hops = in_use.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _check_colour(in_use: Settings) -> None:
    try:
        brand.sheet(in_use.brand.colour)
    except colours.Unreadable as error:
        raise configuration.SettingsError([str(error)]) from error


def _connect_database(app: Flask, in_use: Settings) -> None:
    """Each request opens a connection with its first question, and gives it back at its end."""
    db.open_database(in_use.database_url)
    app.teardown_appcontext(lambda _: db.give_back())
    for error in db.FAILURES:
        app.register_error_handler(error, failures.database_is_gone)
