"""Two tickets of one customer become one: the first is closed, and what is written there goes on in the second."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from portal import audit, clock
from portal.audit import Act
from portal.db import is_postgresql, transaction
from portal.db.locks import locked
from portal.db.tables import Entry, Participant, Ticket
from portal.errors import NotFound, Rejected
from portal.notify import links
from portal.notify.letters import Reader
from portal.policy import Action, Actor, allowed, require
from portal.states import Move
from portal.tickets.changing import change_status, changing, mail_of, write
from portal.tickets.events import record, tell
from portal.tickets.linking import named
from portal.tickets.participants import MOST, addable_to, remove_participant
from portal.tickets.queries import get_row, get_visible, number_of
from portal.tickets.rows import TicketRow, reference_of
from portal.tickets.seers import customers_among, readers_of
from portal.tickets.words import reason_of
from portal.vocabulary import EntryKind


@dataclass(frozen=True)
class Merger:
    """What merging `row` into `into` means.

    `joins` is the requester who becomes a participant there, None where they see it anyway; `left` are the names of
    others who see the first ticket and not the second.
    """

    row: TicketRow
    into: TicketRow
    joins: str | None
    left: tuple[str, ...]


def end_of(ticket_id: int) -> int:
    """The ticket in which this one goes on, by however many mergers; itself where it was merged into none."""
    seen: set[int] = set()
    number = ticket_id
    while number not in seen:
        seen.add(number)
        number = _next_of(number)
    return number


def _next_of(number: int) -> int:
    return int(Ticket.select(Ticket.merged_into).where(Ticket.id == number).scalar() or number)


def preview(actor: Actor, reference: str, into: str) -> Merger:
    """What merging would mean; Rejected, in words, where the two cannot become one."""
    row = get_visible(actor, reference).row
    require(actor, row, Action.MERGE)
    return _judged(actor, row, into)


def merge(actor: Actor, reference: str, into: str) -> Merger:
    """Close the ticket, which goes on in the other one; its requester is told. Made twice, it is made once.

    Rejected where the two belong to different customers, or the requester could not see where it goes on.
    """
    with transaction():
        _lock(reference, into)
        row = get_visible(actor, reference).row
        if row.merged_into_id is not None and end_of(row.id) == end_of(number_of(into)):
            return Merger(row, get_row(end_of(row.id)), None, ())
        require(actor, row, Action.MERGE)
        found = _judged(actor, row, into)
        _join(actor, found)
        write(row.id, merged_into=found.into.id)
        entry = change_status(actor, row, Move.MERGE, kind=EntryKind.MERGED, into=found.into.reference)
        write(found.into.id)
        record(actor, found.into.id, EntryKind.MERGED, merged=row.reference)
        into = found.into.reference
        audit.record(Act.MERGED, actor, ticket_id=row.id, organisation_id=row.organisation_id, into=into)
        facts = {"into": into, "link": links.ticket_page(into)}
        tell(mail_of(Move.MERGE), actor, row.id, entry, facts=facts, readers=_who_sees_both(row, found))
        return found


def separate(actor: Actor, reference: str, reason: str) -> None:
    """Take a merger back: the ticket is open again on its own; made twice, it is made once.

    Who saw the other ticket because of it sees it no longer.
    """
    with transaction():
        _keep({number_of(reference), _next_of(number_of(reference))})
        _separate(actor, reference, reason)


def _separate(actor: Actor, reference: str, reason: str) -> None:
    with changing(actor, reference) as row:
        if row.merged_into_id is None:
            require(actor, row, Action.MERGE)
            return
        require(actor, row, Action.SEPARATE)
        why = reason_of(reason)
        other = reference_of(row.merged_into_id)
        write(row.id, merged_into=None)
        entry = change_status(actor, row, Move.RESUME, body=why, kind=EntryKind.MERGED, separated=other)
        record(actor, row.merged_into_id, EntryKind.MERGED, separated=row.reference)
        audit.record(Act.MERGED, actor, ticket_id=row.id, organisation_id=row.organisation_id, separated=other)
        tell(mail_of(Move.RESUME), actor, row.id, entry, body=why)
        if _saw_by_merger(row.requester_id, get_row(row.merged_into_id)):
            remove_participant(actor, other, row.requester_id)


def _saw_by_merger(person_id: int, into: TicketRow) -> bool:
    """Whether a merger made them a participant there, nobody added them since, and nothing of theirs goes on there."""
    theirs = (Ticket.merged_into == into.id) & (Ticket.requester == person_id)
    if person_id not in into.participants or Ticket.select().where(theirs).exists():
        return False
    told = Entry.select(Entry.data).where(Entry.ticket == into.id).order_by(Entry.id.desc())
    added = (data for (data,) in told.where(Entry.kind == EntryKind.PARTICIPANT_ADDED).tuples())
    return next((bool(data.get("merged")) for data in added if data["person_id"] == person_id), False)


def _who_sees_both(row: TicketRow, found: Merger) -> tuple[Reader, ...]:
    """To nobody else the mail may name where it goes on (S-04)."""
    seeing = {reader.person_id for reader in readers_of(get_row(found.into.id))}
    return tuple(reader for reader in readers_of(row) if reader.person_id in seeing)


def _lock(reference: str, into: str) -> None:
    """Both, the smaller number first, so that two mergers the other way round do not wait for each other."""
    with suppress(NotFound):
        _keep({number_of(reference), end_of(number_of(into))})


def _keep(numbers: set[int]) -> None:
    if is_postgresql():
        locked(Ticket.select(Ticket.id).where(Ticket.id.in_(sorted(numbers))).order_by(Ticket.id)).execute()


def _judged(actor: Actor, row: TicketRow, into: str) -> Merger:
    other = named(actor, into)
    target = get_row(end_of(other.id))
    if (why := _why_not(row, other, target)) is not None:
        raise Rejected(why, field="other")
    seeing = {reader.person_id for reader in readers_of(target)}
    joins = None if row.requester_id in seeing else dict(addable_to(target)).get(row.requester_id)
    if joins is None and row.has_requester and row.requester_id not in seeing:
        why = f"{row.requester_name} cannot see {target.reference}. Mark this ticket as its duplicate instead"
        raise Rejected(why, field="other")
    if joins is not None and Action.CHOOSE_PARTICIPANTS not in allowed(actor, target):
        raise Rejected(f"Nobody can be added to {target.reference}. Mark this ticket as its duplicate", field="other")
    if joins is not None and len(target.participants) >= MOST:
        raise Rejected(f"{target.reference} has {MOST} participants already, which are the most", field="other")
    return Merger(row, target, joins, _left(row, seeing))


def _why_not(row: TicketRow, other: TicketRow, target: TicketRow) -> str | None:
    customers = (row.organisation_id or -row.requester_id, target.organisation_id or -target.requester_id)
    reasons = (
        (other.id == row.id, "This is the ticket itself: name another one"),
        (target.id == row.id, f"{other.reference} was merged into {row.reference}: it cannot be the other way round"),
        (
            customers[0] != customers[1],
            f"{target.reference} belongs to another customer. Mark this ticket as its duplicate instead",
        ),
        (target.status.is_finished, f"{target.reference} is finished, and nothing can go on there"),
        (
            row.fulfilment is not None or target.fulfilment is not None,
            "An onboarding or offboarding stands for itself and cannot be merged",
        ),
    )
    return next((why for holds, why in reasons if holds), None)


def _left(row: TicketRow, seeing: set[int]) -> tuple[str, ...]:
    """Colleagues who read the first ticket, and go on reading it, but not the one in which it goes on."""
    readers: tuple[Reader, ...] = customers_among(readers_of(row))
    return tuple(reader.name for reader in readers if reader.person_id not in {*seeing, row.requester_id})


def _join(actor: Actor, found: Merger) -> None:
    """The requester of the first ticket sees the second one, too."""
    if found.joins is None:
        return
    number, into = found.row.requester_id, found.into.id
    Participant.insert(ticket=into, person=number, created_at=clock.now()).on_conflict_ignore().execute()
    audit.record_on(Act.PARTICIPANT_ADDED, actor, found.into, person_id=number)
    merged = found.row.reference
    record(actor, into, EntryKind.PARTICIPANT_ADDED, person_id=number, person=found.joins, merged=merged)
