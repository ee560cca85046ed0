"""A mail that answers a ticket: whether its sender may write there now, and what it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from portal import clock
from portal.accounts.directory import organisation_left
from portal.inbound.judging.arriving import Arrival, Decision, trusted
from portal.inbound.judging.matching import Match
from portal.inbound.judging.new_mail import has_begun_enough, too_many
from portal.inbound.judging.pace import slowed
from portal.policy import Action, Actor, allowed, may_see
from portal.settings import current
from portal.tickets import merging
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow
from portal.vocabulary import Status, Trust, Verdict

_NO_ADDRESS = (
    "It did not come to the address that only you were given: reply to the mail that you got about the ticket."
)
_FINISHED = "Nobody can write on this ticket any more. Write a note on its page, or open another ticket."


def decide(arrival: Arrival, actor: Actor, found: Match) -> Decision:
    """What an active person's answer to this ticket becomes."""
    row = get_row(merging.end_of(found.ticket_id))
    trust, proof = trusted(arrival, actor, found)
    judged = _of_staff if actor.is_engineer else _of_customer
    decision = judged(arrival, actor, found, row, trust)
    return slowed(arrival, actor, replace(decision, trust=trust, proof=proof, match=found, ticket=row))


def _of_staff(_: Arrival, actor: Actor, found: Match, row: TicketRow, trust: Trust) -> Decision:
    """Who may write as the provider has to show more than anybody else: only the signed address counts."""
    if trust is not Trust.TOKEN and found.came_to(actor.person_id):
        return Decision(Verdict.STAFF, f"{actor.name} is one of us, and our mail server says that it is from others.")
    if trust is not Trust.TOKEN:
        why = f"{actor.name} is one of us, and the mail did not come to the address that only they were given."
        return Decision(Verdict.STAFF, why, advice=_NO_ADDRESS)
    if found.internal:
        return Decision(Verdict.NOTE, f"{actor.name} answered a mail that only engineers get.")
    if Action.REPLY not in allowed(actor, row):
        return Decision(Verdict.STAFF, f"{row.reference} is finished.", advice=_FINISHED)
    return Decision(Verdict.COMMENT, f"{actor.name} answered {row.reference}. Found by {found.way}.")


def _of_customer(arrival: Arrival, actor: Actor, found: Match, row: TicketRow, trust: Trust) -> Decision:
    if left := organisation_left(actor, row.organisation_id):
        return Decision(Verdict.LEFT, f"{actor.name} has left {left}, to which {row.reference} belongs.")
    refusal = _why_not(actor, found, row)
    if refusal:
        return Decision(Verdict.NOT_ALLOWED, refusal)
    if trust is Trust.NONE:
        return Decision(Verdict.UNVERIFIED, f"Nothing proves that it is from {actor.name}.")
    if row.status.is_finished:
        return _of_finished(arrival, actor, found, row)
    return Decision(Verdict.COMMENT, f"{actor.name} answered {row.reference}. Found by {found.way}.")


def _why_not(actor: Actor, found: Match, row: TicketRow) -> str:
    """Why this customer may not write here at this moment, empty where they may."""
    if found.internal:
        return f"{actor.name} answered a mail about {row.reference} that only engineers get."
    if not may_see(actor, row):
        return f"{actor.name} may not see {row.reference}."
    if Action.REPLY not in allowed(actor, row) and not row.status.is_finished:
        return f"{actor.name} may not write on {row.reference}."
    return ""


def _of_finished(arrival: Arrival, actor: Actor, found: Match, row: TicketRow) -> Decision:
    if Action.RESUME in allowed(actor, row) and is_lately_finished(row):
        why = f"{actor.name} answered {row.reference}, which was closed lately and goes on. Found by {found.way}."
        return Decision(Verdict.COMMENT, why, resumes=True)
    if has_begun_enough(arrival, actor):
        return Decision(Verdict.TOO_MANY, too_many(actor))
    why = f"{actor.name} answered {row.reference}, which is finished: another ticket goes on with it."
    return Decision(Verdict.FOLLOW_UP, why)


def is_lately_finished(row: TicketRow) -> bool:
    """Whether an answer may still open this ticket again, rather than begin another one."""
    since = row.finished_at or row.changed_at
    return row.status is Status.CLOSED and clock.now() - since <= timedelta(days=current().inbound.reopen_days)
