"""What was decided is done, by the operations that do it for the portal too; nothing here asks again who may what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.accounts import own_addresses
from portal.inbound.doing import attaching, beginning
from portal.inbound.doing.attaching import Kept
from portal.inbound.doing.said import Said, said_in
from portal.inbound.judging.arriving import Arrival, Decision, letter_of
from portal.notify import suspensions
from portal.policy import Actor
from portal.tickets import operations, resuming
from portal.tickets.queries import may_see_ticket
from portal.tickets.rows import TicketRow
from portal.tickets.saying import keep_automatic
from portal.vocabulary import Trust, Verdict


@dataclass(frozen=True)
class Outcome:
    """What a mail became, and which of its files were not taken, each with the reason."""

    ticket_id: int | None = None
    entry_id: int | None = None
    draft_id: str | None = None
    refused: tuple[tuple[str, str], ...] = ()


def act(arrival: Arrival, decision: Decision) -> Outcome:
    """Do what was decided, in the caller's transaction; a mail that is held or ignored does nothing."""
    if decision.suspends:
        suspensions.suspend(decision.suspends, decision.reason)
        # Nobody read what went there; who reads what came back is not who has the address.
        own_addresses.forget_codes(decision.suspends)
    sender = decision.sender
    if decision.trust is not Trust.NONE and sender is not None and not arrival.is_automatic:
        # Who writes has a mailbox: what came back from there is over.
        suspensions.lift(sender.address)
    does = _ACTS.get(decision.verdict)
    return does(arrival, decision) if does else Outcome()


def actor_of(arrival: Arrival, decision: Decision) -> Actor:
    """The sender as somebody who acts by this mail."""
    sender = decision.sender
    if sender is None or sender.actor is None:
        raise ValueError(f"{decision.verdict}: nobody is there to act")
    return replace(sender.actor, letter=letter_of(arrival, decision.trust))


def _comment(arrival: Arrival, decision: Decision) -> Outcome:
    writes = resuming.resume if decision.resumes else operations.reply
    return _write(arrival, decision, actor_of(arrival, decision), writes)


def _note(arrival: Arrival, decision: Decision) -> Outcome:
    return _write(arrival, decision, actor_of(arrival, decision), operations.note)


def _write(arrival: Arrival, decision: Decision, actor: Actor, writes: Callable[..., int]) -> Outcome:
    row = _ticket(decision)
    said = said_in(arrival.mail)
    kept, entry = write_on(row, arrival, said, actor, writes)
    return Outcome(row.id, entry, refused=kept.refused)


def write_on(
    row: TicketRow, arrival: Arrival, said: Said, actor: Actor, writes: Callable[..., int]
) -> tuple[Kept, int]:
    """Write what was said in a mail on the ticket, with its files; returns what became of those, and the entry."""
    kept = attaching.for_message(actor, row.id, (*said.whole, *arrival.mail.files))
    beside: Mapping[str, Any] = said.beside | kept.named
    entry = writes(actor, row.reference, said.words, once=f"mail:{arrival.fingerprint}", files=kept.ids, beside=beside)
    return kept, entry


def _automatic(arrival: Arrival, decision: Decision) -> Outcome:
    row, sender = _ticket(decision), decision.sender
    said = said_in(arrival.mail)
    actor = sender.actor if sender else None
    if actor is not None and not may_see_ticket(actor, row.id):
        actor = None
    facts = {"from": sender.address if sender else "", "marker": arrival.marker, **said.beside}
    entry = keep_automatic(letter_of(arrival, decision.trust), row.id, actor, said.words, facts)
    return Outcome(row.id, entry)


def _ticket(decision: Decision) -> TicketRow:
    if decision.ticket is None:
        raise ValueError(f"{decision.verdict}: there is no ticket to write on")
    return decision.ticket


def _begin(arrival: Arrival, decision: Decision) -> Outcome:
    actor = actor_of(arrival, decision)
    if decision.verdict is Verdict.DRAFT:
        draft_id, kept = beginning.draft(arrival, actor)
        return Outcome(draft_id=draft_id, refused=kept.refused)
    begun, kept = beginning.ticket(arrival, actor, follows=decision.ticket)
    return Outcome(begun.id, beginning.first_entry(begun.id), refused=kept.refused)


_ACTS: dict[Verdict, Callable[[Arrival, Decision], Outcome]] = {
    Verdict.COMMENT: _comment,
    Verdict.NOTE: _note,
    Verdict.KEPT_AUTOMATIC: _automatic,
    Verdict.TICKET: _begin,
    Verdict.DRAFT: _begin,
    Verdict.FOLLOW_UP: _begin,
}
