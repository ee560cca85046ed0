"""Reads of what is to be fulfilled, is planned, or was done: for engineers, and how far it is for customers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from peewee import JOIN

from portal.db.tables import Entry, Fulfilment, Person, Task, Ticket
from portal.fulfilment.plans import Done, Given, Item, Plan
from portal.fulfilment.rows import FulfilmentRow, TaskRow
from portal.fulfilment.ways import way_of
from portal.policy import Action, Actor, allowed, require_engineer
from portal.tickets.queries import get_visible
from portal.tickets.rows import Answer, TicketRow
from portal.vocabulary import EntryKind

ENGINEERS_ONLY = "Only our engineers give and take access."
NOT_ONES_OWN = "Nobody fulfils a request that they made or approved, or that concerns themselves: ask a colleague."


@dataclass(frozen=True)
class Standing:
    """How a ticket's fulfilment stands: what was confirmed, what is done by hand, whether this engineer may confirm."""

    ticket: TicketRow
    fulfilment: FulfilmentRow | None
    tasks: tuple[TaskRow, ...]
    # Empty where the request asks for nothing that a button does.
    button: str
    may_confirm: bool


def standing_of(actor: Actor, ticket: TicketRow, answers: tuple[Answer, ...]) -> Standing:
    """How it stands for an engineer who sees the ticket; NotFound where nothing is fulfilled by a button."""
    require_engineer(actor, ENGINEERS_ONLY)
    way, given = way_of(ticket.fulfilment), Given(answers)
    may_confirm = Action.FULFIL in allowed(actor, ticket) and not is_ones_own(actor, ticket, given)
    button = way.BUTTON if way.is_by_button(given) else ""
    return Standing(ticket, fulfilment_of(ticket.id), tasks_of(ticket.id, way.tasks(given)), button, may_confirm)


def progress_of(ticket: TicketRow, answers: tuple[Answer, ...]) -> tuple[FulfilmentRow | None, tuple[TaskRow, ...]]:
    """How far it is, for whoever sees the ticket; what engineers wrote as proof of a task is not among it."""
    tasks = tasks_of(ticket.id, way_of(ticket.fulfilment).tasks(Given(answers)))
    return fulfilment_of(ticket.id), tuple(replace(task, proof="") for task in tasks)


def preview(actor: Actor, reference: str) -> tuple[Standing, Plan]:
    """What confirming would do at this moment, for an engineer, also where it may not be confirmed."""
    whole = get_visible(actor, reference)
    standing = standing_of(actor, whole.row, whole.answers)
    return standing, way_of(whole.row.fulfilment).preview(whole.row, Given(whole.answers))


def is_ones_own(actor: Actor, ticket: TicketRow, given: Given) -> bool:
    """Whether the actor made the request, approved it, or is the person whose access it is (OPS-22).

    Who made it did so also where it was handed to somebody else since.
    """
    decisive = Entry.kind.in_([EntryKind.OPENED, EntryKind.APPROVED])
    theirs = (Entry.ticket == ticket.id) & decisive & (Entry.actor == actor.person_id)
    concerned = way_of(ticket.fulfilment).concerns(ticket, given)
    return actor.person_id in {ticket.requester_id, *concerned} or Entry.select().where(theirs).exists()


def given_of(ticket_id: int) -> Given:
    """The answers of a ticket, whoever asks."""
    return Given(map(Answer.of, Ticket.select(Ticket.answers).where(Ticket.id == ticket_id).tuples().get()[0]))


def fulfilment_of(ticket_id: int) -> FulfilmentRow | None:
    """What was confirmed for the ticket, if anything was."""
    columns = (
        Fulfilment.ticket,
        Fulfilment.kind,
        Fulfilment.state,
        Fulfilment.plan,
        Fulfilment.due_at,
        Person.name,
        Fulfilment.confirmed_at,
        Fulfilment.done_at,
        Fulfilment.report,
        Fulfilment.error,
    )
    select = Fulfilment.select(*columns).join(Person, JOIN.LEFT_OUTER, on=(Fulfilment.confirmed_by == Person.id))
    found = select.where(Fulfilment.ticket == ticket_id).tuples().first()
    return _row(*found) if found else None


def _row(ticket_id: int, kind: Any, state: Any, plan: Any, due_at: Any, name: str | None, *rest: Any) -> FulfilmentRow:
    confirmed_at, done_at, report, error = rest
    items = tuple(Item(**item) for item in plan["items"])
    done = tuple(map(Done.of, report))
    return FulfilmentRow(ticket_id, kind, state, items, due_at, name or "", confirmed_at, done_at, done, error)


def tasks_of(ticket_id: int, names: tuple[str, ...]) -> tuple[TaskRow, ...]:
    """These tasks of the ticket, done or not, in this order."""
    if not names:
        return ()
    columns = (Task.name, Task.done_at, Person.name, Task.proof)
    select = Task.select(*columns).join(Person, JOIN.LEFT_OUTER, on=(Task.done_by == Person.id))
    found = {name: TaskRow(name, done_at, by or "", proof) for name, done_at, by, proof in
             select.where(Task.ticket == ticket_id).tuples()}  # fmt: skip
    return tuple(found.get(name, TaskRow(name)) for name in names)
