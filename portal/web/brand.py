"""The operator's colour and logo."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from flask import Blueprint, Response, abort, send_file

from portal import colours, settings
from portal.settings import Brand
from portal.web.guards import public

blueprint = Blueprint("brand", __name__)


@blueprint.get("/brand.css")
@public
def style() -> Response:
    """The shades of the operator's colour; empty for the colour that the style sheet was drawn with."""
    response = Response(sheet(settings.current().brand.colour), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@blueprint.get("/brand/logo")
@public
def logo() -> Response:
    """The operator's logo, where one is set."""
    path = settings.current().brand.logo
    return send_file(path, max_age=300) if path else abort(404)


@cache
def sheet(colour: str) -> str:
    """The style sheet for one brand colour, light and dark; colours.Unreadable where nobody could read it."""
    if colour.lower() == Brand().colour:
        return ""
    bright = colours.dark(colour)
    light, dark = _tokens(colours.light(colour)), _tokens(bright)
    return (
        f":root {{ {light} --glow: {bright.brand_2}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} }} }}\n"
        f":root[data-theme=dark] {{ {dark} }}\n"
    )


def _tokens(palette: colours.Palette) -> str:
    return " ".join(f"--{field.name.replace('_', '-')}: {getattr(palette, field.name)};" for field in fields(palette))
