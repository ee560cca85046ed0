"""Tickets that have to do with each other, as engineers say: related, or the same matter raised again.

Only engineers know of it: it tells no customer of another customer's tickets (S-04).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from portal import audit, clock
from portal.audit import Act
from portal.db import is_postgresql, transaction
from portal.db.locks import locked
from portal.db.tables import Ticket, TicketLink
from portal.errors import NotFound, Rejected
from portal.policy import Action, Actor
from portal.settings import current
from portal.tickets.changing import changing
from portal.tickets.events import record
from portal.tickets.queries import get_visible, number_of
from portal.tickets.rows import TicketRow, reference_of
from portal.vocabulary import EntryKind, LinkKind, Status

MOST = 50


class Linked(NamedTuple):
    """A ticket that another one is linked with; `is_original` says that the other one is its duplicate."""

    link_id: int
    ticket_id: int
    subject: str
    status: Status
    kind: LinkKind
    is_original: bool

    @property
    def reference(self) -> str:
        """SC-1042."""
        return reference_of(self.ticket_id)


def linked_with(row: TicketRow) -> tuple[Linked, ...]:
    """Every ticket that this one is linked with, in the order of their numbers; for engineers only."""
    columns = (TicketLink.id, Ticket.id, Ticket.subject, Ticket.status, TicketLink.kind)
    there = TicketLink.select(*columns).join(Ticket, on=(TicketLink.other == Ticket.id))
    back = TicketLink.select(*columns).join(Ticket, on=(TicketLink.ticket == Ticket.id))
    found = [Linked._make((*values, True)) for values in there.where(TicketLink.ticket == row.id).tuples()]
    found += [Linked._make((*values, False)) for values in back.where(TicketLink.other == row.id).tuples()]
    return tuple(sorted(found, key=lambda one: one.ticket_id))


def link(actor: Actor, reference: str, other: str, kind: LinkKind) -> Linked:
    """Link the ticket with another one, which for a duplicate is the one that came first; made twice, it is made once.

    Rejected where the two are one, where there are `MOST` already, and where a duplicate would be one of itself.
    """
    with transaction(), _both_locked(reference, other, kind), changing(actor, reference, Action.LINK) as row:
        to = _other(actor, row, other)
        there = {one.ticket_id: one for one in linked_with(row)}
        if to.id in there and there[to.id].kind is kind:
            return there[to.id]
        if to.id in there:
            _remove(actor, row, there[to.id])
        elif len(there) >= MOST:
            raise Rejected(f"{MOST} links are the most", field="other")
        if kind is LinkKind.DUPLICATE:
            _judge_duplicate(row, to)
        TicketLink.insert(ticket=row.id, other=to.id, kind=kind, created_at=clock.now()).execute()
        record(actor, row.id, EntryKind.CONNECTED, how=kind, other=to.reference)
        record(actor, to.id, EntryKind.CONNECTED, how=kind, other=row.reference, is_original=True)
        audit.record_on(Act.LINKED, actor, row, before="", after=kind, other=to.reference)
        return next(one for one in linked_with(row) if one.ticket_id == to.id)


def unlink(actor: Actor, reference: str, link_id: int) -> str:
    """Take a link away and return the other ticket's reference; NotFound where there is none of this number."""
    with changing(actor, reference, Action.LINK) as row:
        found = next((one for one in linked_with(row) if one.link_id == link_id), None)
        if found is None:
            raise NotFound("This link is not there any more.")
        _remove(actor, row, found)
        return found.reference


def _remove(actor: Actor, row: TicketRow, found: Linked) -> None:
    TicketLink.delete().where(TicketLink.id == found.link_id).execute()
    record(actor, row.id, EntryKind.CONNECTED, other=found.reference, ended=True)
    record(actor, found.ticket_id, EntryKind.CONNECTED, other=row.reference, ended=True)
    audit.record_on(Act.LINKED, actor, row, before=found.kind, after="", other=found.reference)


def named(actor: Actor, other: str) -> TicketRow:
    """The ticket that somebody names in a form; Rejected where there is none, or none that they see."""
    try:
        return get_visible(actor, other).row
    except NotFound:
        words = f"There is no such ticket: write a reference such as {current().example_reference}"
        raise Rejected(words, field="other") from None


def _other(actor: Actor, row: TicketRow, other: str) -> TicketRow:
    found = named(actor, other)
    if found.id == row.id:
        raise Rejected("This is the ticket itself: name another one", field="other")
    return found


@contextmanager
def _both_locked(reference: str, other: str, kind: LinkKind) -> Iterator[None]:
    """Both where one is a duplicate, to the end of what the other is one of: two links at once close no circle."""
    if kind is LinkKind.DUPLICATE and is_postgresql():
        with suppress(NotFound):
            numbers = {number_of(reference), _original_of(number_of(other))}
            locked(Ticket.select(Ticket.id).where(Ticket.id.in_(sorted(numbers))).order_by(Ticket.id)).execute()
    yield


def _original_of(ticket_id: int) -> int:
    """The ticket that this one is a duplicate of, by however many steps; itself where it is of none."""
    seen: set[int] = set()
    number = ticket_id
    while number not in seen:
        seen.add(number)
        step = (TicketLink.ticket == number) & (TicketLink.kind == LinkKind.DUPLICATE)
        number = TicketLink.select(TicketLink.other).where(step).scalar() or number
    return number


def _judge_duplicate(row: TicketRow, original: TicketRow) -> None:
    """A ticket is the duplicate of one other at most, and never, by however many steps, of itself."""
    if _original_of(original.id) == row.id:
        why = f"{original.reference} is a duplicate of {row.reference} already, so it cannot be the other way round"
        raise Rejected(why, field="other")
    theirs = (TicketLink.ticket == row.id) & (TicketLink.kind == LinkKind.DUPLICATE)
    earlier = TicketLink.select(TicketLink.other).where(theirs).scalar()
    if earlier is not None:
        why = f"{row.reference} is a duplicate of {reference_of(earlier)} already: take that link away first"
        raise Rejected(why, field="other")
