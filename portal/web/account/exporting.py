"""The export of everything that is one's own."""

from __future__ import annotations

from flask import Response

from portal import clock
from portal.accounts.taking_away import begin_export
from portal.settings import current
from portal.web.account.archive import Archive
from portal.web.account.blueprint import blueprint
from portal.web.account.proving import proven
from portal.web.guards import current_actor, current_profile, signed_in
from portal.web.pages.account import ExportPage
from portal.web.responses import respond
from portal.web.streaming import sent_while_allowed


@blueprint.get("/export")
@signed_in
def export() -> Response:
    """What is in it, and the button."""
    return respond(ExportPage())


@blueprint.post("/export")
@signed_in
@proven
def download_export() -> Response:
    """The file, made while it is sent."""
    begin_export(current_actor())
    brand = current().brand
    archive = Archive(current_actor(), current_profile(), brand.name, brand.support_email)
    response = Response(sent_while_allowed(archive.pieces()), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="account-{clock.now():%Y-%m-%d}.zip"'
    return response
