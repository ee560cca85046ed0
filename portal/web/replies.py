"""Writing on a ticket: messages, internal notes, their drafts and their files."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from portal import clock
from portal.errors import Conflict, NotAllowed, Rejected
from portal.policy import Action, Actor, allowed
from portal.tickets import files, operations
from portal.tickets.rows import TicketRow
from portal.tickets.seers import readers_of
from portal.vocabulary import EntryKind
from portal.web import whole
from portal.web.filters import here
from portal.web.guards import current_actor, engineers_only, signed_in
from portal.web.limits import takes_files
from portal.web.pages.files import FilesPart
from portal.web.posted import (
    WRITES,
    field_of,
    newest_seen,
    once_more,
    posted_mark,
    posted_words,
    refused,
    store_posted,
    waiting_for,
)
from portal.web.reached import back_to_ticket, path_to, ticket_for
from portal.web.reply_box import Typed, waiting_files, who_is_told
from portal.web.responses import announce, is_partial, respond, see_other
from portal.web.wording import number

blueprint = Blueprint("replies", __name__, url_prefix="/servicedesk/tickets/<reference>")


@blueprint.post("/reply")
@signed_in
@takes_files
def reply(reference: str) -> Response:
    """Send a message to everybody who can see the ticket."""
    return _send(reference, EntryKind.MESSAGE)


@blueprint.post("/note")
@engineers_only
@takes_files
def note(reference: str) -> Response:
    """Write down what only engineers read."""
    return _send(reference, EntryKind.NOTE)


@blueprint.post("/reply-draft")
@signed_in
def keep_draft(reference: str) -> Response:
    """Keep what is half written."""
    kind = _kind()
    operations.keep_reply_draft(current_actor(), reference, posted_words(), kind, once=posted_mark())
    if not is_partial():
        # Who was logged out when the script saved sends it from a page.
        announce("What you typed is saved as a draft. It is not sent yet.")
        return see_other(_box_of(ticket_for(reference), kind))
    return jsonify(saved=here().hour(clock.now()))


@blueprint.post("/reply-files")
@signed_in
@takes_files
def upload(reference: str) -> Response:
    """Store files for the message or the note that is being written."""
    kind = _kind()
    row = ticket_for(reference, WRITES[kind])
    return _files_answer(row, kind, store_posted(current_actor(), row, kind))


@blueprint.post("/reply-files/<file_id>/remove")
@signed_in
@takes_files
def remove_file(reference: str, file_id: str) -> Response:
    """Throw away a file that was not sent yet."""
    row = ticket_for(reference)
    files.remove(current_actor(), file_id)
    return _files_answer(row, _kind(), "")


def _send(reference: str, kind: EntryKind) -> Response:
    actor, row = current_actor(), ticket_for(reference)
    # Who may not write leaves no files either; why not, the operation says.
    problem = store_posted(actor, row, kind) if WRITES[kind] in allowed(actor, row) else ""
    typed = Typed(kind, posted_words(), posted_mark(), "asks" in request.form, files_problem=problem)
    if problem:
        return once_more(actor, row.reference, typed, 422)
    try:
        _write(actor, row, typed)
    except (Rejected, NotAllowed, Conflict) as refusal:
        return refused(actor, row.reference, typed, refusal)
    announce(_sent_words(actor, row, kind))
    if not is_partial():
        return back_to_ticket(row.reference, anchor="reply")
    part = whole.replied_part(actor, row.reference, newest_seen(), Typed(kind))
    return respond(part, part.template)


def _write(actor: Actor, row: TicketRow, typed: Typed) -> None:
    waiting = waiting_for(actor, row, typed.kind)
    if typed.kind is EntryKind.NOTE:
        operations.note(actor, row.reference, typed.body, once=typed.once, files=waiting)
    else:
        seen = newest_seen()
        operations.reply(
            actor, row.reference, typed.body, once=typed.once, files=waiting, asks=typed.asks, newest_seen=seen
        )


def _sent_words(actor: Actor, row: TicketRow, kind: EntryKind) -> str:
    if kind is EntryKind.NOTE:
        return "Note written. Only engineers see it."
    return f"Reply sent. {who_is_told(row, readers_of(row), actor)}"


def _files_answer(row: TicketRow, kind: EntryKind, problem: str) -> Response:
    actor = current_actor()
    if not is_partial():
        if Action.REPLY in allowed(actor, row) or kind is EntryKind.NOTE:
            operations.keep_reply_draft(actor, row.reference, posted_words(), kind)
        if problem:
            return once_more(
                actor, row.reference, Typed(kind, posted_words(), posted_mark(), files_problem=problem), 422
            )
        return see_other(_box_of(row, kind))
    stored = waiting_files(row, files.list_of_reply(actor, row.id, field_of(kind)))
    said = problem or f"{number(len(stored), 'file')} stored"
    return respond(FilesPart("reply", stored, problem, said), FilesPart.template, 422 if problem else 200)


def _box_of(row: TicketRow, kind: EntryKind) -> str:
    return f"{path_to(row.reference)}{_TABS[kind]}#reply"


_TABS = {EntryKind.MESSAGE: "", EntryKind.NOTE: "?write=note"}


def _kind() -> EntryKind:
    """What is being written, says form or address: only engineers write notes, and the operations say so once more."""
    return EntryKind.NOTE if request.values.get("kind") == EntryKind.NOTE else EntryKind.MESSAGE
