"""By when we answer: which plan covers a ticket, and what the settings promise on it for a priority."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.policy import Actor, Place
from portal.settings import current
from portal.tickets.business_time import add_time
from portal.tickets.clocks import Promise
from portal.vocabulary import Priority


def plan_of(actor: Actor, place: Place | None) -> str:
    """The key of the plan that a ticket of this actor falls under: the organisation's, else their own."""
    if place is not None:
        return place.plan
    return actor.personal_plan or next((place.plan for place in actor.paid_places), current().free_plan)


def answer_due(priority: Priority | None, plan: str, start: datetime) -> datetime | None:
    """The moment by which the first answer is promised, in UTC; None where the plan or the type promises none."""
    promise = promise_of(priority, plan)
    return add_time(start, promise.answer, promise.hours) if promise else None


def promise_of(priority: Priority | None, plan: str) -> Promise | None:
    """What is promised for this priority on this plan; None where nothing is."""
    settings = current()
    target = settings.target_of(priority, plan)
    if target is None:
        return None
    return Promise(
        answer=timedelta(minutes=target.answer),
        update=timedelta(minutes=target.update),
        hours=None if target.around_the_clock else settings.calendar_of(plan),
        keep_in_loop=target.keep_in_loop,
    )
