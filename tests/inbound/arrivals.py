"""Mails as values, and what decides about them, without bytes."""

from __future__ import annotations

from hashlib import sha256
from itertools import count
from typing import Any

from portal import clock
from portal.db.tables import RawMail, ReceivedMail
from portal.inbound.doing import settling
from portal.inbound.judging.arriving import Arrival, Decision
from portal.inbound.judging.deciding import decide
from portal.inbound.mails import Mail, MailFile, Person
from portal.inbound.proving.proofs import Proof
from portal.inbound.reading.bounces import Bounce
from portal.notify.addresses import reply_address
from portal.policy import Actor
from portal.tickets.rows import TicketRow
from portal.vocabulary import Trust

SUPPORT = "support@support.example"
LOGO = MailFile("logo.png", b"\x89PNG a logo", "image/png", content_id="logo")
_numbers = count(1)


VERIFIED = Proof(Trust.VERIFIED, "Its signature by their domain is good.")
UNPROVEN = Proof(Trust.NONE, "Nothing shows who sent it.")


def returned(*, permanent: bool = True, message_id: str = "") -> Bounce:
    """A mail of ours that came back, or is late."""
    return Bounce(permanent, "alice@acme.example", "", "550 no such mailbox.", message_id)


def mail_of(address: str, text: str = "The volume is stuck.", **facts: Any) -> Mail:
    """A mail from this address, to support where no `recipients` are named."""
    given: dict[str, Any] = {
        "froms": (Person("Somebody", address),),
        "from_count": 1,
        "recipients": (SUPPORT,),
        "subject": "Volume stuck",
        "message_id": f"<{next(_numbers)}@mail.example>",
        "in_reply_to": (),
        "references": (),
        "headers": (),
        **facts,
    }
    return Mail(text=text, **given)


def answer_of(actor: Actor, row: TicketRow, text: str = "Thank you.", *, internal: bool = False, **facts: Any) -> Mail:
    """This person's answer to a mail about the ticket, to the address that only they were given."""
    to = reply_address(row.id, actor.person_id, internal)
    return mail_of(actor.address, text, recipients=(to,), subject=f"Re: [{row.reference}] {row.subject}", **facts)


def arrived(mail: Mail, *, proof: Proof = UNPROVEN, **facts: Any) -> Arrival:
    """The mail, stored under a number of its own."""
    print_of_it = sha256(f"{next(_numbers)}".encode()).hexdigest()
    row = ReceivedMail.create(
        fingerprint=print_of_it, way="test", size=1000, received_at=clock.now(), message_id=mail.message_id
    )
    RawMail.create(mail=row, content=b"From: somebody\r\n\r\nText")
    settling.note_what_it_says(row.id, mail)
    return Arrival(row.id, print_of_it, mail, mail.recipients, prove=lambda: proof, **facts)


def decided(mail: Mail, *, proof: Proof = UNPROVEN, **facts: Any) -> Decision:
    """What is decided about this mail."""
    return decide(arrived(mail, proof=proof, **facts))


def done(mail: Mail, *, proof: Proof = UNPROVEN, **facts: Any) -> ReceivedMail:
    """The row of this mail after everything that follows from it."""
    arrival = arrived(mail, proof=proof, **facts)
    settling.do_and_settle(arrival, decide(arrival))
    return ReceivedMail.get_by_id(arrival.mail_id)
