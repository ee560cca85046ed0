"""The export of everything that is one's own."""

from __future__ import annotations

from flask import Response

from portal.web.account.blueprint import blueprint
from portal.web.guards import signed_in
from portal.web.pages.account import ExportPage
from portal.web.responses import respond


@blueprint.get("/export")
@signed_in
def export() -> Response:
    """What is in it, and the button."""
    return respond(ExportPage())
