"""A mail begins a ticket or a draft: a General request with its subject, its text and its files."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from forms import recognise_uuids
from portal import clock
from portal.db.tables import Entry
from portal.inbound.doing import attaching
from portal.inbound.doing.attaching import Kept
from portal.inbound.doing.general import general_request
from portal.inbound.doing.said import Said, all_of, said_in
from portal.inbound.judging.arriving import Arrival
from portal.inbound.judging.subjects import as_subject
from portal.policy import Actor
from portal.tickets import drafts
from portal.tickets.opening import NewTicket, open_ticket
from portal.tickets.rows import Answer, TicketRow
from portal.vocabulary import Priority, Visibility

_MOST_RESOURCES = 100


def draft(arrival: Arrival, actor: Actor) -> tuple[str, Kept]:
    """The draft that a mail becomes, with what became of its files; the same mail again is the same draft."""
    said = all_of(arrival.mail, general_request().longest)
    draft_id = _draft_id(arrival)
    return draft_id, _start(arrival, actor, draft_id, said)


def ticket(arrival: Arrival, actor: Actor, follows: TicketRow | None = None) -> tuple[TicketRow, Kept]:
    """The ticket that a mail becomes, with what became of its files; the same mail again is the same ticket."""
    general = general_request()
    mail, subject = arrival.mail, _subject(arrival)
    said = all_of(mail, general.longest) if follows is None else said_in(mail, general.longest)
    draft_id = _draft_id(arrival)
    kept = _start(arrival, actor, draft_id, said)
    answer = Answer(general.field, general.field_label, "paragraph", said.words or subject, general.section)
    new = NewTicket(
        subject=subject,
        issue_type=general.key,
        issue_type_label=general.label,
        category_label=general.category_label,
        kind=general.kind,
        visibility=Visibility.PRIVATE,
        answers=(answer,),
        organisation_id=_organisation(actor, follows),
        priority=Priority.P4,
        resources=recognise_uuids(f"{subject}\n{said.words}")[:_MOST_RESOURCES],
        draft_id=draft_id,
        follows=follows.id if follows else None,
        beside=said.beside | kept.named,
        confirms=arrival.may_be_answered,
    )
    return open_ticket(actor, new), kept


def first_entry(ticket_id: int) -> int:
    """The entry with which the timeline of a ticket begins."""
    return int(Entry.select(Entry.id).where(Entry.ticket == ticket_id).order_by(Entry.id).limit(1).scalar())


def _start(arrival: Arrival, actor: Actor, draft_id: str, said: Said) -> Kept:
    """Files wait with a draft, whatever becomes of it: so they go along, and go where nothing becomes of it."""
    general = general_request()
    typed = {"subject": [_subject(arrival)], general.field: [said.words]}
    drafts.of_mail(actor, draft_id, general.key, typed)
    return attaching.with_draft(actor, draft_id, (*said.whole, *arrival.mail.files))


def _subject(arrival: Arrival) -> str:
    return as_subject(arrival.mail.subject, clock.now())


def _organisation(actor: Actor, follows: TicketRow | None) -> int | None:
    """The organisation of the earlier ticket, else the only one that there is: nobody chose between several."""
    if follows is not None and actor.place(follows.organisation_id) is not None:
        return follows.organisation_id
    return actor.places[0].organisation_id if len(actor.places) == 1 else None


def _draft_id(arrival: Arrival) -> str:
    digest = sha256(f"draft of mail {arrival.fingerprint}".encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
