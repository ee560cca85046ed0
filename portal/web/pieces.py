"""Small pieces of the look, drawn once for each thing that they can show, because lists show them many times."""

from __future__ import annotations

from flask import Flask, current_app
from markupsafe import Markup

_KEY = "pieces"


def register(app: Flask) -> None:
    """Let templates ask for pieces: `drawn("status", "new", false)` is the macro `status` of components/ui.html."""
    app.extensions[_KEY] = {}
    app.jinja_env.globals["drawn"] = drawn


def drawn(macro: str, *facts: str | bool | int | None) -> Markup:
    """What the macro makes of these facts, which have to be few: a status, a priority, an icon."""
    kept: dict[tuple[object, ...], Markup] = current_app.extensions[_KEY]
    key = (macro, *facts)
    found = kept.get(key)
    if found is None:
        components = current_app.jinja_env.get_template("components/ui.html").module
        found = kept[key] = Markup(getattr(components, macro)(*facts))  # noqa: S704 - made by a template
    return found
