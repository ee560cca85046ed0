"""Files of the look: kept for a year by browsers, because their address changes with their content."""

from __future__ import annotations

from flask import Flask, Response, request

from portal.web.context import version

_YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Say with every file how long it stays good."""
    app.after_request(_how_long)


def _how_long(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code not in {200, 304}:
        return response
    name = str((request.view_args or {}).get("filename", ""))
    response.headers.pop("Cache-Control", None)
    if request.args.get("v") == version(name):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "public, no-cache"
    return response
