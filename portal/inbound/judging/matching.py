"""Which ticket a mail belongs to: by what only we can have made, then by what we stored. A subject never decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.db.tables import Entry, Outbox, ReceivedMail, Ticket
from portal.inbound.mails import Mail
from portal.notify.addresses import ReplyName, read_message_id, read_reply_address
from portal.policy import Actor
from portal.tickets.queries import may_see_ticket
from portal.vocabulary import INTERNAL_KINDS, ReceivedState

# Nobody reads more of a thread than this; it keeps a long header from asking a long question.
_MOST_IDS = 100


class Way(StrEnum):
    """What says that a mail belongs to a ticket."""

    ADDRESS = "the signed address that it was sent to"
    MESSAGE_ID = "the signed Message-ID that it answers"
    STORED = "the stored Message-ID that it answers"


@dataclass(frozen=True)
class Match:
    """The ticket that a mail belongs to; `person_id` is whom we sent the answered mail to, where that is signed.

    `internal` says that the answered mail told of something that only engineers see.
    """

    ticket_id: int
    way: Way
    person_id: int | None = None
    internal: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether it was found by something that nobody else can make."""
        return self.way is not Way.STORED

    def came_to(self, person_id: int) -> bool:
        """Whether it was sent to the signed address that only this person was given."""
        return self.way is Way.ADDRESS and self.person_id == person_id


def match(mail: Mail, recipients: Sequence[str], sender: Actor | None) -> Match | None:
    """The ticket that this mail belongs to, if it belongs to one that is there; `sender` where they are known.

    It grants nothing: whether the sender may write on the ticket is asked afterwards.
    """
    answered = tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))[:_MOST_IDS]
    found = _by_address(recipients, sender) or _by_signed_id(answered) or _by_stored_id(answered, sender)
    if found is None or found.internal or not _answers_a_note(mail, found.ticket_id):
        return found
    return replace(found, internal=True)


def _by_address(recipients: Sequence[str], sender: Actor | None) -> Match | None:
    names = [name for name in map(read_reply_address, recipients) if name is not None and _is_there(name.ticket_id)]
    if not names:
        return None
    own = (name for name in names if sender is not None and name.person_id == sender.person_id)
    name = next(own, names[0])
    return Match(name.ticket_id, Way.ADDRESS, name.person_id, _any_internal(names, name))


def _any_internal(names: Iterable[ReplyName], chosen: ReplyName) -> bool:
    return any(name.internal for name in names if name.ticket_id == chosen.ticket_id)


def _by_signed_id(answered: Sequence[str]) -> Match | None:
    names = (name for name in map(read_message_id, answered) if name is not None)
    found = next((name for name in names if _is_there(name.ticket_id)), None)
    return None if found is None else Match(found.ticket_id, Way.MESSAGE_ID, found.person_id)


def _by_stored_id(answered: Sequence[str], sender: Actor | None) -> Match | None:
    """By Message-IDs that anybody may have written: what the sender may see comes before what they may not."""
    tickets = _tickets_of(answered)
    ordered = [ticket for message_id in answered for ticket in tickets.get(message_id, ())]
    if not ordered:
        return None
    seen = (ticket for ticket in ordered if sender is not None and may_see_ticket(sender, ticket))
    return Match(next(seen, ordered[0]), Way.STORED)


def _tickets_of(answered: Sequence[str]) -> dict[str, list[int]]:
    """The tickets that mails of these Message-IDs belong to, whether they came in or left."""
    found: dict[str, list[int]] = {}
    if not answered:
        return found
    came_in = (ReceivedMail.state == ReceivedState.DONE) & ReceivedMail.ticket.is_null(False)
    for table, test in ((ReceivedMail, came_in), (Outbox, Outbox.ticket.is_null(False))):
        select = table.select(table.message_id, table.ticket).where(table.message_id.in_(answered) & test)
        for message_id, ticket in select.order_by(table.id).tuples():
            found.setdefault(message_id, []).append(ticket)
    return found


def _answers_a_note(mail: Mail, ticket_id: int) -> bool:
    """Whether the mail that is answered told of an entry that only engineers see."""
    nearest = mail.in_reply_to or mail.references[-1:]
    entries = [name.entry_id for name in map(read_message_id, nearest) if name is not None]
    internal = (Entry.ticket == ticket_id) & Entry.kind.in_(sorted(INTERNAL_KINDS))
    return bool(entries) and Entry.select().where(Entry.id.in_(entries) & internal).exists()


def _is_there(ticket_id: int) -> bool:
    return bool(Ticket.select(Ticket.id).where(Ticket.id == ticket_id).exists())
