"""Engineers confirm what was previewed, or take back what is planned."""

from __future__ import annotations

from typing import Any

from portal import audit, clock
from portal.audit import Act
from portal.db.tables import Fulfilment
from portal.errors import Conflict, NotAllowed
from portal.fulfilment.carrying import carry_out
from portal.fulfilment.plans import Given, Plan
from portal.fulfilment.queries import ENGINEERS_ONLY, NOT_ONES_OWN, fulfilment_of, given_of, is_ones_own
from portal.fulfilment.rows import FulfilmentRow
from portal.fulfilment.ways import way_of
from portal.notify.letters import MailEvent
from portal.notify.texts import moment
from portal.policy import Action, Actor, require, require_engineer
from portal.settings import current
from portal.states import Move, can
from portal.tickets.changing import change_status, changing, write
from portal.tickets.events import record, tell
from portal.tickets.planned import let_go
from portal.tickets.rows import TicketRow
from portal.tickets.words import reason_of, words_of
from portal.vocabulary import EntryKind, FulfilmentState

CHANGED = "Something has changed since you looked: this is what would happen now. Read it, and confirm again."


class Changed(Conflict):
    """What would happen is no longer what was previewed: the engineer has to see it anew."""


def confirm(actor: Actor, reference: str, digest: str) -> FulfilmentRow:
    """Do at once what this preview said, or plan it for its day; pressing again changes nothing.

    Changed where something else would happen now than what was seen, Conflict where it cannot be done.
    """
    with changing(actor, reference) as row:
        require_engineer(actor, ENGINEERS_ONLY)
        way, settled = way_of(row.fulfilment), fulfilment_of(row.id)
        if settled is not None and settled.is_settled:
            return settled
        require(actor, row, Action.FULFIL)
        given = given_of(row.id)
        if is_ones_own(actor, row, given):
            raise NotAllowed(NOT_ONES_OWN)
        plan = way.preview(row, given)
        if plan.digest != digest:
            raise Changed(CHANGED)
        if plan.blockers:
            raise Conflict(plan.blockers[0])
        _confirm(actor, row, given, plan)
        return _confirmed(row.id)


def cancel_planned(actor: Actor, reference: str, reason: str) -> None:
    """Take back what waits for its day, or failed on it, with a reason; repeating it changes nothing."""
    with changing(actor, reference) as row:
        require_engineer(actor, ENGINEERS_ONLY)
        planned = fulfilment_of(row.id)
        if planned is None:
            return
        if planned.state is FulfilmentState.CANCELLED:
            if words_of(reason) not in {"", planned.error}:
                raise Conflict("It was taken back before, so these words were not sent.")
            return
        if planned.state is FulfilmentState.DONE:
            raise Conflict("It is done already, so it can no longer be taken back.")
        let_go(actor, row, reason_of(reason, "body"))


def _confirm(actor: Actor, row: TicketRow, given: Given, plan: Plan) -> None:
    now = clock.now()
    _write(
        row.id,
        kind=plan.kind,
        state=FulfilmentState.PLANNED,
        plan=plan.document(),
        due_at=plan.due_at or now,
        confirmed_by=actor.person_id,
        confirmed_at=now,
        done_at=None,
        report=[],
        error="",
    )
    if plan.due_at is None:
        carry_out(actor, row, given, plan)
    else:
        _plan(actor, row, plan)


def _plan(actor: Actor, row: TicketRow, plan: Plan) -> None:
    """It waits for its day: the requester hears when that is."""
    due = plan.due_at.isoformat() if plan.due_at else ""
    write(row.id)
    entry = record(actor, row.id, EntryKind.FULFILMENT_PLANNED, fulfilment=plan.kind, due_at=due)
    if can(Move.WORK, row.status):
        change_status(actor, row, Move.WORK)
    audit.record(
        Act.ACCESS_PLANNED,
        actor,
        organisation_id=row.organisation_id,
        ticket_id=row.id,
        kind=plan.kind,
        due_at=due,
        effects=dict(plan.effects),
    )
    tell(MailEvent.FULFILMENT_PLANNED, actor, row.id, entry, facts={"fulfilment": plan.kind, "due": _day_of(plan)})


def _day_of(plan: Plan) -> str:
    return moment(plan.due_at, current().calendar.time_zone) if plan.due_at else ""


def _write(ticket_id: int, **values: Any) -> None:
    Fulfilment.insert(ticket=ticket_id, **values).on_conflict(
        conflict_target=[Fulfilment.ticket], update=values
    ).execute()


def _confirmed(ticket_id: int) -> FulfilmentRow:
    found = fulfilment_of(ticket_id)
    if found is None:
        raise RuntimeError(f"ticket {ticket_id}: what was confirmed is not there")
    return found
