"""A held mail does something after all, because an engineer says what."""

from __future__ import annotations

from dataclasses import replace

from portal.errors import Rejected
from portal.inbound.doing.acting import Outcome, write_on
from portal.inbound.doing.said import Said, said_in
from portal.inbound.doing.settling import do_and_settle, note_what_it_says, settle
from portal.inbound.judging.arriving import Arrival, Decision, letter_of
from portal.inbound.judging.assembling import arrival_of
from portal.inbound.judging.deciding import decide
from portal.inbound.judging.people import Sender, Standing, sender_of
from portal.inbound.judging.verdicts import MENDS, state_of
from portal.inbound.mails import Mail, MailFile, Unreadable
from portal.inbound.reading import parsing
from portal.policy import Action, Actor, allowed
from portal.tickets import operations
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow
from portal.tickets.words import MOST_CHARACTERS
from portal.vocabulary import ReceivedState, Trust, Verdict


def accept(actor: Actor, mail_id: int, raw: bytes) -> None:
    """Let the mail do what it may if it is its sender's; Rejected where that is nothing."""
    arrival = _read(actor, mail_id, raw)
    decision = decide(arrival)
    if state_of(decision.verdict) is not ReceivedState.DONE:
        raise Rejected(f"{decision.reason} {MENDS.get(decision.verdict, '')}".strip())
    do_and_settle(arrival, decision, actor)


def make_draft(actor: Actor, mail_id: int, raw: bytes) -> None:
    """Make the mail a draft of its sender; Rejected where they have no drafts."""
    arrival = _read(actor, mail_id, raw)
    sender = sender_of(arrival.mail)
    if sender.actor is None or not sender.actor.may_raise:
        raise Rejected("Only a customer with a paid plan has drafts. Accept the mail, attach it, or put it away.")
    why = f"{actor.name} made a draft of it."
    do_and_settle(arrival, _accepted(actor, Verdict.DRAFT, why, sender), actor)


def attach(actor: Actor, mail_id: int, raw: bytes, reference: str) -> None:
    """Put the mail on this ticket: as its sender's message where they may write there, else in a note."""
    row = get_visible(actor, reference).row
    arrival = _read(actor, mail_id, raw, whole=True)
    sender = sender_of(arrival.mail)
    if sender.actor is not None and not sender.actor.is_engineer and Action.REPLY in allowed(sender.actor, row):
        why = f"{actor.name} attached it to {row.reference}."
        do_and_settle(arrival, _accepted(actor, Verdict.COMMENT, why, sender, row), actor)
        return
    why = f"{actor.name} put it on {row.reference} in a note."
    decision = Decision(Verdict.NOTE, why, sender=sender, ticket=row)
    _, entry = write_on(row, arrival, _quoted(arrival.mail, sender), _passing_on(actor, arrival), operations.note)
    settle(mail_id, decision, Outcome(row.id, entry), actor)


def _accepted(actor: Actor, verdict: Verdict, why: str, sender: Sender, row: TicketRow | None = None) -> Decision:
    return Decision(verdict, why, Trust.ACCEPTED, f"{actor.name} took it for theirs.", sender, ticket=row)


def _read(actor: Actor, mail_id: int, raw: bytes, *, whole: bool = False) -> Arrival:
    """The mail as an engineer has taken it; with `whole` also where it cannot be read, as a file."""
    try:
        mail = parsing.parse(raw)
    except Unreadable as why:
        if not whole:
            raise Rejected(f"{why}. {MENDS[Verdict.UNREADABLE]}") from None
        return arrival_of(mail_id, raw, _unread(raw), actor.name)
    note_what_it_says(mail_id, mail)
    return arrival_of(mail_id, raw, mail, actor.name)


def _quoted(mail: Mail, sender: Sender) -> Said:
    """The mail's words as another person's note repeats them, with who wrote them."""
    who = f"{sender.name} <{sender.address}>".strip() if sender.standing is not Standing.UNNAMED else "somebody"
    head = f"Mail of {who}: {mail.subject or 'no subject'}\n\n"
    said = said_in(mail, MOST_CHARACTERS - len(head))
    return Said(head + said.words, said.quoted, said.whole)


def _passing_on(actor: Actor, arrival: Arrival) -> Actor:
    """The engineer who repeats what a mail says; whether it is true, nobody has shown."""
    return replace(actor, letter=letter_of(arrival, Trust.NONE))


def _unread(raw: bytes) -> Mail:
    file = MailFile("mail.eml", raw, "message/rfc822")
    return Mail((), 0, (), "", "", (), (), (), "This mail cannot be read. Its bytes are attached.", files=(file,))
