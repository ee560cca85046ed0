"""Pages: one blueprint a module, one folder of templates a blueprint."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from portal.web import catalogue, context, failures, filters, guards, headers, limits, static

_BLUEPRINTS = (
    "brand",
    "health",
    "auth",
    "unfinished",
    "account",
    "organisation",
    "home",
    "help",
    "intake",
    "files",
    "tickets",
    "replies",
    "sharing",
    "desk",
    "demo",
)


def register(app: Flask) -> None:
    """Give the application its pages, and what all of them have in common."""
    for part in (headers, limits, guards, static, context, filters, failures, catalogue):
        part.register(app)
    for name in _BLUEPRINTS:
        if find_spec(f"portal.web.{name}") is None:
            continue
        app.register_blueprint(import_module(f"portal.web.{name}").blueprint)
