"""What on tickets is somebody's own, to take away: read a part at a time, and never an internal note (S-05)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from peewee import JOIN, Expression

from portal.db.tables import Attachment, Entry, Follow, InformationRequest, ReplyDraft, Ticket
from portal.policy import Actor
from portal.tickets.information_rows import all_typed_by
from portal.tickets.queries import files_of, readable_by, select_rows, timeline
from portal.tickets.rows import UNSENT, Answer, EntryRow, FileRow, TicketRow, reference_of
from portal.tickets.satisfaction import Said as Opinion
from portal.tickets.satisfaction import said_of
from portal.tickets.visible import requested_by, requested_by_others, visible_to
from portal.vocabulary import EntryKind, Following

_AT_ONCE = 50


class OwnTicket(NamedTuple):
    """A ticket of somebody's, with what they may read on it."""

    row: TicketRow
    answers: tuple[Answer, ...]
    entries: tuple[EntryRow, ...]
    files: tuple[FileRow, ...]
    opinion: Opinion | None


class Said(NamedTuple):
    """What somebody wrote on another's ticket that they see, or is about to write on any."""

    reference: str
    subject: str
    at: datetime
    body: str


def own_tickets(actor: Actor) -> Iterator[OwnTicket]:
    """Every ticket that the actor raised, the oldest first."""
    reader, after = _as_customer(actor), 0
    while True:
        query = select_rows(Ticket.answers).where(requested_by(actor) & (Ticket.id > after))
        found = list(query.order_by(Ticket.id).limit(_AT_ONCE).tuples())
        for *values, answers in found:
            row = TicketRow(*values)
            after = row.id
            entries, files = timeline(reader, row.id), files_of(reader, row.id)
            yield OwnTicket(row, tuple(map(Answer.of, answers)), entries, files, said_of(row.id))
        if len(found) < _AT_ONCE:
            return


def said_elsewhere(actor: Actor) -> Iterator[Said]:
    """What the actor wrote on tickets of others that they still see, the oldest first."""
    after = 0
    mine = (Entry.actor == actor.person_id) & (Entry.kind == EntryKind.MESSAGE) & _elsewhere(actor)
    while True:
        columns = (Entry.id, Ticket.id, Ticket.subject, Entry.created_at, Entry.body)
        query = Entry.select(*columns).join(Ticket).where(mine & (Entry.id > after)).order_by(Entry.id)
        found = list(query.limit(_AT_ONCE).tuples())
        for entry_id, ticket_id, subject, at, body in found:
            after = entry_id
            yield Said(reference_of(ticket_id), subject, at, body)
        if len(found) < _AT_ONCE:
            return


def sent_elsewhere(actor: Actor) -> Iterator[tuple[str, FileRow]]:
    """The files that the actor sent to tickets of others that they still see, with the reference of each."""
    sent = Attachment.field.not_in(UNSENT) | Attachment.entry.is_null(False)
    theirs = (Attachment.owner == actor.person_id) & sent & _elsewhere(actor)
    query = (
        Attachment.select(
            Ticket.id, Attachment.id, Attachment.entry, Attachment.field, Attachment.name, Attachment.size
        )
        .join(Ticket)
        .switch(Attachment)
        .join(Entry, JOIN.LEFT_OUTER)
        .where(theirs & (Attachment.entry.is_null() | readable_by(_as_customer(actor))))
        .order_by(Attachment.id)
    )
    for ticket_id, *values in query.tuples():
        yield reference_of(ticket_id), FileRow(*values)


def half_written(actor: Actor) -> tuple[Said, ...]:
    """The messages that the actor has begun."""
    begun = (ReplyDraft.person == actor.person_id) & (ReplyDraft.kind == EntryKind.MESSAGE) & visible_to(actor)
    columns = (Ticket.id, Ticket.subject, ReplyDraft.changed_at, ReplyDraft.body)
    query = ReplyDraft.select(*columns).join(Ticket).where(begun).order_by(ReplyDraft.id)
    return tuple(Said(reference_of(number), *values) for number, *values in query.tuples())


def half_answered(actor: Actor) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What the actor typed and did not send of the answers to engineers' questions, by the ticket's reference."""
    asked = InformationRequest
    waits = asked.answered_at.is_null() & asked.withdrawn_at.is_null() & requested_by(actor) & visible_to(actor)
    for ticket_id, kept in asked.select(Ticket.id, asked.answers).join(Ticket).where(waits).order_by(asked.id).tuples():
        for typed in all_typed_by(actor, kept):
            yield reference_of(ticket_id), typed


def followed(actor: Actor) -> tuple[tuple[str, Following], ...]:
    """What the actor chose for the mail about single tickets that they see."""
    chosen = (Follow.person == actor.person_id) & visible_to(actor)
    query = Follow.select(Ticket.id, Follow.following).join(Ticket).where(chosen).order_by(Ticket.id)
    return tuple((reference_of(number), following) for number, following in query.tuples())


def _as_customer(actor: Actor) -> Actor:
    """What engineers write among themselves is nobody's to take away, not an engineer's either."""
    return replace(actor, staff_role=None)


def _elsewhere(actor: Actor) -> Expression:
    return requested_by_others(actor) & visible_to(actor)
