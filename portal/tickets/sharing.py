"""Who sees a ticket changes: sharing with the organisation, and taking it back."""

from __future__ import annotations

from portal import audit
from portal.audit import Act
from portal.db.tables import Follow
from portal.notify.letters import MailEvent, Reader
from portal.policy import Action, Actor
from portal.tickets.changing import changing, stop_if_unsaid, write
from portal.tickets.events import record, tell
from portal.tickets.rows import TicketRow
from portal.tickets.seers import customers_among, readers_of
from portal.tickets.words import reason_of, words_of
from portal.vocabulary import EntryKind, Visibility


def affected_by(row: TicketRow, to: Visibility) -> tuple[Reader, ...]:
    """The people who would gain sight of the ticket, or lose it, by this change."""
    seeing = {reader.person_id: reader for reader in customers_among(readers_of(row))}
    then = {reader.person_id: reader for reader in customers_among(readers_of(row._replace(visibility=to)))}
    return tuple(reader for number, reader in (seeing | then).items() if (number in seeing) != (number in then))


def set_visibility(actor: Actor, reference: str, to: Visibility, reason: str = "") -> tuple[Reader, ...]:
    """Share the ticket with its organisation or make it private; returns those for whom it changed.

    Repeating it changes nothing; Conflict where an engineer's reason would go unsaid by that. Making private ends
    sight, following and mail, queued mail included, at once.
    """
    with changing(actor, reference, Action.SHARE) as row:
        if row.visibility is to:
            if actor.is_engineer:
                stop_if_unsaid(row, (_KINDS[to][0],), words_of(reason, "reason"), f"The ticket was {to} already")
            return ()
        why = reason_of(reason) if actor.is_engineer else words_of(reason, "reason")
        affected = affected_by(row, to)
        write(row.id, visibility=to)
        people = [reader.person_id for reader in affected]
        audit.record_on(Act.VISIBILITY_CHANGED, actor, row, before=row.visibility, after=to, people=people)
        kind, event = _KINDS[to]
        names = [reader.name for reader in affected]
        entry = record(actor, row.id, kind, body=why, organisation=row.organisation_name or "", people=names)
        if to is Visibility.PRIVATE:
            lost = [reader.person_id for reader in affected]
            Follow.delete().where((Follow.ticket == row.id) & Follow.person.in_(lost)).execute()
        requester = tuple(reader for reader in readers_of(row) if reader.is_requester)
        facts = {"reason": why} if why else {}
        tell(event, actor, row.id, entry, facts=facts, readers=(*requester, *affected))
        return affected


_KINDS = {
    Visibility.SHARED: (EntryKind.SHARED, MailEvent.SHARED),
    Visibility.PRIVATE: (EntryKind.MADE_PRIVATE, MailEvent.MADE_PRIVATE),
}
