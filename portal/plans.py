"""An organisation goes over to another plan, and with it what is promised on its open tickets (OPS-09)."""

from __future__ import annotations

from portal.accounts import organisations
from portal.db import transaction
from portal.db.tables import Ticket
from portal.policy import Actor
from portal.tickets.due import recompute
from portal.vocabulary import OPEN_STATUSES


def change_plan(actor: Actor | None, organisation_id: int, plan: str) -> int:
    """Put an organisation on another plan, and return how many open tickets have other targets for it.

    Each is worked out anew from when it was raised. What is finished keeps the plan that it was dealt with on.
    """
    with transaction():
        organisations.set_plan(actor, organisation_id, plan)
        others = (Ticket.organisation == organisation_id) & (Ticket.plan != plan)
        concerned = others & Ticket.status.in_(sorted(OPEN_STATUSES))
        numbers = [number for (number,) in Ticket.select(Ticket.id).where(concerned).tuples()]
        Ticket.update(plan=plan).where(Ticket.id.in_(numbers)).execute()
        for number in numbers:
            recompute(number)
    return len(numbers)
