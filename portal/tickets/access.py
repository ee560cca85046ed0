"""Requests for access given and taken: those of an organisation that go on, and for whom access is taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from peewee import JOIN, fn

from portal import clock
from portal.db.tables import Fulfilment, Ticket
from portal.policy import Actor
from portal.tickets.queries import rows_of, select_rows
from portal.tickets.rows import Answer, TicketRow, reference_of
from portal.tickets.visible import visible_to
from portal.vocabulary import OPEN_STATUSES, Approval, FulfilmentKind, FulfilmentState, Status

# For so long what is done stands beside what goes on.
_RECENT = timedelta(days=14)
_MOST = 20
# Whom it is about, what they get, and from when.
_DECISIVE = ("work_email", "role", "first_day", "when", "last_day")


class Awaiting(NamedTuple):
    """A request that waits for approval, with the answers on which somebody decides."""

    ticket: TicketRow
    facts: tuple[str, ...]


class AccessRow(NamedTuple):
    """A request for access, and what engineers have confirmed of it: its state with the moment that belongs to it."""

    ticket: TicketRow
    state: FulfilmentState | None
    moment: datetime | None


def in_progress(actor: Actor, organisation_id: int) -> tuple[AccessRow, ...]:
    """The requests of this organisation that the actor sees and that go on, or ended lately; the newest first."""
    about = (Ticket.organisation == organisation_id) & Ticket.fulfilment.is_null(False) & visible_to(actor)
    ended = Ticket.status.in_([Status.RESOLVED, Status.CLOSED]) & (Ticket.changed_at > clock.now() - _RECENT)
    select = select_rows().where(about & (Ticket.status.in_(sorted(OPEN_STATUSES)) | ended))
    rows = rows_of(select.order_by(Ticket.id.desc()).limit(_MOST))
    states = _states([row.id for row in rows])
    return tuple(AccessRow(row, *states.get(row.id, (None, None))) for row in rows)


def approvals_of(actor: Actor, organisation_id: int) -> tuple[Awaiting, ...]:
    """The requests of this organisation that wait for approval, as far as the actor sees them; the oldest first."""
    waits = (Ticket.status == Status.WAITING_FOR_APPROVAL) & (Ticket.approval == Approval.PENDING)
    its = (Ticket.organisation == organisation_id) & visible_to(actor)
    rows = rows_of(select_rows().where(its & waits).order_by(Ticket.id).limit(_MOST))
    if not rows:
        return ()
    select = Ticket.select(Ticket.id, Ticket.answers).where(Ticket.id.in_([row.id for row in rows]))
    given = {number: {answer.key: answer.text for answer in map(Answer.of, answers)} for number, answers in
             select.tuples()}  # fmt: skip
    return tuple(Awaiting(row, tuple(filter(None, map(given[row.id].get, _DECISIVE)))) for row in rows)


def leaving(actor: Actor, organisation_id: int) -> dict[int, str]:
    """For whom of this organisation an open request asks to take access, with its reference; not for oneself."""
    asked = (Ticket.organisation == organisation_id) & (Ticket.fulfilment == FulfilmentKind.OFFBOARD)
    others = Ticket.concerns.is_null(False) & (Ticket.concerns != actor.person_id)
    # Once it is taken the request may stay open for what is done by hand, and the person may be back.
    done = Fulfilment.select().where((Fulfilment.ticket == Ticket.id) & (Fulfilment.state == FulfilmentState.DONE))
    goes_on = Ticket.status.in_(sorted(OPEN_STATUSES)) & ~fn.EXISTS(done)
    select = Ticket.select(Ticket.concerns, Ticket.id).where(asked & others & goes_on)
    return {person_id: reference_of(number) for person_id, number in select.order_by(Ticket.id).tuples()}


def _states(ticket_ids: list[int]) -> dict[int, tuple[FulfilmentState, datetime]]:
    columns = (Ticket.id, Fulfilment.state, Fulfilment.due_at, Fulfilment.done_at)
    select = Ticket.select(*columns).join(Fulfilment, JOIN.INNER).where(Ticket.id.in_(ticket_ids))
    return {number: (state, done_at or due_at) for number, state, due_at, done_at in select.tuples()}
