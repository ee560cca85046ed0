"""Tickets that go on with others: which of those somebody may know of."""

from __future__ import annotations

from collections.abc import Iterable

from portal.db.tables import Ticket
from portal.policy import Actor
from portal.tickets.queries import number_of, visible_to
from portal.tickets.rows import EntryRow, TicketRow, reference_of
from portal.vocabulary import EntryKind


def visible_of(actor: Actor, row: TicketRow, entries: Iterable[EntryRow]) -> frozenset[str]:
    """The references that this ticket and its entries name, of tickets that the actor sees too (S-04).

    Most tickets are linked with none: for those nothing is asked.
    """
    linked = [entry.data for entry in entries if entry.kind is EntryKind.LINKED]
    named = {reference for data in linked for reference in (data.get("follows"), data.get("followed_by")) if reference}
    numbers = {number_of(reference) for reference in named} | ({row.follows_id} if row.follows_id else set())
    if not numbers:
        return frozenset()
    seen = Ticket.select(Ticket.id).where(Ticket.id.in_(sorted(numbers)) & visible_to(actor))
    return frozenset(reference_of(number) for (number,) in seen.tuples())
