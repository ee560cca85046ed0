"""Where one is logged in, and ending it there."""

from __future__ import annotations

from flask import Response, url_for

from portal.accounts import sessions
from portal.web.account.blueprint import blueprint
from portal.web.guards import current_actor, current_profile, signed_in
from portal.web.pages.account import DevicesPage
from portal.web.responses import announce, respond, see_other


@blueprint.get("/devices")
@signed_in
def devices() -> Response:
    """Every log-in that is good, with its device and place."""
    return respond(DevicesPage(sessions.sessions_of(current_actor()), current_profile().session_id))


@blueprint.post("/sessions/<int(max=2147483647):session_id>/end")
@signed_in
def end_session(session_id: int) -> Response:
    """Log one device out; the present one, too."""
    sessions.end_session(current_actor(), session_id)
    announce("That device is logged out.")
    if session_id == current_profile().session_id:
        return see_other(url_for("auth.log_in"))
    return see_other(url_for("account.devices"))


@blueprint.post("/sessions/end")
@signed_in
def end_other_sessions() -> Response:
    """Log all devices out but the present one."""
    ended = sessions.end_other_sessions(current_actor(), current_profile())
    announce(f"{ended} other {'device is' if ended == 1 else 'devices are'} logged out.")
    return see_other(url_for("account.devices"))
