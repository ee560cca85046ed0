"""Tickets that go on with others: which of those somebody may know of."""

from __future__ import annotations

from collections.abc import Iterable

from portal.db.tables import Ticket
from portal.policy import Actor
from portal.tickets.queries import number_of
from portal.tickets.rows import EntryRow, TicketRow, reference_of
from portal.tickets.visible import visible_to
from portal.vocabulary import EntryKind

_NAMING = (EntryKind.LINKED, EntryKind.MERGED, EntryKind.CONNECTED)
_NAMES = ("follows", "followed_by", "into", "merged", "separated", "other")


def visible_of(actor: Actor, row: TicketRow, entries: Iterable[EntryRow]) -> frozenset[str]:
    """The references that this ticket and its entries name, of tickets that the actor sees too (S-04).

    Most tickets are linked with none: for those nothing is asked.
    """
    linked = [entry.data for entry in entries if entry.kind in _NAMING]
    named = {reference for data in linked for name in _NAMES if (reference := data.get(name))}
    numbers = {number_of(reference) for reference in named}
    numbers |= {number for number in (row.follows_id, row.merged_into_id) if number is not None}
    if not numbers:
        return frozenset()
    seen = Ticket.select(Ticket.id).where(Ticket.id.in_(sorted(numbers)) & visible_to(actor))
    return frozenset(reference_of(number) for (number,) in seen.tuples())
