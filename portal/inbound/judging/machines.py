"""What machines send: mails of ours that come back, and automatic answers. Nobody is mailed about them (M-13)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.db.tables import Outbox
from portal.inbound.judging.arriving import Arrival, Decision
from portal.inbound.judging.matching import match
from portal.inbound.judging.pace import AUTOMATIC_AN_HOUR, takes_automatic
from portal.inbound.judging.people import Sender
from portal.inbound.reading.bounces import Bounce
from portal.notify.addresses import read_bounce_address
from portal.settings import current
from portal.tickets.queries import get_row, may_see_ticket
from portal.vocabulary import Verdict


def returned(bounce: Bounce, recipients: Sequence[str]) -> Decision:
    """A mail came back or is late; only a sign that nobody else can have says which one it was."""
    found, is_certain = _sent(bounce, recipients)
    what = bounce.words.rstrip(".")
    if found is None:
        return Decision(Verdict.BOUNCE, f"It is about no mail of ours, so nothing follows from it: {what}.")
    ticket = None if found.ticket_id is None else get_row(found.ticket_id)
    if not bounce.permanent:
        return Decision(Verdict.DELAYED, f"The mail to {found.address} is late: {what}.", ticket=ticket)
    why = f"The mail to {found.address} came back: {what}."
    if not is_certain:
        why += " It did not come to the address on that mail's envelope, so it goes on being sent there."
    return Decision(Verdict.BOUNCE, why, ticket=ticket, suspends=found.address if is_certain else "")


def automatic(arrival: Arrival, sender: Sender) -> Decision:
    """An automatic answer: kept on its ticket for engineers, where it is certain which one that is; else held."""
    found = match(arrival.mail, arrival.recipients, sender.actor)
    if found is None:
        return Decision(Verdict.AUTOMATIC, f"{arrival.marker} It answers no ticket.")
    seen = sender.actor is not None and may_see_ticket(sender.actor, found.ticket_id)
    if not (found.is_signed or seen):
        return Decision(Verdict.AUTOMATIC, f"{arrival.marker} Nothing proves which ticket it answers.", match=found)
    row = get_row(found.ticket_id)
    if not takes_automatic(row.id):
        why = f"{arrival.marker} {row.reference} got {AUTOMATIC_AN_HOUR} automatic answers within an hour."
        return Decision(Verdict.AUTOMATIC, why, match=found)
    return Decision(Verdict.KEPT_AUTOMATIC, f"{arrival.marker} Found by {found.way}.", match=found, ticket=row)


def _sent(bounce: Bounce, recipients: Sequence[str]) -> tuple[Outbox | None, bool]:
    """The mail of ours, and whether that is certain enough to leave its recipient alone.

    The signed address on its envelope is known to mail servers alone. The signed Message-ID also goes to everybody to
    whom the recipient sent a copy of their answer: who has it could have all mail to them stopped.
    """
    for number in filter(None, map(read_bounce_address, recipients)):
        found: Outbox | None = Outbox.get_or_none(Outbox.id == number)
        if found is not None:
            return found, True
    named = Outbox.get_or_none(Outbox.message_id == bounce.message_id) if bounce.message_id else None
    return named, not current().mail.bounce_addresses
