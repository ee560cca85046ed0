"""On its day the worker carries out what an engineer confirmed before."""

from __future__ import annotations

import logging

from portal import audit, clock, db
from portal.accounts.queries import engineers
from portal.audit import Act
from portal.db import is_postgresql, transaction
from portal.db.locks import locked
from portal.db.tables import Fulfilment, Ticket
from portal.errors import Conflict, DomainError
from portal.fulfilment.carrying import carry_out
from portal.fulfilment.queries import given_of
from portal.fulfilment.ways import way_of
from portal.notify.letters import MailEvent, Reader
from portal.tickets.changing import write
from portal.tickets.events import record, tell
from portal.tickets.queries import get_row
from portal.vocabulary import EntryKind, FulfilmentState

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 20
_OTHERWISE = (
    "What was confirmed is no longer what would happen: the people or the organisation have changed since. Look at the "
    "preview, and confirm it again."
)


def carry_out_due() -> int:
    """Carry out everything whose day has come, and return how many; the worker calls it, and several may."""
    is_due = (Fulfilment.state == FulfilmentState.PLANNED) & (Fulfilment.due_at <= clock.now())
    select = Fulfilment.select(Fulfilment.ticket).where(is_due).order_by(Fulfilment.due_at, Fulfilment.id)
    return sum(_try(ticket_id) for (ticket_id,) in list(select.limit(_MOST_AT_ONCE).tuples()))


def _try(ticket_id: int) -> int:
    """A failure is written down and told to engineers; where the database fails, it is tried again by itself."""
    try:
        return _carry_out(ticket_id)
    except db.FAILURES:
        raise
    except Exception as error:
        if not isinstance(error, DomainError):
            log.exception("ticket %d: what was planned broke", ticket_id)
        reason = str(error) if isinstance(error, DomainError) else "Something broke on our side; it is in the log."
        return _fail(ticket_id, reason)


def _carry_out(ticket_id: int) -> int:
    with transaction():
        document = _take(ticket_id)
        if document is None:
            return 0
        row = get_row(ticket_id)
        given = given_of(ticket_id)
        plan = way_of(row.fulfilment).preview(row, given)
        if plan.blockers:
            raise Conflict(plan.blockers[0])
        if dict(plan.effects) != document["effects"]:
            raise Conflict(_OTHERWISE)
        carry_out(None, row, given, plan)
        return 1


def _take(ticket_id: int) -> dict[str, object] | None:
    """What was confirmed, its ticket locked; None where another worker was faster, or it was taken back."""
    if is_postgresql():
        locked(Ticket.select(Ticket.id).where(Ticket.id == ticket_id)).execute()
    waits = (Fulfilment.ticket == ticket_id) & (Fulfilment.state == FulfilmentState.PLANNED)
    found = Fulfilment.select(Fulfilment.plan).where(waits).tuples().first()
    return found[0] if found else None


def _fail(ticket_id: int, reason: str) -> int:
    with transaction():
        if _take(ticket_id) is None:
            return 0
        row = get_row(ticket_id)
        Fulfilment.update(state=FulfilmentState.FAILED, error=reason).where(Fulfilment.ticket == ticket_id).execute()
        write(ticket_id)
        entry = record(None, ticket_id, EntryKind.FULFILMENT_FAILED, body=reason, fulfilment=row.fulfilment)
        audit.record(
            Act.ACCESS_FAILED,
            None,
            organisation_id=row.organisation_id,
            ticket_id=ticket_id,
            kind=row.fulfilment,
            reason=reason,
        )
        tell(MailEvent.FULFILMENT_FAILED, None, ticket_id, entry, facts={"reason": reason}, readers=_alarmed())
    log.error("ticket %d: what was planned could not be done: %s", ticket_id, reason)
    return 1


def _alarmed() -> tuple[Reader, ...]:
    """Every engineer: somebody may have access who should have none, and whoever is there first mends it."""
    return tuple(Reader(person.id, person.name, person.address, is_engineer=True) for person in engineers())
