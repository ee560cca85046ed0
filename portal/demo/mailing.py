"""The mail of the demo's story: written as mail programs write it, and taken by the real way in."""

from __future__ import annotations

from portal.inbound import processing, receiving
from portal.inbound.engineers import queries
from portal.inbound.engineers.rows import ReceivedRow
from portal.inbound.mail_program import Writing, compose, subject_of_answer
from portal.notify import outbox
from portal.notify import queries as outgoing
from portal.notify.outbox import MailRow
from portal.notify.queries import OutgoingFilter
from portal.policy import Actor
from portal.tickets.queries import number_of


def arrive(writing: Writing, engineer: Actor) -> ReceivedRow:
    """Take this mail and do what it may do; what became of it, as the engineer sees it."""
    number = receiving.receive(compose(writing), way="demo", recipients=(writing.recipient,))
    processing.process(number)
    return queries.one(engineer, number)


def answer(who: Actor, reference: str, text: str, engineer: Actor) -> None:
    """Answer the last mail that this person got about the ticket; LookupError where the answer is not taken."""
    mail = _last_to(who, reference, engineer)
    row = arrive(Writing(who.name, who.address, subject_of_answer(mail), text, answers=mail), engineer)
    if row.reference != reference:
        raise LookupError(f"{who.name} on {reference}: {row.reason}")


def _last_to(who: Actor, reference: str, engineer: Actor) -> MailRow:
    rows = outgoing.listing(engineer, OutgoingFilter(ticket_id=number_of(reference))).rows
    found = next((outbox.get(row.id) for row in rows if row.address == who.address), None)
    if found is None:
        raise LookupError(f"{who.name} got no mail about {reference}")
    return found
