"""What an actor may know of a ticket: its facts, its timeline, its files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from peewee import JOIN, SQL, Expression, ModelSelect, fn

from portal.db import is_postgresql
from portal.db.prepared import Given, prepared
from portal.db.tables import Attachment, Entry, Follow, Organisation, Participant, Person, ReplyDraft, Ticket
from portal.errors import NO_TICKET, NotFound
from portal.policy import Actor
from portal.settings import current
from portal.tickets.names import REQUESTER_NAME, STILL_REQUESTER, Requester, author_name
from portal.tickets.rows import UNSENT, Answer, EntryRow, FileRow, TicketRow, WholeTicket, reference_of
from portal.tickets.shapes import shape_of, values_of
from portal.tickets.visible import requested_by, visible_to
from portal.vocabulary import INTERNAL_KINDS, EntryKind

Engineer = Person.alias("engineer")

# The columns of a TicketRow, in its order; the participants follow them.
COLUMNS = (
    Ticket.id,
    Ticket.subject,
    Ticket.issue_type,
    Ticket.issue_type_label,
    Ticket.category_label,
    Ticket.kind,
    Ticket.source,
    STILL_REQUESTER,
    REQUESTER_NAME,
    Ticket.organisation,
    Organisation.name,
    Ticket.engineer,
    Engineer.name,
    Ticket.visibility,
    Ticket.always_private,
    Ticket.status,
    Ticket.approval,
    Ticket.urgency,
    Ticket.impact,
    Ticket.priority,
    Ticket.plan,
    Ticket.opened_at,
    Ticket.changed_at,
    Ticket.answer_due_at,
    Ticket.answered_at,
    Ticket.resolved_at,
    Ticket.after_resolve_at,
    Ticket.finished_at,
    Ticket.follows,
    Ticket.merged_into,
    Ticket.fulfilment,
    Ticket.concerns,
    Ticket.version,
    Ticket.due_at,
    Ticket.due_kind,
    Ticket.waiting_since,
)


def select_rows(*more: Any) -> ModelSelect:
    """A select of TicketRow's columns (and `more`) with the names that stand in other tables."""
    return (
        Ticket.select(*COLUMNS, _participants(), *more)
        .join(Requester, on=(Ticket.requester == Requester.id))
        .switch(Ticket)
        .join(Organisation, JOIN.LEFT_OUTER, on=(Ticket.organisation == Organisation.id))
        .switch(Ticket)
        .join(Engineer, JOIN.LEFT_OUTER, on=(Ticket.engineer == Engineer.id))
    )


def _participants() -> ModelSelect:
    gather = fn.STRING_AGG if is_postgresql() else fn.GROUP_CONCAT
    numbers = gather(Participant.person.cast("TEXT"), ",")
    # Without a name of its own Peewee would take the text for the number that it was made of.
    return Participant.select(numbers).where(Participant.ticket == Ticket.id).alias("participants_text")


def rows_of(select: ModelSelect) -> tuple[TicketRow, ...]:
    """The rows of a select that `select_rows` began."""
    return tuple(TicketRow(*values) for values in select.tuples())


def number_of(reference: str) -> int:
    """The number in SC-1042 (in any case, with or without the prefix); raises NotFound where there is none."""
    found = re.fullmatch(rf"(?:{re.escape(current().reference_prefix)}-)?(\d{{1,9}})", reference.strip(), re.IGNORECASE)
    if found is None:
        raise NotFound(NO_TICKET)
    return int(found[1])


def rows_among(actor: Actor, references: Iterable[str]) -> tuple[TicketRow, ...]:
    """Those of the tickets of these references that the actor may know of; what is no reference is left out."""
    prefix = f"{current().reference_prefix}-"
    written = (reference.removeprefix(prefix) for reference in references)
    numbers = [int(text) for text in written if text.isascii() and text.isdigit() and len(text) <= 9]
    return rows_of(select_rows().where(Ticket.id.in_(numbers) & visible_to(actor)))


def get_visible(actor: Actor, reference: str, *, writing: EntryKind = EntryKind.MESSAGE) -> WholeTicket:
    """The ticket of this reference, with what the actor has half written of this kind.

    Raises NotFound where the actor may not know of it, as where there is none.
    """
    found = _whole(shape_of(actor), writing).rows(ticket=number_of(reference), **values_of(actor))
    if not found:
        raise NotFound(NO_TICKET)
    *row, answers, following, body, changed_at = found[0]
    return WholeTicket(TicketRow(*row), tuple(map(Answer.of, answers)), following, body or "", changed_at)


@prepared
def _whole(actor: Actor, writing: EntryKind) -> ModelSelect:
    half_written = (ReplyDraft.person == actor.person_id) & (ReplyDraft.kind == writing)
    return (
        select_rows(Ticket.answers, Follow.following, ReplyDraft.body, ReplyDraft.changed_at)
        .switch(Ticket)
        .join(Follow, JOIN.LEFT_OUTER, on=((Follow.ticket == Ticket.id) & (Follow.person == actor.person_id)))
        .switch(Ticket)
        .join(ReplyDraft, JOIN.LEFT_OUTER, on=(half_written & (ReplyDraft.ticket == Ticket.id)))
        .where((Ticket.id == Given("ticket")) & visible_to(actor))
    )


def get_row(ticket_id: int) -> TicketRow:
    """The ticket of this number, whoever asks; for operations that have already asked `visible_to`."""
    return rows_of(select_rows().where(Ticket.id == ticket_id))[0]


def may_see_ticket(actor: Actor, ticket_id: int) -> bool:
    """Whether the actor may know of this ticket at this moment."""
    return bool(Ticket.select(SQL("1")).where((Ticket.id == ticket_id) & visible_to(actor)).exists())


def timeline(actor: Actor, ticket_id: int, after: int = 0) -> tuple[EntryRow, ...]:
    """A visible ticket's entries after the entry `after`, oldest first; internal notes only for engineers."""
    found = _timeline(shape_of(actor)).rows(ticket=ticket_id, after=after)
    return tuple(
        EntryRow(number, kind, actor_id, name or current().brand.name, *rest)
        for number, kind, actor_id, name, *rest in found
    )


@prepared
def _timeline(actor: Actor) -> ModelSelect:
    return (
        Entry.select(
            Entry.id,
            Entry.kind,
            Entry.actor,
            author_name(),
            Entry.by_engineer,
            Entry.source,
            Entry.body,
            Entry.data,
            Entry.created_at,
        )
        .join(Person, JOIN.LEFT_OUTER)
        .where((Entry.ticket == Given("ticket")) & (Entry.id > Given("after")) & readable_by(actor))
        .order_by(Entry.id)
    )


def readable_by(actor: Actor) -> Expression:
    """The entries that the actor may read on a ticket that they see (S-05)."""
    return SQL("1 = 1") if actor.is_engineer else Entry.kind.not_in(sorted(INTERNAL_KINDS))


def files_of(actor: Actor, ticket_id: int) -> tuple[FileRow, ...]:
    """A visible ticket's files, in the order they came; files of internal notes only for engineers.

    Files that wait for a message or a note (`UNSENT`, without an entry) are only those of the actor.
    """
    found = _files(shape_of(actor)).rows(ticket=ticket_id, person=actor.person_id)
    return tuple(FileRow(*values) for values in found)


@prepared
def _files(actor: Actor) -> ModelSelect:
    of_form = Attachment.entry.is_null() & Attachment.field.not_in(UNSENT)
    of_entry = Attachment.entry.is_null(False) & readable_by(actor)
    waiting = Attachment.entry.is_null() & (Attachment.owner == actor.person_id)
    return (
        Attachment.select(Attachment.id, Attachment.entry, Attachment.field, Attachment.name, Attachment.size)
        .join(Entry, JOIN.LEFT_OUTER)
        .where((Attachment.ticket == Given("ticket")) & (of_form | of_entry | waiting))
        .order_by(Attachment.created_at, Attachment.id)
    )


def ticket_of_draft(actor: Actor, draft_id: str) -> str | None:
    """The reference of the ticket that this draft of the actor's became, or None while it is a draft."""
    found = Ticket.select(Ticket.id).where((Ticket.draft == draft_id) & requested_by(actor)).tuples().first()
    return reference_of(found[0]) if found else None
