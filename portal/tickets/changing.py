"""How an operation gets hold of a ticket: seen, locked, permitted, inside its one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from portal import clock
from portal.db import is_postgresql, transaction
from portal.db.tables import Entry, Ticket
from portal.errors import Conflict, NotAllowed
from portal.notify.texts import clean
from portal.policy import Action, Actor, allowed, require
from portal.states import MOVES, STATES, Move, after, can
from portal.tickets.events import record
from portal.tickets.queries import get_visible, number_of
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, Status


@contextmanager
def changing(actor: Actor, reference: str, action: Action | None = None) -> Iterator[TicketRow]:
    """The ticket, locked until the block ends; raises NotFound or NotAllowed before anything is written."""
    with transaction():
        if is_postgresql():
            # SQLite's transactions are IMMEDIATE: there the whole database is ours already.
            Ticket.select(Ticket.id).where(Ticket.id == number_of(reference)).for_update().execute()
        row = get_visible(actor, reference).row
        if action is not None:
            require(actor, row, action)
        yield row


def write(ticket_id: int, **values: Any) -> None:
    """Change columns of the ticket, and the time of its last change."""
    Ticket.update(changed_at=clock.now(), **values).where(Ticket.id == ticket_id).execute()


def is_repeated(actor: Actor, row: TicketRow, move: Move, action: Action) -> bool:
    """Whether this move was made already (a double click); raises NotAllowed or Conflict where it cannot be made."""
    if action in allowed(actor, row) and can(move, row.status):
        return False
    before = (row._replace(status=status) for status in sorted(MOVES[move][0]))
    if not any(action in allowed(actor, earlier) for earlier in before):
        require(actor, row, action)
        raise NotAllowed("You may not do this with this ticket.")
    if row.status is after(move):
        return True
    raise Conflict(f"The ticket is now “{STATES[row.status].short}”, so this can no longer be done. Reload the page.")


def change_status(
    actor: Actor | None, row: TicketRow, move: Move, *, body: str = "", kind: EntryKind = EntryKind.STATUS_CHANGED
) -> int:
    """Make a move that `is_repeated` or a rule has already judged; returns the number of its entry."""
    status = after(move)
    times = {"resolved_at": clock.now()} if status is Status.RESOLVED else {}
    write(row.id, status=status, **times)
    return record(actor, row.id, kind, body=body, move=move, before=row.status, after=status)


def entry_sent_once(actor: Actor, once: str) -> int | None:
    """The entry that this actor's form with this mark has already made, or None."""
    key = once_key(actor, once)
    found = key and Entry.select(Entry.id).where(Entry.once == key).tuples().first()
    return int(found[0]) if found else None


def once_key(actor: Actor, once: str) -> str | None:
    """The mark as it is stored: nobody can use up another's."""
    return f"{actor.person_id}:{clean(once)}"[:64] if once else None
