"""An answer template comes into the reply box of a ticket: at the end of what is typed there, never over it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from portal.errors import NotFound, Rejected
from portal.policy import Actor, allowed
from portal.tickets import operations, templates
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind
from portal.web import whole
from portal.web.failures import status_of
from portal.web.guards import current_actor, engineers_only
from portal.web.limits import takes_files
from portal.web.listing import is_number
from portal.web.posted import WRITES, once_more, posted_mark, posted_words, store_posted
from portal.web.reached import ticket_for
from portal.web.reply_box import Typed
from portal.web.responses import respond

blueprint = Blueprint("inserting", __name__, url_prefix="/servicedesk/tickets/<reference>")


@blueprint.post("/template")
@engineers_only
@takes_files
def insert_template(reference: str) -> Response:
    """The reply box again with the chosen template at the end of what was typed, all of it kept as a draft."""
    actor, row = current_actor(), ticket_for(reference)
    kind = EntryKind.NOTE if request.form.get("kind") == EntryKind.NOTE else EntryKind.MESSAGE
    problem = store_posted(actor, row, kind) if WRITES[kind] in allowed(actor, row) else ""
    typed = Typed(kind, posted_words(), posted_mark(), "asks" in request.form, files_problem=problem)
    try:
        words = _with_template(actor, row, typed.body)
    except Rejected as refusal:
        return once_more(actor, row.reference, typed.with_problem(str(refusal)), status_of(refusal))
    operations.keep_reply_draft(actor, row.reference, words, kind)
    page = whole.ticket_page(actor, row.reference, typed.with_body(words))
    return respond(page, "tickets/_reply.html", 422 if problem else 200)


def _with_template(actor: Actor, row: TicketRow, typed: str) -> str:
    """What was typed, and below it the template as it reads on this ticket."""
    number = request.form.get("template", "")
    if not is_number(number):
        raise Rejected("Choose a template to insert", field="template")
    try:
        found = templates.get_template(actor, int(number))
    except NotFound as gone:
        raise Rejected(str(gone), field="template") from None
    words = templates.filled(found.body, row, actor)
    return f"{typed.rstrip()}\n\n{words}" if typed.strip() else words
