"""The most pressing ticket that nobody has yet, for who asks for one."""

from __future__ import annotations

from flask import Response, request

from portal.tickets import desk
from portal.web.desk.asked import back_to
from portal.web.desk.blueprint import blueprint
from portal.web.guards import current_actor, engineers_only
from portal.web.reached import back_to_ticket
from portal.web.responses import announce, see_other


@blueprint.post("/next")
@engineers_only
def take_next() -> Response:
    """Give it to the engineer, and open it."""
    row = desk.take_next(current_actor())
    if row is None:
        announce("No ticket waits for an engineer. New ones stand under “Unassigned” as they come in.", "info")
        return see_other(back_to(request.form.get("back", "")))
    return back_to_ticket(row.reference, f"You have taken {row.reference}: {row.subject}.")
