"""What an on- or offboarding has planned for a later day, as far as the moves of its ticket concern it."""

from __future__ import annotations

from portal import audit
from portal.audit import Act
from portal.db.tables import Fulfilment
from portal.errors import Conflict
from portal.policy import Actor
from portal.tickets.changing import write
from portal.tickets.events import record
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, FulfilmentState

CANCELLED = "The request was cancelled, so nothing happens on that day."


def is_planned(row: TicketRow) -> bool:
    """Whether something of the ticket waits for its day; asks only of those that are fulfilled by a button."""
    if row.fulfilment is None:
        return False
    waits = (Fulfilment.ticket == row.id) & (Fulfilment.state == FulfilmentState.PLANNED)
    return bool(Fulfilment.select(Fulfilment.id).where(waits).exists())


def stop_if_planned(actor: Actor, row: TicketRow) -> None:
    """Return where nothing waits for its day; Conflict, with the mend, where the ticket would be done before it is."""
    if is_planned(row):
        how = "take back what is planned" if actor.is_engineer else "cancel the request"
        raise Conflict(f"This is planned for a later day, and resolved by itself once it is done. Or {how}.")


def let_go(actor: Actor, row: TicketRow, why: str) -> None:
    """Nothing happens on the day any more, and the timeline says why; in the caller's transaction."""
    Fulfilment.update(state=FulfilmentState.CANCELLED, error=why).where(Fulfilment.ticket == row.id).execute()
    write(row.id)
    record(actor, row.id, EntryKind.FULFILMENT_CANCELLED, body=why, fulfilment=row.fulfilment)
    audit.record(
        Act.ACCESS_CANCELLED, actor, organisation_id=row.organisation_id, ticket_id=row.id, kind=row.fulfilment
    )
