"""Which keys do what, for who works without a mouse."""

from __future__ import annotations

from flask import Response

from portal.web.desk.blueprint import blueprint
from portal.web.guards import engineers_only
from portal.web.pages.desk import KeysPage
from portal.web.responses import respond


@blueprint.get("/keys")
@engineers_only
def all_keys() -> Response:
    """All of them; a dialog over the page where scripts run."""
    return respond(KeysPage(), "desk/_keys.html")
