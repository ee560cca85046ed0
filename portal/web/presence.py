"""Who of the engineers has a ticket open, for colleagues alone (R-11)."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from portal.policy import Actor
from portal.tickets.presence import be_present, others_on
from portal.tickets.rows import TicketRow
from portal.web.guards import current_actor, engineers_only
from portal.web.pages.ticket import PresencePart
from portal.web.pages.ticket_parts import Presence
from portal.web.reached import back_to_ticket, ticket_for
from portal.web.responses import is_partial, respond

blueprint = Blueprint("presence", __name__, url_prefix="/servicedesk/tickets/<reference>")


@blueprint.post("/presence")
@engineers_only
def present(reference: str) -> Response:
    """Tell colleagues that one has the ticket open, and hear who else does."""
    actor, row = current_actor(), ticket_for(reference)
    be_present(actor, row.id)
    if not is_partial():
        return back_to_ticket(row.reference)
    part = PresencePart(_presence(actor, row, is_first=False))
    return respond(part, part.template)


def presence_of(actor: Actor, row: TicketRow) -> Presence | None:
    """Who else has the ticket open as its page is shown; None for customers, who never hear of it."""
    return _presence(actor, row, is_first=True) if actor.is_engineer else None


def _presence(actor: Actor, row: TicketRow, *, is_first: bool) -> Presence:
    others = tuple((one.words, one.is_writing) for one in others_on(actor, row.id))
    return Presence(url_for("presence.present", reference=row.reference), others, is_first)
