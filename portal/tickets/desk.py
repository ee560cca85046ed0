"""What only engineers do to a ticket: assign it, set its status and its priority; and what becomes of theirs."""

from __future__ import annotations

from portal import audit
from portal.audit import Act
from portal.db.tables import Person, Ticket
from portal.errors import Rejected
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor
from portal.states import CHOOSABLE, STATES, Move, after
from portal.tickets import queues
from portal.tickets.changing import change_status, changing, is_repeated, mail_of, stop_if_unsaid, write
from portal.tickets.events import record, tell
from portal.tickets.rows import TicketRow, rank_of, reference_of
from portal.tickets.stale import Seen, stop_if_changed
from portal.tickets.timers import each_alone
from portal.tickets.words import reason_of
from portal.vocabulary import EntryKind, Priority

_WORKS_HERE = Person.staff_role.is_null(False) & Person.deactivated_at.is_null()


def assign(actor: Actor, reference: str, engineer_id: int | None, *, seen: Seen | None = None) -> None:
    """Give the ticket to an engineer, or to nobody; repeating it changes nothing.

    Here and below, `seen` is how the ticket stood when the actor decided: Stale where others have changed it since.
    """
    with changing(actor, reference, Action.ASSIGN) as row:
        if row.engineer_id == engineer_id:
            return
        stop_if_changed(actor, row, seen)
        _give(actor, row, engineer_id)


def take_next(actor: Actor) -> TicketRow | None:
    """Give the engineer the ticket without an engineer that waits for us and is due first; None where none does.

    Of two who ask at once each gets another one: who comes second to a ticket looks for the next.
    """
    while (number := queues.most_pressing(actor)) is not None:
        with changing(actor, reference_of(number), Action.ASSIGN) as row:
            if row.engineer_id is None:
                _give(actor, row, actor.person_id)
                return row
    return None


def release_of_left() -> int:
    """Take the open tickets back of engineers who work here no longer, so that others find them; returns how many."""
    return each_alone(queues.open_ones().join(Person, on=(Ticket.engineer == Person.id)).where(~_WORKS_HERE), _release)


def _release(row: TicketRow) -> bool:
    if row.engineer_id is None or Person.select().where((Person.id == row.engineer_id) & _WORKS_HERE).exists():
        return False
    _give(None, row, None)
    return True


def _give(actor: Actor | None, row: TicketRow, engineer_id: int | None) -> None:
    name = _engineer_name(engineer_id)
    write(row.id, engineer=engineer_id)
    before = row.engineer_name or ""
    audit.record_on(Act.TICKET_ASSIGNED, actor, row, person_id=engineer_id, before=before, after=name)
    entry = record(actor, row.id, EntryKind.ASSIGNED, engineer_id=engineer_id, engineer=name)
    if engineer_id is not None:
        tell(MailEvent.ASSIGNED, actor, row.id, entry, facts={"engineer": name})


def _engineer_name(engineer_id: int | None) -> str:
    if engineer_id is None:
        return ""
    found = Person.select(Person.name).where((Person.id == engineer_id) & _WORKS_HERE).tuples().first()
    if found is None:
        raise Rejected("Choose an engineer from the list", field="engineer")
    return str(found[0])


def set_status(actor: Actor, reference: str, move: Move, reason: str, *, seen: Seen | None = None) -> None:
    """Move the ticket along with a reason that the customer reads."""
    if move not in CHOOSABLE:
        raise Rejected("Choose a status from the list", field="status")
    with changing(actor, reference) as row:
        why = reason_of(reason)
        if is_repeated(actor, row, move, Action.SET_STATUS, why):
            return
        stop_if_changed(actor, row, seen)
        entry = change_status(actor, row, move, body=why)
        now = STATES[after(move)]
        facts = {"before": STATES[row.status].short, "after": now.short, "words": now.words, "reason": why}
        tell(mail_of(move), actor, row.id, entry, facts=facts)


def set_priority(actor: Actor, reference: str, priority: Priority, reason: str, *, seen: Seen | None = None) -> None:
    """Change the priority with a reason that the customer reads; the target counts from the original start."""
    with changing(actor, reference, Action.SET_PRIORITY) as row:
        why = reason_of(reason)
        if row.priority is priority:
            stop_if_unsaid(row, (EntryKind.PRIORITY_CHANGED,), why, f"The priority was {priority} already")
            return
        stop_if_changed(actor, row, seen)
        write(row.id, priority=priority, rank=rank_of(priority))
        before = row.priority or ""
        audit.record_on(Act.PRIORITY_CHANGED, actor, row, before=before, after=priority)
        entry = record(actor, row.id, EntryKind.PRIORITY_CHANGED, body=why, before=before, after=priority)
        facts = {"before": before or "None", "after": str(priority), "reason": why}
        tell(MailEvent.PRIORITY_CHANGED, actor, row.id, entry, facts=facts)
