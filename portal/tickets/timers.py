"""What the portal does by itself on a ticket on which nobody answers: it reminds, takes for solved, closes (OPS-12).

Never where the priority is P1, and never where our own answer is owed. Each ticket has a transaction of its own, and is
judged once it is locked: two workers do nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from peewee import ModelSelect

from portal import clock
from portal.db import FAILURES, transaction
from portal.db.locks import locked
from portal.db.tables import Entry, Ticket
from portal.notify.letters import MailEvent
from portal.settings import current
from portal.states import Move
from portal.tickets.changing import change_status, mail_of
from portal.tickets.events import record, tell
from portal.tickets.planned import is_planned
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow, rank_of
from portal.vocabulary import EntryKind, Priority, Status

log = logging.getLogger(__name__)

_NOT_PRESSING = Ticket.rank != rank_of(Priority.P1)


def remind_due() -> int:
    """Remind requesters who have not answered, or take their ticket for solved; returns for how many something was."""
    days = [*current().waiting.remind_days, current().waiting.resolve_days]
    first = min((day for day in days if day), default=0)
    waiting = (Ticket.status == Status.WAITING_FOR_CUSTOMER) & (Ticket.waiting_since <= _days_ago(first))
    return each_alone(Ticket.select(Ticket.id).where(waiting & _NOT_PRESSING), _remind) if first else 0


def close_due() -> int:
    """Close what was resolved long enough ago, and nobody has said anything since; returns how many tickets."""
    days = current().waiting.close_days
    resolved = (Ticket.status == Status.RESOLVED) & (Ticket.resolved_at <= _days_ago(days))
    quiet = Ticket.after_resolve_at.is_null() & _NOT_PRESSING
    return each_alone(Ticket.select(Ticket.id).where(resolved & quiet), _close) if days else 0


def each_alone(found: ModelSelect, act: Callable[[TicketRow], bool]) -> int:
    """Do it on each of these tickets, locked, in a transaction of its own; returns on how many something was done."""
    return sum(_alone(number, act) for (number,) in list(found.tuples()))


def _alone(number: int, act: Callable[[TicketRow], bool]) -> bool:
    try:
        with transaction():
            locked(Ticket.select(Ticket.id).where(Ticket.id == number)).execute()
            return act(get_row(number))
    except FAILURES:
        raise
    except Exception:
        # One ticket that cannot be dealt with must not hold up all others.
        log.exception("ticket %s: what its time asked for could not be done", number)
        return False


def _remind(row: TicketRow) -> bool:
    if row.status is not Status.WAITING_FOR_CUSTOMER or row.waiting_since is None or row.priority is Priority.P1:
        return False
    times = current().waiting
    reminded = int(Ticket.select(Ticket.reminded).where(Ticket.id == row.id).scalar())
    wanted = sum(row.waiting_since <= _days_ago(day) for day in times.remind_days)
    if wanted > reminded:
        _send_reminder(row, wanted)
        return True
    ends = _resolved_at(row.waiting_since, _last(row, EntryKind.REMINDED))
    if ends is None or clock.now() < ends or is_planned(row):
        return False
    waited = _counted((clock.now() - row.waiting_since).days)
    entry = change_status(None, row, Move.RESOLVE, waited=waited)
    tell(mail_of(Move.RESOLVE), None, row.id, entry, facts={"waited": waited})
    return True


def _send_reminder(row: TicketRow, count: int) -> None:
    Ticket.update(reminded=count).where(Ticket.id == row.id).execute()
    entry = record(None, row.id, EntryKind.REMINDED, person=row.requester_name)
    since = row.waiting_since or clock.now()
    is_last = count == len(current().waiting.remind_days)
    ends = _resolved_at(since, clock.now() if is_last else None)
    facts = {"waited": _counted((clock.now() - since).days)}
    if ends is not None:
        facts["left"] = _counted(max(1, round((ends - clock.now()) / timedelta(days=1))))
    tell(MailEvent.REMINDER, None, row.id, entry, facts=facts)


def _resolved_at(since: datetime, reminded_at: datetime | None) -> datetime | None:
    """When it counts as solved, and not before as much time has passed since the last reminder as that one said."""
    times = current().waiting
    if not times.resolve_days:
        return None
    ends = since + timedelta(days=times.resolve_days)
    if not times.remind_days or reminded_at is None or reminded_at < since:
        return ends
    return max(ends, reminded_at + timedelta(days=times.resolve_days - times.remind_days[-1]))


def _close(row: TicketRow) -> bool:
    days = current().waiting.close_days
    is_quiet = row.status is Status.RESOLVED and row.after_resolve_at is None and row.priority is not Priority.P1
    # What an engineer wrote after it was resolved has its days, too.
    last = max(filter(None, (row.resolved_at, _last(row, EntryKind.MESSAGE))), default=None)
    if not is_quiet or last is None or last > _days_ago(days):
        return False
    waited = _counted(days)
    entry = change_status(None, row, Move.CLOSE, waited=waited)
    tell(mail_of(Move.CLOSE), None, row.id, entry, facts={"waited": waited})
    return True


def _last(row: TicketRow, kind: EntryKind) -> datetime | None:
    of_kind = (Entry.ticket == row.id) & (Entry.kind == kind)
    found = Entry.select(Entry.created_at).where(of_kind).order_by(Entry.id.desc()).tuples().first()
    return found[0] if found else None


def _days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
