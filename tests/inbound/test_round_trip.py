"""A customer who has nothing but mail, the portal, and two real servers between them: SMTP out, LMTP and IMAP in."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import peewee
import pytest
from aiosmtpd.smtp import Envelope

from portal.db.tables import Ticket
from portal.inbound.processing import process_due
from portal.notify import suspensions
from portal.notify.delivery import deliver_due
from portal.settings import Settings
from portal.tickets import operations
from portal.tickets.queries import timeline
from portal.vocabulary import Status
from portal.worker import may_still_see
from tests.factories import People
from tests.inbound.raw import CHECKED, MX
from tests.inbound.test_imap import read
from tests.support import dovecot, smtp
from tests.support.dovecot import Dovecot

pytestmark = [pytest.mark.imap, pytest.mark.once, pytest.mark.settings(inbound=CHECKED)]


@dataclass
class Post:
    """The mail server of both sides: notes who was proven, lays each mail into its mailbox, returns what has none."""

    boxes: Dovecot
    gone: frozenset[str] = frozenset()

    async def handle_DATA(self, _: Any, __: Any, envelope: Envelope) -> str:
        """Take a mail for whoever its envelope names."""
        for address in envelope.rcpt_tos:
            if address in self.gone:
                self._lay(envelope.mail_from or "", _bounce(address, envelope), "<>")
            else:
                self._lay(address, bytes(envelope.content or b""), envelope.mail_from or "<>")
        return "250 OK"

    def _lay(self, address: str, raw: bytes, sender: str) -> None:
        domain = message_from_bytes(raw, policy=policy.default)["From"].addresses[0].domain
        noted = f"Authentication-Results: {MX}; dmarc=pass header.from={domain}\r\nDelivered-To: {address}\r\n"
        with smtplib.LMTP("127.0.0.1", self.boxes.lmtp) as client:
            # Mailboxes are by name; what stands behind a plus is for their owner.
            client.sendmail(sender, [address.partition("@")[0].partition("+")[0]], noted.encode() + raw)


def _bounce(address: str, envelope: Envelope) -> bytes:
    head = f"From: mailer-daemon@initech.example\r\nTo: {envelope.mail_from}\r\nSubject: Undelivered\r\n"
    report = 'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    status = f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    parts = f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n{status}\r\n--b--\r\n"
    return (head + report + parts).encode()


@pytest.fixture
def boxes() -> Iterator[Dovecot]:
    with dovecot.running() as running:
        yield running


@pytest.fixture
def post(boxes: Dovecot, database: peewee.Database, settings: Settings) -> Iterator[Post]:
    office = Post(boxes)
    with smtp.server(office) as port:  # type: ignore[arg-type]
        object.__setattr__(settings, "mail", settings.mail.model_copy(update={"url": f"smtp://127.0.0.1:{port}"}))
        yield office


def _newest(boxes: Dovecot, user: str) -> EmailMessage:
    with boxes.session(user) as client:
        last = client.search(None, "ALL")[1][0].split()[-1].decode()
        return message_from_bytes(client.fetch(last, "(RFC822)")[1][0][1], policy=policy.default)


def _send(settings: Settings, to: str, subject: str, text: str, answers: EmailMessage | None = None) -> None:
    """What the customer's mail program does with a press of Send."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Dave <dave@initech.example>", to, subject
    mail["Message-ID"] = f"<{abs(hash(text))}@initech.example>"
    if answers is not None:
        mail["In-Reply-To"] = answers["Message-ID"]
        mail["References"] = f"{answers['References']} {answers['Message-ID']}"
        quoted = answers.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        text += "\n\nOn Monday we wrote:\n" + "".join(f"> {line}\n" for line in quoted.splitlines())
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", int(settings.mail.url.rpartition(":")[2])) as client:
        client.send_message(mail, to_addrs=[to])


def _portal_works(boxes: Dovecot) -> None:
    read(boxes.url("support"))
    while process_due():
        pass
    while deliver_due(may_still_see):
        pass


def test_a_mail_becomes_a_ticket_and_every_answer_finds_its_way(post: Post, people: People, settings: Settings) -> None:
    """From the first mail to the last answer, each by the servers that real mail goes through."""
    _send(settings, "support@support.example", "Server is down", "It has been down since noon.")
    _portal_works(post.boxes)
    ticket = Ticket.get()
    assert (ticket.requester_id, ticket.subject) == (people.dave.person_id, "Server is down")
    confirmation = _newest(post.boxes, "dave")
    assert confirmation["Subject"] == f"[SC-{ticket.id}] Server is down"

    operations.reply(people.sam, f"SC-{ticket.id}", "Which server is it?", asks=True)
    _portal_works(post.boxes)
    question = _newest(post.boxes, "dave")
    assert question["References"].split()[0] == confirmation["References"].split()[0]

    _send(settings, question["Reply-To"], "Re: something else", "It is web-01.", question)
    _portal_works(post.boxes)
    said = timeline(people.dave, ticket.id)
    assert [entry.body for entry in said if entry.body] == ["Which server is it?", "It is web-01."]
    assert Ticket.get().status is Status.IN_PROGRESS


def test_what_comes_back_stops_mail_to_that_address_and_nobody_hears_of_it(
    post: Post, people: People, settings: Settings
) -> None:
    """M-13."""
    _send(settings, "support@support.example", "Server is down", "It has been down since noon, again.")
    post.gone = frozenset({people.dave.address})
    _portal_works(post.boxes)
    _portal_works(post.boxes)
    assert suspensions.is_suspended(people.dave.address)
    assert len(post.boxes.uids(user="support")) == len(set(post.boxes.uids("SEEN", "support")))
