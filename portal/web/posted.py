"""What comes with the forms in which one writes on a ticket, and the page once more where it cannot be taken."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from portal.errors import DomainError, Rejected, Stale
from portal.policy import Action, Actor
from portal.tickets import files
from portal.tickets.rows import NOTE, REPLY, TicketRow
from portal.vocabulary import EntryKind
from portal.web import whole
from portal.web.failures import status_of
from portal.web.listing import is_number
from portal.web.pages.move import MovePage
from portal.web.reply_box import Typed
from portal.web.responses import is_partial, put_in, respond


def posted_words() -> str:
    """What was typed."""
    return request.form.get("body", "")


def posted_mark() -> str:
    """What tells a second press of the same form from a second message; empty where the form has none."""
    return request.form.get("once", "")[:40]


def asked_again(page: MovePage, refusal: DomainError) -> Response:
    """The page that asks for words once more, with those that were typed and why they were not taken."""
    return respond(replace(page, body=posted_words(), error=str(refusal)), status=status_of(refusal))


def once_more(actor: Actor, reference: str, typed: Typed, status: int) -> Response:
    """The page once more with everything that was typed."""
    return respond(whole.ticket_page(actor, reference, typed), "tickets/_reply.html", status)


def newest_seen() -> int:
    """The last entry that the page showed which this form stands on."""
    after = request.form.get("newest", "")
    return int(after) if is_number(after) else 0


def refused(actor: Actor, reference: str, typed: Typed, refusal: DomainError) -> Response:
    """The page once more with everything that was typed, and what others wrote meanwhile where that stopped it."""
    typed, status = replace(typed, problem=str(refusal)), status_of(refusal)
    if not isinstance(refusal, Stale):
        return once_more(actor, reference, typed, status)
    typed = replace(typed, stale_after=newest_seen())
    if not is_partial():
        return once_more(actor, reference, typed, status)
    part = whole.replied_part(actor, reference, newest_seen(), typed)
    return put_in(respond(part, part.template, status))


def store_posted(actor: Actor, row: TicketRow, kind: EntryKind) -> str:
    """Keep the posted files for the next words of this kind; returns the first problem in words, or nothing."""
    problem = ""
    for file in request.files.getlist("attachments"):
        if not file.filename:
            continue
        try:
            files.store(actor, file.stream, file.filename, ticket=row.id, field=field_of(kind))
        except Rejected as refusal:
            problem = problem or str(refusal)
    return problem


def waiting_for(actor: Actor, row: TicketRow, kind: EntryKind) -> tuple[str, ...]:
    """The files that go with the next words of this kind."""
    return tuple(file.id for file in files.list_of_reply(actor, row.id, field_of(kind)))


# What one has to be allowed to do, to write words of this kind.
WRITES = {EntryKind.MESSAGE: Action.REPLY, EntryKind.NOTE: Action.NOTE}


def field_of(kind: EntryKind) -> str:
    """Where files wait for words of this kind."""
    return NOTE if kind is EntryKind.NOTE else REPLY
