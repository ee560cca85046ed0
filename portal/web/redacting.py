"""An engineer removes something secret from a ticket: it is looked for first, then taken out everywhere."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_wtf import FlaskForm

from forms.redacting import Redact
from portal.errors import Rejected
from portal.inbound.engineers import redacting
from portal.inbound.engineers.redacting import Found
from portal.policy import Action
from portal.tickets.rows import TicketRow
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.pages.redacting import RedactingPage
from portal.web.reached import back_to_ticket, path_to, ticket_for
from portal.web.responses import respond
from portal.web.wording import number

blueprint = Blueprint("redacting", __name__, url_prefix="/servicedesk/tickets/<reference>/redact")


class RedactForm(Redact, FlaskForm):
    """The secret."""


@blueprint.get("")
@engineers_only
def ask_what(reference: str) -> Response:
    """Ask what has to go."""
    return respond(_page(ticket_for(reference, Action.REDACT), RedactForm()))


@blueprint.post("")
@engineers_only
def remove(reference: str) -> Response:
    """Look for the secret, or, once that was confirmed, take it out; the secret never stands in an address."""
    actor, form = current_actor(), RedactForm()
    row = ticket_for(reference, Action.REDACT)
    if not form.validate_on_submit():
        return respond(_page(row, form), status=422)
    typed = str(form.secret.data)
    try:
        if request.form.get("confirm") != "yes":
            return respond(_page(row, form, redacting.look_for(actor, reference, typed)))
        redacting.redact(actor, reference, typed, tuple(request.form.getlist("file")))
    except Rejected as refusal:
        return respond(_page(row, blame(form, "secret", refusal)), status=422)
    words = f"It is removed from {row.reference}. Mails that left still hold it: {row.requester_name} has to change it."
    return back_to_ticket(row.reference, words)


def _page(row: TicketRow, form: RedactForm, found: Found | None = None) -> RedactingPage:
    path = path_to(row.reference)
    if found is None:
        return RedactingPage(row, path, form)
    places = tuple(f"{name}: {number(count, 'place')}" for name, count in found.places.items())
    files = tuple(f"the file {file.name}" for file in found.files.holding)
    return RedactingPage(row, path, form, looked=True, found=places + files, unread=found.files.unread)
