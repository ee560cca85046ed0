"""What engineers decide on mail that came in, and on addresses that are blocked or suspended."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, request, url_for

from portal.errors import Conflict, NotFound, Rejected
from portal.inbound.engineers import held, queries
from portal.inbound.engineers.rows import ReceivedRow
from portal.notify import suspensions
from portal.policy import Actor
from portal.web import mail_words
from portal.web.failures import status_of
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.mailroom.blueprint import blueprint
from portal.web.mailroom.came import AttachForm, came_page
from portal.web.responses import announce, respond, see_other

_DECISIONS: dict[str, Callable[[Actor, int], ReceivedRow]] = {
    "accept": held.accept,
    "draft": held.make_draft,
    "put-away": held.put_away,
    "replay": held.replay,
    "block": held.block,
}


@blueprint.post("/in/<int(max=2147483647):mail_id>/outcome")
@engineers_only
def decide(mail_id: int) -> Response:
    """Do with the mail what the pressed button says."""
    actor = current_actor()
    decision = _DECISIONS.get(request.form.get("to", "")) or abort(400)
    row = queries.one(actor, mail_id)
    try:
        done = decision(actor, mail_id)
    except (Rejected, Conflict) as refusal:
        form = AttachForm(None, reference=row.hint)
        return respond(came_page(row, form, str(refusal)), status=status_of(refusal))
    return _done(done)


@blueprint.post("/in/<int(max=2147483647):mail_id>/ticket")
@engineers_only
def attach(mail_id: int) -> Response:
    """Put the mail on the ticket of this reference."""
    actor, form = current_actor(), AttachForm()
    row = queries.one(actor, mail_id)
    if form.validate_on_submit():
        try:
            return _done(held.attach(actor, mail_id, str(form.reference.data)))
        except (Rejected, Conflict, NotFound) as refusal:
            blame(form, "reference", refusal)
    return respond(came_page(row, form), status=422)


@blueprint.post("/blocked")
@engineers_only
def unblock() -> Response:
    """Take mail of a sender again, and go back to the mail where one of theirs was looked at."""
    address, mail_id = request.form.get("address", ""), request.form.get("mail", type=int)
    held.unblock(current_actor(), address)
    announce(f"Mail of {address} is judged like any other again. What was held meanwhile stays held.")
    return see_other(url_for("mailroom.received", mail_id=mail_id) if mail_id else url_for("mailroom.mails"))


@blueprint.post("/suspended")
@engineers_only
def send_there_again() -> Response:
    """Send mail to a suspended address again."""
    address = request.form.get("address", "")
    suspensions.lift(address)
    announce(f"Mail is sent to {address} again, from now on.")
    return see_other(url_for("mailroom.mails"))


def _done(row: ReceivedRow) -> Response:
    announce(_said(row))
    return see_other(url_for("mailroom.received", mail_id=row.id))


def _said(row: ReceivedRow) -> str:
    where = f": {row.reference}" if row.reference else ""
    return f"{mail_words.of_received(row)}{where}. {mail_words.why(row)}"
