"""Engineers are warned of what is due: at 75 per cent of its time, and once it is late (OPS-03, OPS-18)."""

from __future__ import annotations

from portal import clock
from portal.db.tables import Ticket
from portal.notify.letters import MailEvent, Reader
from portal.tickets.events import record, tell
from portal.tickets.rows import TicketRow
from portal.tickets.seers import all_engineers, readers_of
from portal.tickets.timers import each_alone
from portal.vocabulary import EntryKind

_SOON, _LATE = 75, 100


def warn_due() -> int:
    """Warn of every ticket whose time has come for it; returns how many there were. Each is warned of once a step."""
    return each_alone(Ticket.select(Ticket.id).where(Ticket.warn_at <= clock.now()).order_by(Ticket.warn_at), _warn)


def _warn(row: TicketRow) -> bool:
    now = clock.now()
    warn_at = Ticket.select(Ticket.warn_at).where(Ticket.id == row.id).scalar()
    if row.due_kind is None or warn_at > now:
        return False
    is_late = row.due_at <= now
    # Who comes too late for the first warning gives the second one alone.
    kept = {"warned": _LATE, "warn_at": clock.NEVER} if is_late else {"warned": _SOON, "warn_at": row.due_at}
    Ticket.update(**kept).where(Ticket.id == row.id).execute()
    entry = record(None, row.id, EntryKind.WARNED, late=is_late, due=row.due_kind)
    facts = {"due": str(row.due_kind), **({"late": "yes"} if is_late else {})}
    tell(MailEvent.WARNING, None, row.id, entry, facts=facts, readers=_warned(row))
    return True


def _warned(row: TicketRow) -> tuple[Reader, ...]:
    """The engineer who has it; every engineer where nobody has, and where who had it no longer works here."""
    assigned = tuple(reader for reader in readers_of(row) if reader.is_assigned and reader.is_engineer)
    return assigned or all_engineers(row)
