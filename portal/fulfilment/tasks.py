"""What engineers do elsewhere by hand for a request, ticked off with what shows it."""

from __future__ import annotations

from portal import audit, clock
from portal.audit import Act
from portal.db.tables import Task
from portal.errors import Conflict, NotAllowed, NotFound, Rejected
from portal.fulfilment.plans import Given
from portal.fulfilment.queries import (
    ENGINEERS_ONLY,
    NOT_ONES_OWN,
    Standing,
    fulfilment_of,
    given_of,
    is_ones_own,
    tasks_of,
)
from portal.fulfilment.rows import TaskRow
from portal.fulfilment.ways import way_of
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor, require, require_engineer
from portal.states import Move, can
from portal.tickets.changing import change_status, changing, write
from portal.tickets.events import record, tell
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow
from portal.tickets.words import words_of
from portal.vocabulary import EntryKind, FulfilmentState

LABELS = {"status_page": "Status page"}


def check(standing: Standing, name: str) -> str:
    """The name where this is a task that the engineer may tick off now; NotFound or NotAllowed where not."""
    task = next((task for task in standing.tasks if task.name == name), None)
    if task is None:
        raise NotFound("There is no such task on this ticket.")
    if not standing.may_confirm:
        raise NotAllowed(NOT_ONES_OWN)
    return name


def tick(actor: Actor, reference: str, name: str, proof: str) -> None:
    """Note that a task is done, with its proof, which only engineers read; repeating it changes nothing.

    Conflict where a colleague did it with another proof. The ticket is resolved once nothing is left; else it is in
    progress.
    """
    with changing(actor, reference) as row:
        require_engineer(actor, ENGINEERS_ONLY)
        given = given_of(row.id)
        task = next((task for task in tasks_of(row.id, way_of(row.fulfilment).tasks(given)) if task.name == name), None)
        if task is None:
            raise NotFound("There is no such task on this ticket.")
        if task.done_at is not None:
            _stop_if_unsaid(task, words_of(proof))
            return
        require(actor, row, Action.FULFIL)
        if is_ones_own(actor, row, given):
            raise NotAllowed(NOT_ONES_OWN)
        words = words_of(proof)
        if not words:
            raise Rejected("Write what shows that it is done, such as a link or a number", field="body")
        _write(actor, row, given, name, words)


def _stop_if_unsaid(task: TaskRow, proof: str) -> None:
    if proof not in {"", task.proof}:
        raise Conflict(f"{task.done_by or 'Somebody'} ticked it off before, so these words were not kept: {task.proof}")


def _write(actor: Actor, row: TicketRow, given: Given, name: str, proof: str) -> None:
    Task.insert(ticket=row.id, name=name, done_at=clock.now(), done_by=actor.person_id, proof=proof).execute()
    write(row.id)
    record(actor, row.id, EntryKind.TASK_DONE, task=LABELS[name])
    audit.record(
        Act.TASK_DONE,
        actor,
        person_id=row.requester_id if row.has_requester else None,
        organisation_id=row.organisation_id,
        ticket_id=row.id,
        task=name,
    )
    _move_on(actor, get_row(row.id), given)


def _move_on(actor: Actor, row: TicketRow, given: Given) -> None:
    if _is_finished(row, given) and can(Move.RESOLVE, row.status):
        resolved = change_status(actor, row, Move.RESOLVE)
        tell(MailEvent.RESOLVED, actor, row.id, resolved)
    elif can(Move.WORK, row.status):
        change_status(actor, row, Move.WORK)


def _is_finished(row: TicketRow, given: Given) -> bool:
    """Whether neither the button nor a task has anything left to do."""
    way, fulfilment = way_of(row.fulfilment), fulfilment_of(row.id)
    is_done = fulfilment is not None and fulfilment.state is FulfilmentState.DONE
    left = any(task.done_at is None for task in tasks_of(row.id, way.tasks(given)))
    return not left and (is_done or not way.is_by_button(given))
