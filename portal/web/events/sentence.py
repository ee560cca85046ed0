"""One line of a ticket's timeline, and how somebody acted by mail, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from portal.policy import Actor
from portal.states import Move
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import Source, Trust


class Sentence(NamedTuple):
    """One line of the timeline: the `strong` part is bold and stands between the other two.

    `link` is the reference of the ticket to which the strong part leads, `unnamed` the line for who may not see it.
    """

    icon: str
    lead: str = ""
    strong: str = ""
    rest: str = ""
    link: str = ""
    unnamed: str = ""

    def without_link(self) -> Sentence:
        """The line that names no other ticket."""
        return Sentence(self.icon, self.unnamed)


# How one kind of entry reads on its ticket for one reader.
Telling = Callable[[EntryRow, TicketRow, Actor], Sentence]


def by_mail(entry: EntryRow) -> str:
    """How somebody acted by mail, and how we know that it was them; empty where it was not by mail."""
    if entry.source is not Source.EMAIL:
        return ""
    trust = entry.data.get("trust")
    if trust is None and (entry.data.get("move") in (Move.CLOSE, Move.REOPEN) or "answers" in entry.data):
        return "by the link in a mail"
    if trust == Trust.VERIFIED:
        return "by e-mail, sender verified"
    if trust == Trust.TOKEN:
        return f"by e-mail, answered to {entry.actor_name.split()[0]}’s own reply address"
    if trust == Trust.ACCEPTED:
        return f"by e-mail, accepted by {entry.data.get('accepted_by') or 'an engineer'}"
    return "by e-mail"


def mailed(entry: EntryRow) -> str:
    """The end of a line; where there are words, it stands over them."""
    how = by_mail(entry)
    return f", {how}" if how and not entry.body else ""
