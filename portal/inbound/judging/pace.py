"""How much was written on a ticket by mail within an hour: no person writes like a machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from peewee import Expression

from portal import clock
from portal.db.tables import ReceivedMail
from portal.inbound.judging.arriving import Arrival, Decision
from portal.policy import Actor
from portal.settings import current
from portal.vocabulary import Verdict

AUTOMATIC_AN_HOUR = 10
_WRITTEN = (Verdict.COMMENT, Verdict.NOTE)
_HOUR = timedelta(hours=1)


def slowed(arrival: Arrival, actor: Actor, decision: Decision) -> Decision:
    """The decision, unless by it this person would write on this ticket more than `inbound.replies_an_hour` (M-12)."""
    if decision.verdict not in _WRITTEN or decision.ticket is None or arrival.is_accepted:
        return decision
    most = current().inbound.replies_an_hour
    here = (ReceivedMail.ticket == decision.ticket.id) & (ReceivedMail.person == actor.person_id)
    written = ReceivedMail.select(ReceivedMail.id).where(here & ReceivedMail.verdict.in_(_WRITTEN) & _lately())
    if written.limit(most).count() < most:
        return decision
    why = f"{actor.name} wrote {most} times by mail on {decision.ticket.reference} within an hour."
    return replace(decision, verdict=Verdict.TOO_MANY, reason=why, resumes=False)


def takes_automatic(ticket_id: int) -> bool:
    """Whether one more automatic answer is kept on this ticket: 10 an hour are (M-12)."""
    here = (ReceivedMail.ticket == ticket_id) & (ReceivedMail.verdict == Verdict.KEPT_AUTOMATIC) & _lately()
    return bool(ReceivedMail.select(ReceivedMail.id).where(here).limit(AUTOMATIC_AN_HOUR).count() < AUTOMATIC_AN_HOUR)


def _lately() -> Expression:
    return ReceivedMail.settled_at >= clock.now() - _HOUR
