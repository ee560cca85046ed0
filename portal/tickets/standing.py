"""How tickets stand for somebody at this moment, as mails tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.db.tables import Entry
from portal.notify.daily import Sight
from portal.policy import Actor
from portal.states import Move
from portal.tickets.events import letter_of
from portal.tickets.queries import get_row, may_see_ticket
from portal.tickets.seers import readers_of
from portal.vocabulary import EntryKind


def sights_of(actor: Actor, ticket_ids: Sequence[int]) -> tuple[Sight, ...]:
    """Those of the tickets that the actor may see and hears of, each as it stands now."""
    return tuple(sight for ticket_id in ticket_ids for sight in _sight_of(actor, ticket_id))


def resolution_of(ticket_id: int) -> int | None:
    """The entry that last said this ticket is solved, whatever came after it; None where none did."""
    changes = (Entry.ticket == ticket_id) & (Entry.kind == EntryKind.STATUS_CHANGED)
    found = Entry.select(Entry.id, Entry.data).where(changes).order_by(Entry.id.desc()).tuples()
    return next((int(number) for number, data in found if data.get("move") == Move.RESOLVE), None)


def _sight_of(actor: Actor, ticket_id: int) -> Iterator[Sight]:
    if not may_see_ticket(actor, ticket_id):
        return
    row = get_row(ticket_id)
    readers = readers_of(row)
    for reader in readers:
        if reader.person_id == actor.person_id:
            yield Sight(reader, letter_of(row, readers), resolution_of(ticket_id))
