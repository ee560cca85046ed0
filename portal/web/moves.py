"""Moving a ticket along: resolve, agree, reopen, cancel, approve, decline; and following it."""

from __future__ import annotations

from typing import Protocol

from flask import Blueprint, Response, request

from portal.errors import Conflict, NotFound, Rejected
from portal.policy import Action, Actor, allowed
from portal.tickets import operations
from portal.tickets.planned import is_planned
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, Following
from portal.web.following import said
from portal.web.guards import current_actor, signed_in
from portal.web.limits import takes_files
from portal.web.pages.move import MovePage
from portal.web.posted import (
    asked_again,
    newest_seen,
    once_more,
    posted_mark,
    posted_words,
    refused,
    store_posted,
    waiting_for,
)
from portal.web.reached import back_to_ticket, path_to, ticket_for
from portal.web.reply_box import Typed
from portal.web.responses import respond

blueprint = Blueprint("moves", __name__, url_prefix="/servicedesk/tickets/<reference>")


class Operation(Protocol):
    """Resolving or reopening: a move with what stands in the reply box."""

    def __call__(
        self, actor: Actor, reference: str, text: str, *, once: str, files: tuple[str, ...], newest_seen: int
    ) -> None:
        """Make the move."""


@blueprint.post("/resolve")
@signed_in
@takes_files
def resolve(reference: str) -> Response:
    """Say that it is solved, with the words in the reply box."""
    return _with_reply(reference, Action.RESOLVE, operations.resolve, "{} is resolved. You can reopen it.")


@blueprint.post("/reopen")
@signed_in
@takes_files
def reopen(reference: str) -> Response:
    """Say that it is not solved after all, with the words in the reply box."""
    return _with_reply(reference, Action.REOPEN, operations.reopen, "{} is open again.")


@blueprint.post("/close")
@signed_in
def close(reference: str) -> Response:
    """Agree that one's ticket is solved."""
    operations.confirm_solved(current_actor(), reference)
    return _done(reference, "{} is closed. Thank you for telling us.")


@blueprint.get("/cancel")
@signed_in
def ask_to_cancel(reference: str) -> Response:
    """Ask before a request is taken back."""
    return respond(_cancelling(ticket_for(reference, Action.CANCEL)))


@blueprint.post("/cancel")
@signed_in
def cancel(reference: str) -> Response:
    """Take one's request back."""
    try:
        operations.cancel(current_actor(), reference, posted_words())
    except (Rejected, Conflict) as refusal:
        return asked_again(_cancelling(ticket_for(reference)), refusal)
    return _done(reference, "{} is cancelled. Nobody works on it any more.")


@blueprint.post("/approve")
@signed_in
def approve(reference: str) -> Response:
    """Let engineers act on a request for one's organisation."""
    operations.approve(current_actor(), reference)
    return _done(reference, "You have approved {}. Our engineers start now.")


@blueprint.get("/decline")
@signed_in
def ask_to_decline(reference: str) -> Response:
    """Ask why a request is refused."""
    return respond(_declining(ticket_for(reference, Action.APPROVE)))


@blueprint.post("/decline")
@signed_in
def decline(reference: str) -> Response:
    """Refuse a request for one's organisation."""
    try:
        operations.decline(current_actor(), reference, posted_words())
    except (Rejected, Conflict) as refusal:
        return asked_again(_declining(ticket_for(reference)), refusal)
    return _done(reference, "You have declined {}. The requester reads why.")


@blueprint.post("/follow")
@signed_in
def follow(reference: str) -> Response:
    """Get the mails about a ticket, or no more of them."""
    wanted = request.form.get("following", "")
    if wanted not in set(Following):
        raise NotFound("There is no such choice.")
    actor, following = current_actor(), Following(wanted)
    operations.follow(actor, reference, following)
    return _done(reference, said(ticket_for(reference), actor, following))


def _with_reply(reference: str, action: Action, operation: Operation, words: str) -> Response:
    actor, row = current_actor(), ticket_for(reference)
    # Who may not do it, perhaps because it was done by the same press already, leaves no files either.
    may = {action, Action.REPLY} <= allowed(actor, row)
    problem = store_posted(actor, row, EntryKind.MESSAGE) if may else ""
    typed = Typed(body=posted_words(), once=posted_mark(), files_problem=problem)
    if problem:
        return once_more(actor, reference, typed, 422)
    waiting = waiting_for(actor, row, EntryKind.MESSAGE)
    try:
        operation(actor, reference, typed.body, once=typed.once, files=waiting, newest_seen=newest_seen())
    except (Rejected, Conflict) as refusal:
        if isinstance(refusal, Conflict) and not typed.body.strip():
            raise
        return refused(actor, reference, typed, refusal)
    return _done(reference, words)


def _done(reference: str, words: str) -> Response:
    canonical = ticket_for(reference).reference
    return back_to_ticket(canonical, words.format(canonical))


def _cancelling(row: TicketRow) -> MovePage:
    path = path_to(row.reference)
    planned = "What is planned for a later day does not happen. " if is_planned(row) else ""
    return MovePage(
        row=row,
        path=path,
        action=f"{path}/cancel",
        heading="Cancel request",
        lead=f"Nobody works on it any more, and nothing can be added. {planned}What was written stays here to read.",
        label="Why do you cancel it?",
        optional=True,
        button="Cancel request",
        keep="Keep the request",
    )


def _declining(row: TicketRow) -> MovePage:
    path = path_to(row.reference)
    reads = "gets a mail with what you write here" if row.has_requester else "reads nothing of it any more"
    return MovePage(
        row=row,
        path=path,
        action=f"{path}/decline",
        heading="Decline request",
        lead=f"Our engineers do nothing. {row.requester_name} {reads}.",
        label="Why do you decline it?",
        button="Decline request",
        keep="Decide later",
    )
