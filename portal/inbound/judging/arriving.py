"""A mail with all that decides about it, and what was decided: what deciding takes, and what acting is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.inbound.judging.matching import Match
from portal.inbound.judging.people import Sender
from portal.inbound.mails import Mail
from portal.inbound.proving.proofs import Proof
from portal.inbound.reading.bounces import Bounce
from portal.policy import Actor, Letter
from portal.tickets.rows import TicketRow
from portal.vocabulary import Trust, Verdict


@dataclass(frozen=True)
class Arrival:
    """A mail that came in, under its number; `recipients` are those of the envelope, then those of its headers.

    `own` says in words why it is a mail of our own, `marker` what shows that a machine wrote it, strongly where
    `is_automatic`. `prove` is asked only where the answer counts. `accepted_by` names the engineer who took the mail
    for its sender's.
    """

    mail_id: int
    fingerprint: str
    mail: Mail
    recipients: tuple[str, ...]
    prove: Callable[[], Proof]
    own: str = ""
    marker: str = ""
    is_automatic: bool = False
    returned: Bounce | None = None
    accepted_by: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether an engineer took it for its sender's."""
        return bool(self.accepted_by)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it and nothing attached."""
        return not self.mail.text.strip() and not self.mail.files

    @property
    def may_be_answered(self) -> bool:
        """Whether the portal may answer by itself: nothing shows that a machine wrote it."""
        return not self.marker


@dataclass(frozen=True)
class Decision:
    """What a mail may do; `reason` is a sentence for engineers, `proof` how the trust was found.

    `resumes` says that a closed ticket goes on, `advice` tells one of us what to do instead, `suspends` is an address
    to which nothing is sent for a while.
    """

    verdict: Verdict
    reason: str
    trust: Trust = Trust.NONE
    proof: str = ""
    sender: Sender | None = None
    match: Match | None = None
    ticket: TicketRow | None = None
    resumes: bool = False
    advice: str = ""
    suspends: str = ""

    @property
    def ticket_id(self) -> int | None:
        """The ticket that engineers find the mail at; also where it may do nothing there."""
        if self.ticket is not None:
            return self.ticket.id
        return self.match.ticket_id if self.match else None


def trusted(arrival: Arrival, actor: Actor, found: Match | None) -> tuple[Trust, str]:
    """How we know that this mail is this person's, and the words for it."""
    if found is not None and found.came_to(actor.person_id):
        # Copies and quotations carry the address on. Who writes as the provider is not believed against the proof.
        if actor.is_engineer and arrival.prove().is_refuted:
            return Trust.NONE, arrival.prove().words
        return Trust.TOKEN, f"It came to the address that only {actor.name} was given."
    proof = arrival.prove()
    if proof.trust is Trust.NONE and arrival.is_accepted:
        return Trust.ACCEPTED, f"{arrival.accepted_by} took it for theirs. {proof.words}".strip()
    return proof.trust, proof.words


def letter_of(arrival: Arrival, trust: Trust) -> Letter:
    """What the operations are told of the mail by which somebody acts."""
    return Letter(arrival.mail_id, trust, arrival.accepted_by if trust is Trust.ACCEPTED else "")
