"""How an operation gets hold of a ticket: seen, locked, permitted, inside its one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from portal import audit, clock
from portal.audit import Act
from portal.db import is_postgresql, transaction
from portal.db.locks import locked
from portal.db.tables import Entry, Ticket
from portal.errors import Conflict, NotAllowed
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor, allowed, moves_as, require
from portal.states import MOVES, STATES, Move, after, can
from portal.tickets.events import record
from portal.tickets.queries import get_visible, number_of
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, Status

# The entries that `change_status` writes.
_CHANGES = (EntryKind.STATUS_CHANGED, EntryKind.APPROVED, EntryKind.DECLINED)
_ACTS = {Move.APPROVE: Act.APPROVED, Move.DECLINE: Act.DECLINED}


@contextmanager
def changing(actor: Actor, reference: str, action: Action | None = None) -> Iterator[TicketRow]:
    """The ticket, locked until the block ends; raises NotFound or NotAllowed before anything is written."""
    with transaction():
        if is_postgresql():
            # SQLite's transactions are IMMEDIATE: there the whole database is ours already.
            locked(Ticket.select(Ticket.id).where(Ticket.id == number_of(reference))).execute()
        row = get_visible(actor, reference).row
        if action is not None:
            require(actor, row, action)
        yield row


def write(ticket_id: int, **values: Any) -> None:
    """Change columns of the ticket, the time of its last change, and the count of its changes."""
    Ticket.update(changed_at=clock.now(), version=Ticket.version + 1, **values).where(Ticket.id == ticket_id).execute()


def is_repeated(actor: Actor, row: TicketRow, move: Move, action: Action, words: str = "") -> bool:
    """Whether this move was made already, with these words (a double click).

    Raises NotAllowed or Conflict where it cannot be made; so nobody is told that words were sent which were not.
    """
    if action in allowed(actor, row) and can(move, row.status):
        return False
    before = (row._replace(status=status) for status in sorted(MOVES[move].starts))
    if not any(action in allowed(actor, earlier) for earlier in before):
        require(actor, row, action)
        raise NotAllowed("You may not do this with this ticket.")
    now = STATES[row.status].short
    if row.status is not after(move):
        raise _refused(row)
    stop_if_unsaid(row, _CHANGES, words, f"The ticket was “{now}” already")
    return True


def stop_if_unsaid(row: TicketRow, kinds: Collection[EntryKind], words: str, already: str) -> None:
    """Return where nothing was to be said, or it was said with the last change of this kind; else Conflict."""
    if words not in {"", _last_words(row, kinds)}:
        raise Conflict(f"{already}, so these words were not sent.")


def _refused(row: TicketRow) -> Conflict:
    now = STATES[row.status].short
    return Conflict(f"The ticket is now “{now}”, so this can no longer be done. Reload the page.")


def mail_of(move: Move) -> MailEvent:
    """What is mailed of this move, by the table."""
    return MailEvent(MOVES[move].mail)


def _last_words(row: TicketRow, kinds: Collection[EntryKind]) -> str:
    """What was said when the ticket was last changed in this way."""
    changes = (Entry.ticket == row.id) & Entry.kind.in_(list(kinds))
    found = Entry.select(Entry.body).where(changes).order_by(Entry.id.desc()).tuples().first()
    return str(found[0]) if found else ""


def change_status(
    actor: Actor | None,
    row: TicketRow,
    move: Move,
    *,
    body: str = "",
    kind: EntryKind = EntryKind.STATUS_CHANGED,
    once: str | None = None,
    **data: Any,
) -> int:
    """Make a move that `is_repeated` or a rule has already judged; returns its entry, which keeps `data`, too.

    Nothing else changes a status: Conflict where the move does not start here, NotAllowed where it is not the actor's.
    """
    if not can(move, row.status):
        raise _refused(row)
    if not moves_as(actor, row) & MOVES[move].by:
        raise NotAllowed("You may not do this with this ticket.")
    status = after(move)
    write(row.id, status=status, **_times(status))
    audit.record_on(_ACTS.get(move, Act.STATUS_CHANGED), actor, row, before=row.status, after=status)
    return record(actor, row.id, kind, body=body, once=once, move=move, before=row.status, after=status, **data)


def _times(status: Status) -> dict[str, Any]:
    """Since when the ticket is what it is now; what a customer wrote after it was resolved is dealt with."""
    now = clock.now()
    times: dict[str, Any] = {"after_resolve_at": None, "finished_at": now if status.is_finished else None}
    if status is Status.RESOLVED:
        times["resolved_at"] = now
    elif status.is_open:
        times["resolved_at"] = None
    return times
