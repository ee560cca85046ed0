"""What a ticket has to do with others."""

from __future__ import annotations

from portal.policy import Actor
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import EntryKind
from portal.web.events.sentence import Sentence, Telling


def _linked(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    if earlier := entry.data.get("follows"):
        return Sentence("link", "Goes on with ", earlier, link=earlier, unnamed="Goes on with an earlier ticket")
    later = entry.data.get("followed_by", "")
    return Sentence("link", "Goes on in ", later, link=later, unnamed="Goes on in another ticket")


def _merged(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    who, said = entry.actor_name, entry.data
    if into := said.get("into"):
        lead = f"{who} merged this ticket into "
        return Sentence("merge", lead, into, link=into, unnamed=f"{lead}another one")
    if merged := said.get("merged"):
        unnamed = f"{who} merged another ticket into this one"
        return Sentence("merge", f"{who} merged ", merged, " into this ticket", link=merged, unnamed=unnamed)
    lead, other = f"{who} separated this ticket from ", said.get("separated", "")
    return Sentence("merge", lead, other, link=other, unnamed=f"{lead}another one")


def _connected(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    who, other = entry.actor_name, entry.data.get("other", "")
    if entry.data.get("ended"):
        return Sentence("link", f"{who} took away the link with ", other, link=other, unnamed=f"{who} took a link away")
    lead = f"{who} linked this ticket: {_HOW[entry.data.get('how', ''), bool(entry.data.get('is_original'))]} "
    return Sentence("link", lead, other, link=other, unnamed=f"{who} linked this ticket")


_HOW = {
    ("related", False): "related to",
    ("related", True): "related to",
    ("duplicate", False): "a duplicate of",
    ("duplicate", True): "raised again in",
}
EVENTS: dict[EntryKind, Telling] = {
    EntryKind.LINKED: _linked,
    EntryKind.MERGED: _merged,
    EntryKind.CONNECTED: _connected,
}
