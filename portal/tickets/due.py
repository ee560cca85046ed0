"""What is due on a ticket is written down: worked out anew from all its entries, each time that one is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import fn

from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Entry, Membership, Organisation, Person, Ticket
from portal.settings import current
from portal.states import Move
from portal.tickets.clocks import Clock, Event, What, clock_of
from portal.tickets.targets import promise_of
from portal.vocabulary import FINISHED_STATUSES, INTERNAL_KINDS, EntryKind, Status

# What a customer says by these moves waits for an answer, as a message does.
_SAID_BY_MOVES = (Move.ANSWER, Move.REOPEN, Move.RESUME)
# What an engineer tells the requester: a message, the day on which it will be done, or the report of it.
_TOLD = (EntryKind.MESSAGE, EntryKind.FULFILMENT_PLANNED, EntryKind.FULFILLED)
_UNFINISHED = Ticket.status.not_in(sorted(FINISHED_STATUSES))
_KEPT = (
    Ticket.status,
    Ticket.priority,
    Ticket.plan,
    Ticket.opened_at,
    Ticket.due_at,
    Ticket.due_kind,
    Ticket.answer_due_at,
    Ticket.answered_at,
    Ticket.waiting_since,
    Ticket.warn_at,
    Ticket.warned,
)


def recompute_all() -> int:
    """Work out anew what is due on every ticket that is not finished, by the settings of now; returns how many.

    Each has a transaction of its own: people go on working meanwhile.
    """
    numbers = [number for (number,) in Ticket.select(Ticket.id).where(_UNFINISHED).order_by(Ticket.id).tuples()]
    for number in numbers:
        _recompute_alone(number)
    return len(numbers)


def follow_plans() -> int:
    """Let tickets fall under the plan that covers them now, with its times; returns how many changed.

    That is the plan of their organisation; of a ticket for none, its requester's own.
    """
    changed = [*_on_another_plan(), *_on_another_own_plan()]
    for number, plan in changed:
        _recompute_alone(number, plan=plan)
    return len(changed)


def _on_another_plan() -> list[tuple[int, str]]:
    other = _UNFINISHED & (Ticket.plan != Organisation.plan)
    return list(Ticket.select(Ticket.id, Organisation.plan).join(Organisation).where(other).tuples())


def _on_another_own_plan() -> list[tuple[int, str]]:
    """What `plan_of` says of one person: their own, else that of an organisation that pays, else the free one."""
    paid = sorted(key for key, plan in current().plans.items() if plan.paid)
    theirs = (Membership.person == Person.id) & Organisation.deactivated_at.is_null() & Organisation.plan.in_(paid)
    covered = Membership.select(Organisation.plan).join(Organisation).where(theirs).order_by(Organisation.name).limit(1)
    plan = fn.COALESCE(Person.plan, covered, current().free_plan)
    alone = _UNFINISHED & Ticket.organisation.is_null() & (Ticket.plan != plan)
    return list(Ticket.select(Ticket.id, plan).join(Person, on=Ticket.requester == Person.id).where(alone).tuples())


def _recompute_alone(ticket_id: int, **values: Any) -> None:
    with transaction():
        locked(Ticket.select(Ticket.id).where(Ticket.id == ticket_id)).execute()
        if values:
            Ticket.update(**values).where(Ticket.id == ticket_id).execute()
        recompute(ticket_id)


def recompute(ticket_id: int) -> None:
    """Put down what is due next on the ticket, in the caller's transaction; nothing is written where that is so.

    What becomes due anew has not been warned of; what was warned of waits for its next step.
    """
    kept = Ticket.select(*_KEPT).where(Ticket.id == ticket_id).dicts().get()
    found = clock_of(kept["opened_at"], _events(ticket_id), kept["status"], promise_of(kept["priority"], kept["plan"]))
    changed = {name: value for name, value in _wanted(kept, found).items() if value != kept[name]}
    if {"due_at", "due_kind"} & set(changed) or (not kept["warned"] and found.warn_at != kept["warn_at"]):
        changed |= {"warn_at": found.warn_at, "warned": 0}
    if "waiting_since" in changed:
        changed["reminded"] = 0
    if changed:
        # Nobody did this: the time of the last change, and the count of changes, stay.
        Ticket.update(**changed).where(Ticket.id == ticket_id).execute()


def _wanted(kept: dict[str, Any], found: Clock) -> dict[str, Any]:
    wanted = {
        "due_at": found.due_at,
        "due_kind": found.due_kind,
        "answered_at": found.answered_at,
        "waiting_since": found.waiting_since,
    }
    # An answer that was given was in time or late by what was promised then, whatever the priority became since.
    is_met = found.answered_at is not None and found.answered_at == kept["answered_at"]
    return wanted if is_met else wanted | {"answer_due_at": found.answer_due_at}


def _events(ticket_id: int) -> Iterator[Event]:
    minded = (Entry.ticket == ticket_id) & Entry.kind.not_in(sorted(INTERNAL_KINDS))
    columns = (Entry.kind, Entry.actor, Entry.by_engineer, Entry.body != "", Entry.data, Entry.created_at)
    for kind, actor_id, by_engineer, has_words, data, at in (
        Entry.select(*columns).where(minded).order_by(Entry.id).tuples()
    ):
        if actor_id is not None and _is_said(kind, bool(by_engineer), bool(has_words), data.get("move")):
            yield Event(at, What.ANSWERED if by_engineer else What.WROTE)
        if "move" in data:
            yield Event(at, What.MOVED, Status(data["before"]), Status(data["after"]))


def _is_said(kind: EntryKind, by_engineer: bool, has_words: bool, move: str | None) -> bool:
    """Whether the other side was told something: no move is an answer by itself, but how it was solved is one."""
    if kind in _TOLD:
        return by_engineer or kind is EntryKind.MESSAGE
    return move == Move.RESOLVE and has_words if by_engineer else move in _SAID_BY_MOVES
