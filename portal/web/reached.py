"""The ticket that an address names, for who is logged in, and the way back to its page."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.policy import Action, require
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow, WholeTicket
from portal.tickets.stale import Seen, seen_now
from portal.web.guards import current_actor
from portal.web.listing import is_number
from portal.web.responses import announce, see_other


def ticket_for(reference: str, *needed: Action) -> TicketRow:
    """The ticket as who is logged in sees it: NotFound where they see none, NotAllowed where they may not do this."""
    return whole_for(reference, *needed).row


def whole_for(reference: str, *needed: Action) -> WholeTicket:
    """The ticket with its answers, under the same conditions."""
    actor = current_actor()
    whole = get_visible(actor, reference)
    for action in needed:
        require(actor, whole.row, action)
    return whole


def path_to(reference: str) -> str:
    """Where the page of the ticket is."""
    return url_for("tickets.ticket", reference=reference)


def back_to_ticket(reference: str, words: str = "", anchor: str | None = None) -> Response:
    """On to the page of the ticket, where the words, if any, say what was done."""
    if words:
        announce(words)
    return see_other(url_for("tickets.ticket", reference=reference, _anchor=anchor))


def seen_by_form() -> Seen | None:
    """How the ticket stood on the page that the posted form is from; None where it does not say."""
    version, newest = request.form.get("version", ""), request.form.get("newest", "")
    return Seen(int(version), int(newest) if is_number(newest) else 0) if is_number(version) else None


def seen_at_first(row: TicketRow) -> Seen:
    """How it stood when the form was first shown, also where it is shown once more; how it stands, at first."""
    return seen_by_form() or seen_now(row)
