"""What happened to a ticket: one entry in its timeline and one mail for each person concerned, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import SQL

from portal import clock
from portal.db.tables import Entry, Satisfaction, Ticket
from portal.notify.announcing import announce
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.policy import Actor
from portal.tickets.due import recompute
from portal.tickets.queries import files_of, get_row
from portal.tickets.rows import TicketRow
from portal.tickets.seers import customers_among, readers_of
from portal.vocabulary import INTERNAL_KINDS, EntryKind, Source, Status


def record(
    actor: Actor | None,
    ticket_id: int,
    kind: EntryKind,
    *,
    body: str = "",
    once: str | None = None,
    source: Source | None = None,
    **data: Any,
) -> int:
    """Write an entry into the ticket's timeline and return its number; `actor` is None where the portal itself acts.

    What is due on the ticket is worked out anew: whatever an operation writes into its columns, it writes before.
    It came by the actor's channel where no `source` is named.
    """
    entry = Entry.create(
        ticket=ticket_id,
        kind=kind,
        actor=actor.person_id if actor else None,
        by_engineer=actor is not None and actor.is_engineer,
        source=source or (actor.channel if actor else Source.PORTAL),
        body=body,
        data=data | _proof(actor),
        once=once,
        created_at=clock.now(),
    )
    if kind not in INTERNAL_KINDS:
        # Here, so that no operation can forget it, and the mails of the operation tell it.
        recompute(ticket_id)
    return int(entry.id)


def _proof(actor: Actor | None) -> dict[str, Any]:
    """By which mail somebody acted, and how we know that it was theirs."""
    letter = actor.letter if actor else None
    if letter is None:
        return {}
    accepted = {"accepted_by": letter.accepted_by} if letter.accepted_by else {}
    return {"mail": letter.mail_id, "trust": letter.trust, **accepted}


def tell(
    event: MailEvent,
    actor: Actor | None,
    ticket_id: int,
    entry_id: int,
    *,
    body: str = "",
    facts: Mapping[str, str] | None = None,
    readers: tuple[Reader, ...] | None = None,
    is_plain: bool = False,
) -> None:
    """Put the mails about an event into the outbox; `readers` where others are concerned than those who see it.

    `is_plain` where signs in the body mean nothing, as they never do in what people mail.
    """
    row = get_row(ticket_id)
    seers = readers_of(row)
    announce(
        event,
        letter_of(row, seers),
        seers if readers is None else readers,
        actor_id=actor.person_id if actor else None,
        actor_name=actor.name if actor else "",
        by_engineer=actor is not None and actor.is_engineer,
        entry_id=entry_id,
        body=body,
        facts=facts or {},
        caused_by=actor.letter.mail_id if actor and actor.letter else None,
        is_plain=is_plain or (actor is not None and actor.channel is Source.EMAIL),
    )


def letter_of(row: TicketRow, seers: tuple[Reader, ...]) -> TicketLetter:
    """The ticket as a mail tells of it."""
    answers = Ticket.select(Ticket.answers).where(Ticket.id == row.id).tuples().first()[0]
    return TicketLetter(
        ticket_id=row.id,
        reference=row.reference,
        subject=row.subject,
        issue_type_label=row.issue_type_label,
        kind=row.kind,
        priority=row.priority,
        urgency=row.urgency,
        impact=row.impact,
        status=row.status,
        requester_name=row.requester_name,
        organisation_name=row.organisation_name,
        visibility=row.visibility,
        seen_by=tuple(reader.name for reader in customers_among(seers)),
        answers=tuple((answer["label"], answer["text"]) for answer in answers),
        files=tuple((file.name, file.size) for file in files_of(_NOBODY, row.id)),
        opened_at=row.opened_at,
        answer_due_at=row.answer_due_at,
        has_requester=row.has_requester,
        asks_opinion=row.status is Status.CLOSED and not _is_rated(row.id),
        plan=row.plan,
        due_at=row.due_at,
        due_kind=row.due_kind,
    )


def _is_rated(ticket_id: int) -> bool:
    return bool(Satisfaction.select(SQL("1")).where(Satisfaction.ticket == ticket_id).exists())


# Reads like a customer: what a mail tells never includes internal notes.
_NOBODY = Actor(person_id=0, name="", address="")
