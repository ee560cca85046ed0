"""A ticket is raised: ticket, first entry and outgoing mails, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from peewee import IntegrityError

from portal import clock
from portal.db import is_postgresql, transaction
from portal.db.locks import locked
from portal.db.tables import Attachment, Draft, Entry, Membership, Ticket, TicketResource
from portal.errors import NotAllowed, Rejected
from portal.notify.letters import MailEvent
from portal.policy import Actor
from portal.tickets.events import record, tell
from portal.tickets.queries import get_row, get_visible, ticket_of_draft
from portal.tickets.rows import Answer, TicketRow, rank_of, reference_of
from portal.tickets.search import add_text
from portal.tickets.seers import administrators_of, readers_of
from portal.tickets.targets import plan_of
from portal.vocabulary import Approval, EntryKind, FulfilmentKind, Kind, Level, Priority, Source, Status, Visibility

_NOT_YOURS = "Choose one of your own organisations."


@dataclass(frozen=True)
class NewTicket:
    """What somebody raises. `priority` was computed by us, never posted; `file_fields` are the visible file fields.

    `follows` is the number of a finished ticket that the actor sees and that this one goes on with, `beside` what is
    kept with its first entry, `confirms` whether the requester gets a mail that it is there.
    """

    subject: str
    issue_type: str
    issue_type_label: str
    category_label: str
    kind: Kind
    visibility: Visibility
    answers: tuple[Answer, ...] = ()
    organisation_id: int | None = None
    always_private: bool = False
    needs_approval: bool = False
    fulfilment: FulfilmentKind | None = None
    concerns: int | None = None
    urgency: Level | None = None
    impact: Level | None = None
    priority: Priority | None = None
    resources: tuple[str, ...] = ()
    draft_id: str | None = None
    file_fields: tuple[str, ...] = ("attachments",)
    follows: int | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)
    confirms: bool = True


def open_ticket(actor: Actor, new: NewTicket) -> TicketRow:
    """Raise a ticket and return it; the same draft again returns the ticket that it became (R-10, UX-21)."""
    _judge(actor, new)
    try:
        with transaction():
            _await_uploads(new)
            number = _number_of_draft(actor, new)
            return get_row(number if number is not None else _write(actor, new))
    except IntegrityError:
        # Another worker was faster with the same draft.
        number = _number_of_draft(actor, new)
        if number is None:
            raise
        return get_row(number)


def require_raised_by_another(actor: Actor, ticket_id: int) -> None:
    """NotAllowed for who raised the ticket, whoever's it is now: it may have been handed on, and they may be back."""
    raised = (Entry.ticket == ticket_id) & (Entry.kind == EntryKind.OPENED) & (Entry.actor == actor.person_id)
    if Entry.select().where(raised).exists():
        raise NotAllowed("Nobody approves what they asked for themselves: another administrator does.")


def _judge(actor: Actor, new: NewTicket) -> None:
    if actor.channel is Source.PORTAL and not actor.may_raise:
        raise NotAllowed("Tickets of your plan are raised by e-mail.")
    if new.organisation_id is not None and actor.place(new.organisation_id) is None:
        raise Rejected(_NOT_YOURS, field="sharing")
    if new.visibility is Visibility.SHARED and (new.organisation_id is None or new.always_private):
        raise Rejected("This ticket cannot be shared: choose Private Request.", field="sharing")


def _await_uploads(new: NewTicket) -> None:
    """A file that is being stored with the draft goes with the ticket; one that comes later finds no draft."""
    if new.draft_id is not None and is_postgresql():
        locked(Draft.select(Draft.id).where(Draft.id == new.draft_id)).execute()


def _number_of_draft(actor: Actor, new: NewTicket) -> int | None:
    if new.draft_id is None:
        return None
    reference = ticket_of_draft(actor, new.draft_id)
    return None if reference is None else int(reference.rpartition("-")[2])


def _write(actor: Actor, new: NewTicket) -> int:
    number = _insert(actor, new)
    _take_files(actor, new, number)
    for uuid in dict.fromkeys(new.resources):
        TicketResource.create(ticket=number, uuid=uuid)
    answered = " ".join(answer.text for answer in new.answers)
    add_text(number, f"{reference_of(number)} {new.subject} {new.issue_type_label} {answered}")
    facts: dict[str, Any] = {"priority": new.priority, "organisation": _shared_with(actor, new)}
    entry = record(actor, number, EntryKind.OPENED, **facts, **new.beside)
    _link(actor, new, number)
    row = get_row(number)
    readers = tuple(reader for reader in readers_of(row) if new.confirms or not reader.is_requester)
    follows = {"follows": reference_of(new.follows)} if new.follows is not None else {}
    tell(MailEvent.CREATED, actor, number, entry, facts=follows, readers=readers)
    if row.approval is Approval.PENDING:
        tell(MailEvent.APPROVAL_NEEDED, actor, number, entry, readers=administrators_of(row))
    _require_still_there(actor, new)
    return number


def _require_still_there(actor: Actor, new: NewTicket) -> None:
    """Who leaves the organisation at this very moment has left it before, or leaves this ticket there, too (OPS-36)."""
    theirs = (Membership.person == actor.person_id) & (Membership.organisation == new.organisation_id)
    if new.organisation_id is not None and locked(Membership.select(Membership.id).where(theirs)).first() is None:
        raise Rejected(_NOT_YOURS, field="sharing")


def _link(actor: Actor, new: NewTicket, number: int) -> None:
    """Each of the two says where it goes on, or what it goes on with."""
    if new.follows is None:
        return
    get_visible(actor, reference_of(new.follows))
    record(actor, number, EntryKind.LINKED, follows=reference_of(new.follows))
    record(actor, new.follows, EntryKind.LINKED, followed_by=reference_of(number))


def _insert(actor: Actor, new: NewTicket) -> int:
    now = clock.now()
    place = actor.place(new.organisation_id)
    pending = new.needs_approval and not (place is not None and place.is_administrator)
    plan = plan_of(actor, place)
    ticket = Ticket.create(
        subject=new.subject,
        issue_type=new.issue_type,
        issue_type_label=new.issue_type_label,
        category_label=new.category_label,
        kind=new.kind,
        source=actor.channel,
        requester=actor.person_id,
        organisation=new.organisation_id,
        visibility=new.visibility,
        always_private=new.always_private,
        status=Status.WAITING_FOR_APPROVAL if pending else Status.NEW,
        approval=Approval.PENDING if pending else Approval.NONE,
        urgency=new.urgency,
        impact=new.impact,
        priority=new.priority,
        rank=rank_of(new.priority),
        plan=plan,
        answers=[answer._asdict() for answer in new.answers],
        fulfilment=new.fulfilment,
        concerns=new.concerns,
        draft=new.draft_id,
        follows=new.follows,
        opened_at=now,
        changed_at=now,
    )
    return int(ticket.id)


def _shared_with(actor: Actor, new: NewTicket) -> str:
    place = actor.place(new.organisation_id)
    return place.name if place is not None and new.visibility is Visibility.SHARED else ""


def _take_files(actor: Actor, new: NewTicket, number: int) -> None:
    """Files of the questions that were asked go with the ticket; those of a branch left again go."""
    if new.draft_id is None:
        return
    # A crafted identifier of somebody else's draft moves nothing.
    of_draft = (Attachment.draft == new.draft_id) & (Attachment.owner == actor.person_id)
    Attachment.delete().where(of_draft & Attachment.field.not_in(new.file_fields)).execute()
    Attachment.update(ticket=number, draft=None).where(of_draft).execute()
    Draft.delete().where((Draft.id == new.draft_id) & (Draft.author == actor.person_id)).execute()
