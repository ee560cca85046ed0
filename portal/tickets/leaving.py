"""Somebody leaves an organisation: its tickets forget them, and theirs go to others; in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect

from portal import audit, clock
from portal.audit import Act
from portal.db import handle
from portal.db.locks import locked
from portal.db.tables import Attachment, Departure, Draft, Follow, Participant, ReplyDraft, Ticket
from portal.notify import digests, outbox
from portal.notify.letters import MailEvent
from portal.notify.refusals import OUT_OF_SIGHT, SIGHT
from portal.policy import Actor
from portal.tickets import drafts, storage
from portal.tickets.changing import write
from portal.tickets.events import record, tell
from portal.tickets.queries import get_row, rows_of, select_rows
from portal.tickets.rows import UNSENT, TicketRow
from portal.tickets.seers import readers_of
from portal.vocabulary import EntryKind, Visibility

# The answers of a draft that say for which organisation it is written.
_ORGANISATION_KEYS = ("sharing", "on_behalf_of", "organisation")


@dataclass(frozen=True)
class Forgotten:
    """How much of somebody the tickets of an organisation have forgotten."""

    participations: int
    follows: int
    drafts: int
    mails: int


def raised_by(person_id: int, organisation_id: int) -> tuple[TicketRow, ...]:
    """The tickets of the organisation whose requester this person is, the oldest first."""
    return rows_of(select_rows().where(_theirs(person_id, organisation_id)).order_by(Ticket.id))


def lock_raised_by(person_id: int, organisation_id: int) -> None:
    """Keep these tickets as they are until the transaction ends, the oldest first, as everybody locks several."""
    theirs = Ticket.select(Ticket.id).where(_theirs(person_id, organisation_id))
    locked(theirs.order_by(Ticket.id)).execute()


def hand_over(actor: Actor | None, row: TicketRow, to: int, name: str) -> None:
    """Make a colleague the requester: they see the ticket, answer on it and get its mail, and are told so."""
    write(row.id, requester=to, requester_left_at=None)
    # As its requester they see it anyway, and have it for good.
    Participant.delete().where((Participant.ticket == row.id) & (Participant.person == to)).execute()
    entry = record(actor, row.id, EntryKind.HANDED_OVER, before=row.requester_name, after=name, person_id=to)
    audit.record(
        Act.REQUESTER_CHANGED,
        actor,
        person_id=to,
        organisation_id=row.organisation_id,
        ticket_id=row.id,
        before=row.requester_id,
        after=to,
    )
    readers = tuple(reader for reader in readers_of(get_row(row.id)) if reader.person_id == to)
    tell(MailEvent.HANDED_OVER, actor, row.id, entry, facts={"before": row.requester_name}, readers=readers)


def share(actor: Actor | None, row: TicketRow) -> None:
    """Let the organisation see a private ticket, without a mail to everybody: it was asked for, not written to them."""
    write(row.id, visibility=Visibility.SHARED)
    record(actor, row.id, EntryKind.SHARED, organisation=row.organisation_name or "")
    audit.record(
        Act.VISIBILITY_CHANGED,
        actor,
        organisation_id=row.organisation_id,
        ticket_id=row.id,
        before=row.visibility,
        after=Visibility.SHARED,
    )


def forget(person_id: int, organisation_id: int | None = None) -> Forgotten:
    """End what this person had on the tickets of the organisation, or of every one; what they said there stays.

    Their own tickets of it are theirs no longer: they see them neither now nor after coming back (OPS-36).
    """
    its = _its_tickets(organisation_id)
    _take_away(person_id, organisation_id)
    half_written = _remove(ReplyDraft, (ReplyDraft.person == person_id) & ReplyDraft.ticket.in_(its))
    _discard_unsent(person_id, its)
    return Forgotten(
        participations=_remove(Participant, (Participant.person == person_id) & Participant.ticket.in_(its)),
        follows=_remove(Follow, (Follow.person == person_id) & Follow.ticket.in_(its)),
        drafts=half_written + _remove_drafts(person_id, organisation_id),
        mails=outbox.drop_about(person_id, its, SIGHT) + digests.forget(person_id, its, OUT_OF_SIGHT),
    )


def _take_away(person_id: int, organisation_id: int | None) -> None:
    """Their own tickets are theirs no longer; that they left stands beside it, where it does not already."""
    theirs, now = _theirs(person_id, organisation_id), clock.now()
    left = {
        number for (number,) in Departure.select(Departure.organisation).where(Departure.person == person_id).tuples()
    }
    whose = {number for (number,) in Ticket.select(Ticket.organisation).where(theirs).distinct().tuples()}
    for number in sorted(whose - left):
        Departure.insert(person=person_id, organisation=number, left_at=now).execute()
    Ticket.update(requester_left_at=now).where(theirs).execute()


def _theirs(person_id: int, organisation_id: int | None) -> Expression:
    return (Ticket.requester == person_id) & _of(organisation_id) & Ticket.requester_left_at.is_null()


def _its_tickets(organisation_id: int | None) -> ModelSelect:
    return Ticket.select(Ticket.id).where(_of(organisation_id))


def _of(organisation_id: int | None) -> Expression:
    return Ticket.organisation.is_null(False) if organisation_id is None else Ticket.organisation == organisation_id


def _remove(table: Any, where: Expression) -> int:
    return int(table.delete().where(where).execute())


def _discard_unsent(person_id: int, its: ModelSelect) -> None:
    """Files that wait for a message that will not be sent."""
    waiting = (Attachment.owner == person_id) & Attachment.entry.is_null() & Attachment.field.in_(UNSENT)
    files = [
        number for (number,) in Attachment.select(Attachment.id).where(waiting & Attachment.ticket.in_(its)).tuples()
    ]
    Attachment.delete().where(Attachment.id.in_(files)).execute()
    # A file goes only once nothing can bring its row back.
    handle.after_commit(lambda: storage.discard(files))


def _remove_drafts(person_id: int, organisation_id: int | None) -> int:
    """Tickets that they were writing for the organisation; those in which nothing says for whom stay."""
    theirs = Draft.select(Draft.id, Draft.answers).where(Draft.author == person_id).tuples()
    return drafts.remove_all([number for number, answers in theirs if _is_for(answers, organisation_id)])


def _is_for(answers: dict[str, dict[str, list[str]]], organisation_id: int | None) -> bool:
    organisation = str(organisation_id)
    return organisation_id is None or any(
        organisation in typed.get(key, []) for typed in answers.values() for key in _ORGANISATION_KEYS
    )
