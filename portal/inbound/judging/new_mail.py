"""A mail that answers no ticket: the sender's plan decides what it becomes."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.db.tables import ReceivedMail
from portal.inbound.judging.arriving import Arrival, Decision, trusted
from portal.policy import Actor
from portal.settings import current
from portal.vocabulary import Trust, Verdict

BEGINS = (Verdict.TICKET, Verdict.DRAFT, Verdict.FOLLOW_UP)
_ADVICE = "It answers no mail about a ticket. Reply to such a mail, or write on the ticket's page."


def decide(arrival: Arrival, actor: Actor) -> Decision:
    """What a new mail of an active person becomes."""
    trust, proof = trusted(arrival, actor, None)
    if actor.is_engineer:
        why = f"{actor.name} is one of us, and raises no tickets by mail."
        return Decision(Verdict.STAFF, why, trust, proof, advice=_ADVICE)
    if trust is Trust.NONE and (actor.is_paid or not current().inbound.allow_unverified):
        return Decision(Verdict.UNVERIFIED, proof or "Nothing proves the sender.", trust, proof)
    if has_begun_enough(arrival, actor):
        return Decision(Verdict.TOO_MANY, too_many(actor), trust, proof)
    if actor.is_paid:
        return Decision(Verdict.DRAFT, f"A paid plan covers {actor.name}.", trust, proof)
    return Decision(Verdict.TICKET, f"No paid plan covers {actor.name}.", trust, proof)


def has_begun_enough(arrival: Arrival, actor: Actor) -> bool:
    """Whether this person began as many tickets and drafts by mail within an hour as one may (M-12)."""
    if arrival.is_accepted:
        return False
    since = clock.now() - timedelta(hours=1)
    theirs = (ReceivedMail.person == actor.person_id) & (ReceivedMail.settled_at >= since)
    begun = ReceivedMail.select(ReceivedMail.id).where(theirs & ReceivedMail.verdict.in_(BEGINS)).count()
    return int(begun) >= current().inbound.new_an_hour


def too_many(actor: Actor) -> str:
    """Why another ticket of this person waits."""
    return f"{actor.name} began {current().inbound.new_an_hour} tickets or drafts by mail within an hour."
