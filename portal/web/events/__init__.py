"""What stands in a ticket's timeline, in words. Pure: rows in, sentences out."""

from __future__ import annotations

from portal.policy import Actor
from portal.tickets.rows import EntryRow, TicketRow
from portal.web.events import access, handling, others, people
from portal.web.events.sentence import Sentence, by_mail

__all__ = ["Sentence", "by_mail", "event"]

_EVENTS = {**handling.EVENTS, **people.EVENTS, **others.EVENTS, **access.EVENTS}


def event(entry: EntryRow, ticket: TicketRow, actor: Actor) -> Sentence:
    """What somebody did, as the actor reads it."""
    return _EVENTS[entry.kind](entry, ticket, actor)
