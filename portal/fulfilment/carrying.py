"""A plan is carried out: effects, audit, report, mail and the ticket's next status, whole or not at all."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.db.tables import Fulfilment
from portal.fulfilment.plans import Done, Given, Plan
from portal.fulfilment.queries import tasks_of
from portal.fulfilment.ways import way_of
from portal.markup import literal
from portal.notify.letters import MailEvent
from portal.notify.texts import zone_name
from portal.policy import Actor
from portal.settings import current
from portal.states import Move, can
from portal.tickets.changing import change_status, write
from portal.tickets.events import record, tell
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, FulfilmentState


def carry_out(actor: Actor | None, ticket: TicketRow, given: Given, plan: Plan) -> None:
    """Do what the plan says and report it, inside the caller's transaction, with the ticket locked.

    `actor` is None where the portal itself does it, on the day that an engineer confirmed before.
    """
    done = way_of(ticket.fulfilment).carry_out(actor, ticket, plan)
    Fulfilment.update(
        state=FulfilmentState.DONE, done_at=clock.now(), report=[line.document() for line in done], error=""
    ).where(Fulfilment.ticket == ticket.id).execute()
    write(ticket.id)
    body = report_of(done)
    entry = record(actor, ticket.id, EntryKind.FULFILLED, body=body, fulfilment=plan.kind)
    move_on(actor, get_row(ticket.id), given)
    tell(MailEvent.FULFILLED, actor, ticket.id, entry, body=body, facts={"fulfilment": plan.kind})


def report_of(done: tuple[Done, ...]) -> str:
    """The report as it stands on the ticket and in the mail: each thing on a line of its own, with its time (OPS-35).

    The time is that of our engineers' zone, and says so: people of several zones read the same words.
    """
    return "\n".join(f"- **{literal(line.label)}**: {literal(line.words)} ({_time(line.at)})" for line in done)


def _time(moment: datetime) -> str:
    local = moment.astimezone(current().calendar.time_zone)
    return f"{local:%H:%M:%S} {zone_name(local)}"


def move_on(actor: Actor | None, ticket: TicketRow, given: Given) -> None:
    """Resolve the ticket where nothing is left to do by hand; else it is in progress."""
    left = [task for task in tasks_of(ticket.id, way_of(ticket.fulfilment).tasks(given)) if task.done_at is None]
    move = Move.WORK if left else Move.RESOLVE
    if can(move, ticket.status):
        change_status(actor, ticket, move)
