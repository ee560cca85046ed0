"""What a mail may do, decided in one order: what nobody answers, who it is, which ticket, may they, which plan."""

from __future__ import annotations

from dataclasses import replace

from portal.inbound.judging import machines, new_mail, replies
from portal.inbound.judging.arriving import Arrival, Decision
from portal.inbound.judging.matching import match
from portal.inbound.judging.people import Sender, Standing, brings_a_sign_in_link, is_blocked, is_one_of_ours, sender_of
from portal.inbound.judging.repeating import repeated
from portal.inbound.judging.subjects import says_something
from portal.policy import Actor
from portal.vocabulary import Verdict


def decide(arrival: Arrival) -> Decision:
    """What this mail may do at this moment, and why; nothing is changed by asking."""
    sender = sender_of(arrival.mail)
    decision = _without_asking_who(arrival, sender) or _of_a_person(arrival, sender)
    return replace(decision, sender=sender)


def _without_asking_who(arrival: Arrival, sender: Sender) -> Decision | None:
    """What is decided before anything that a mail says of its sender counts."""
    if arrival.own or is_one_of_ours(sender):
        return Decision(Verdict.OWN_MAIL, arrival.own or f"It says that it is from {sender.address}, which is ours.")
    if arrival.returned is not None:
        return machines.returned(arrival.returned, arrival.recipients)
    if is_blocked(sender.address):
        return Decision(Verdict.BLOCKED, f"The sender {sender.address} is blocked.")
    if brings_a_sign_in_link(sender, arrival.mail):
        why = f"The address {sender.address} is nobody's mailbox, or the mail has a link to sign in somewhere else."
        return Decision(Verdict.SIGN_IN_LINK, why)
    if arrival.is_automatic and not arrival.is_accepted:
        return machines.automatic(arrival, sender)
    return None


def _of_a_person(arrival: Arrival, sender: Sender) -> Decision:
    if sender.standing is Standing.UNNAMED:
        return Decision(Verdict.NO_SENDER, sender.why)
    if sender.standing is Standing.LEFT:
        return Decision(Verdict.LEFT, sender.why)
    if sender.actor is None:
        return Decision(Verdict.UNKNOWN_SENDER, sender.why)
    if number := repeated(arrival.mail_id, arrival.mail.message_id, sender.actor.person_id):
        return Decision(Verdict.REPEATED, f"It is mail {number} again, with other marks of its way.")
    return _of_an_active_one(arrival, sender.actor)


def _of_an_active_one(arrival: Arrival, actor: Actor) -> Decision:
    found = match(arrival.mail, arrival.recipients, actor)
    if arrival.is_empty and found is not None:
        return Decision(Verdict.EMPTY, "It has no text and no files.", match=found)
    if arrival.is_empty and not says_something(arrival.mail.subject):
        return Decision(Verdict.EMPTY, "It has no subject, no text and no files.")
    if found is None:
        return new_mail.decide(arrival, actor)
    return replies.decide(arrival, actor, found)
