"""Who sees a ticket, whose it is, and who agreed to it."""

from __future__ import annotations

from portal.policy import Actor
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import EntryKind
from portal.web.events.sentence import Sentence, Telling


def _shared(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("people", strong=entry.actor_name, rest=f" shared the ticket with {entry.data.get('organisation')}")


def _made_private(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("lock", strong=entry.actor_name, rest=" made the ticket private")


def _participant_added(entry: EntryRow, _ticket: TicketRow, actor: Actor) -> Sentence:
    added = "you" if entry.data.get("person_id") == actor.person_id else entry.data.get("person")
    return Sentence("user", strong=entry.actor_name, rest=f" added {added} to the ticket")


def _participant_removed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    if entry.data.get("person_id") == entry.actor_id:
        return Sentence("user", strong=entry.actor_name, rest=" left the ticket")
    return Sentence("user", strong=entry.actor_name, rest=f" removed {entry.data.get('person')} from the ticket")


def _handed_over(entry: EntryRow, _ticket: TicketRow, actor: Actor) -> Sentence:
    taker = "you" if entry.data.get("person_id") == actor.person_id else entry.data.get("after")
    return Sentence(
        "user", strong=entry.actor_name, rest=f" handed the ticket of {entry.data.get('before')} to {taker}"
    )


def _approved(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("check", strong=entry.actor_name, rest=" approved the request")


def _declined(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("x", strong=entry.actor_name, rest=" declined the request")


EVENTS: dict[EntryKind, Telling] = {
    EntryKind.SHARED: _shared,
    EntryKind.MADE_PRIVATE: _made_private,
    EntryKind.PARTICIPANT_ADDED: _participant_added,
    EntryKind.PARTICIPANT_REMOVED: _participant_removed,
    EntryKind.HANDED_OVER: _handed_over,
    EntryKind.APPROVED: _approved,
    EntryKind.DECLINED: _declined,
}
