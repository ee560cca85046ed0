"""Delivery to a real SMTP server."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from portal.db.tables import Person
from portal.notify import addresses, outbox, suspensions
from portal.notify.delivery import Unreachable, deliver_due
from portal.vocabulary import OutboxState
from tests.factories import People
from tests.support import smtp
from tests.support.mails import Hands, mail, queue
from tests.support.smtp import Certificate, Mailbox

pytestmark = pytest.mark.usefixtures("database")

SendBy = Callable[..., Any]


def everybody_sees(_: int, __: int) -> bool:
    return True


def deliver() -> int:
    return deliver_due(everybody_sees)


def test_a_mail_arrives_as_it_was_written(mailbox: Mailbox, send_by: SendBy) -> None:
    number = queue(
        subject="[SC-1042] Größe stimmt nicht",
        text="Hello Åsa,\n\nit is solved.\n",
        html="<p>Hello Åsa</p>",
        headers={
            "From": "Sam Holm via Service Center",
            "Reply-To": "support+1042.1.abcdefghijklmnop@support.example",
            "References": "<ticket-1042@support.example>",
        },
    )
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        assert deliver() == 1
    (received,), (envelope,) = mailbox.mails(), mailbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (addresses.bounce_address(number), ["alice@acme.example"])
    assert received["Subject"] == "[SC-1042] Größe stimmt nicht"
    assert received["From"] == "Sam Holm via Service Center <support@support.example>"
    assert received["To"] == "alice@acme.example"
    assert received["Reply-To"] == "support+1042.1.abcdefghijklmnop@support.example"
    assert received["Message-ID"] == mail(number).message_id
    assert received["References"] == "<ticket-1042@support.example>"
    assert received["Date"].datetime == mail(number).created_at.replace(microsecond=0)
    assert received.get_content_type() == "multipart/alternative"
    text, html = received.iter_parts()
    assert text.get_content().splitlines() == ["Hello Åsa,", "", "it is solved."]
    assert html.get_content().splitlines() == ["<p>Hello Åsa</p>"]
    assert mail(number).state is OutboxState.SENT


def test_each_mail_has_an_envelope_of_its_own(mailbox: Mailbox, send_by: SendBy) -> None:
    """M-15."""
    for number, address in enumerate(("alice@acme.example", "bob@acme.example", "carol@globex.example")):
        queue(number, address=address)
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [
        ["alice@acme.example"],
        ["bob@acme.example"],
        ["carol@globex.example"],
    ]
    assert [received["To"] for received in mailbox.mails()] == [envelope.rcpt_tos[0] for envelope in mailbox.envelopes]


def test_a_certificate_of_an_authority_we_trust_is_accepted(
    mailbox: Mailbox, send_by: SendBy, certificate: Certificate
) -> None:
    """M-16."""
    queue()
    with smtp.server(mailbox, tls_context=certificate.context(), require_starttls=True) as port:
        send_by(f"smtp://localhost:{port}?tls=starttls", ca_file=certificate.authority)
        assert deliver() == 1
    assert len(mailbox.mails()) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mailbox: Mailbox, send_by: SendBy, certificate: Certificate
) -> None:
    """M-16."""
    number = queue()
    with smtp.server(mailbox, tls_context=certificate.context(), require_starttls=True) as port:
        send_by(f"smtp://localhost:{port}?tls=starttls")
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            deliver()
    assert mailbox.envelopes == []
    assert mail(number).state is OutboxState.QUEUED


def test_a_certificate_for_another_name_is_refused(mailbox: Mailbox, send_by: SendBy, certificate: Certificate) -> None:
    """M-16."""
    queue()
    with smtp.server(mailbox, tls_context=certificate.context(), require_starttls=True) as port:
        send_by(f"smtp://127.0.0.1:{port}?tls=starttls", ca_file=certificate.authority)
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            deliver()
    assert mailbox.envelopes == []


def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_required(
    mailbox: Mailbox, send_by: SendBy
) -> None:
    """M-16: nobody in between takes the encryption away."""
    queue()
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}?tls=starttls")
        with pytest.raises(Unreachable, match="STARTTLS extension not supported"):
            deliver()
    assert mailbox.envelopes == []


def test_encryption_from_the_first_byte(mailbox: Mailbox, send_by: SendBy, certificate: Certificate) -> None:
    queue()
    with smtp.server(mailbox, ssl_context=certificate.context()) as port:
        send_by(f"smtps://localhost:{port}", ca_file=certificate.authority)
        assert deliver() == 1
    assert len(mailbox.mails()) == 1


def test_the_user_and_password_of_the_url_log_in(mailbox: Mailbox, send_by: SendBy, certificate: Certificate) -> None:
    queue()
    secured = {"tls_context": certificate.context(), "require_starttls": True}
    with smtp.server(mailbox, password="p@ss/word", **secured) as port:
        send_by(f"smtp://portal:p%40ss%2Fword@localhost:{port}?tls=starttls", ca_file=certificate.authority)
        assert deliver() == 1
    assert len(mailbox.mails()) == 1


def test_a_wrong_password_makes_the_mail_wait(mailbox: Mailbox, send_by: SendBy, certificate: Certificate) -> None:
    number = queue()
    secured = {"tls_context": certificate.context(), "require_starttls": True}
    with smtp.server(mailbox, password="right", **secured) as port:
        send_by(f"smtp://portal:wrong@localhost:{port}?tls=starttls", ca_file=certificate.authority)
        with pytest.raises(Unreachable, match="535"):
            deliver()
    assert mail(number).state is OutboxState.QUEUED
    assert "wrong" not in mail(number).last_error


def test_a_server_that_says_nothing_is_given_up_in_time(send_by: SendBy) -> None:
    number = queue()
    with smtp.silent_server() as port:
        send_by(f"smtp://127.0.0.1:{port}", timeout=1)
        started = time.monotonic()
        with pytest.raises(Unreachable, match="timed out"):
            deliver()
        assert time.monotonic() - started < 5
    assert mail(number).state is OutboxState.QUEUED


def test_a_server_that_is_not_there_makes_the_mails_wait_five_minutes(send_by: SendBy, hands: Hands) -> None:
    numbers = [queue(number) for number in range(3)]
    send_by(f"smtp://127.0.0.1:{smtp.free_port()}")
    with pytest.raises(Unreachable, match="refused"):
        deliver()
    for number in numbers:
        assert mail(number).state is OutboxState.QUEUED
        assert (mail(number).due_at - hands.time).total_seconds() == 300
        assert "refused" in mail(number).last_error
    assert deliver() == 0


def test_a_mailbox_that_does_not_exist_is_a_dead_letter_at_once(mailbox: Mailbox, send_by: SendBy) -> None:
    gone, there = queue(1, address="gone@acme.example"), queue(2)
    mailbox.refuse = lambda stage, address: "550 5.1.1 no such user" if address.startswith("gone") else None
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        assert deliver() == 2
    assert mail(gone).state is OutboxState.DEAD
    assert "no such user" in mail(gone).last_error
    assert mail(there).state is OutboxState.SENT


@pytest.mark.once
def test_an_automatic_answer_has_no_sender_on_its_envelope(mailbox: Mailbox, send_by: SendBy) -> None:
    """M-11: nothing comes back to it."""
    queue(is_answer=True)
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
    assert [envelope.mail_from for envelope in mailbox.envelopes] == ["<>"]
    assert mailbox.mails()[0]["From"].addresses[0].addr_spec == "support@support.example"


@pytest.mark.once
def test_an_address_that_does_not_exist_is_left_alone_for_sixty_days(
    mailbox: Mailbox, send_by: SendBy, hands: Hands
) -> None:
    """M-13."""
    queue(1, address="Gone@acme.example")
    mailbox.refuse = lambda stage, _: "550 5.1.1 no such user" if stage == "RCPT" else None
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
        assert suspensions.is_suspended("gone@acme.example")
        mailbox.refuse = lambda *_: None
        second = queue(2, address="gone@acme.example")
        deliver()
        assert mail(second).state is OutboxState.DROPPED
        assert "no such user" in mail(second).last_error
        hands.forward(days=61)
        queue(3, address="gone@acme.example")
        deliver()
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [["gone@acme.example"]]


@pytest.mark.once
@pytest.mark.parametrize("answer", ["550 5.7.1 relay denied", "553 5.1.8 bad sender", "451 4.1.1 later", "550 no"])
def test_a_refusal_that_does_not_say_that_the_address_is_wrong_suspends_nothing(
    answer: str, mailbox: Mailbox, send_by: SendBy
) -> None:
    queue()
    mailbox.refuse = lambda stage, _: answer if stage == "RCPT" else None
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
    assert suspensions.listing() == ()


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_try_again_later_is_tried_again_later(stage: str, mailbox: Mailbox, send_by: SendBy, hands: Hands) -> None:
    number = queue()
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        mailbox.refuse = lambda at, _: "451 4.3.0 try again later" if at == stage else None
        assert deliver() == 1
        assert mail(number).state is OutboxState.QUEUED
        assert deliver() == 0
        mailbox.refuse = lambda *_: None
        hands.forward(minutes=5)
        assert deliver() == 1
    assert mail(number).state is OutboxState.SENT
    assert mail(number).last_error == ""


def test_a_mail_that_the_server_refuses_for_good_is_a_dead_letter(mailbox: Mailbox, send_by: SendBy) -> None:
    number = queue()
    mailbox.refuse = lambda stage, _: "554 5.7.1 looks like spam" if stage == "DATA" else None
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
    assert mail(number).state is OutboxState.DEAD


def test_a_crash_after_the_server_took_the_mail_sends_the_very_same_bytes_again(
    mailbox: Mailbox, send_by: SendBy, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-05: receivers recognise the second one by its Message-ID."""
    queue()

    def crash(_: object) -> bool:
        raise KeyboardInterrupt

    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        with monkeypatch.context() as patched:
            patched.setattr(outbox, "sent", crash)
            with pytest.raises(KeyboardInterrupt):
                deliver()
        assert deliver() == 0
        hands.forward(minutes=3)
        assert deliver() == 1
    first, second = mailbox.envelopes
    assert first.content == second.content


def test_a_server_lost_in_the_middle_keeps_what_was_sent_and_waits_with_the_rest(
    mailbox: Mailbox, send_by: SendBy
) -> None:
    numbers = [queue(number) for number in range(3)]
    mailbox.refuse = lambda stage, _: "421 going down" if stage == "RCPT" and mailbox.envelopes else None
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        with pytest.raises(Unreachable):
            deliver()
    states = [mail(number).state for number in numbers]
    assert states == [OutboxState.SENT, OutboxState.QUEUED, OutboxState.QUEUED]


def test_who_lost_sight_after_the_mail_was_queued_gets_nothing(
    people: People, make_ticket: Callable[..., Any], mailbox: Mailbox, send_by: SendBy
) -> None:
    """M-15: asked at the moment of sending."""
    ticket = make_ticket(people.alice)
    for waiting in outbox.claim(100, 60):
        outbox.drop(waiting, "not of this test")
    bobs = queue(1, recipient_id=people.bob.person_id, ticket_id=ticket.id)
    alices = queue(2, recipient_id=people.alice.person_id, ticket_id=ticket.id)
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver_due(lambda person, _: person == people.alice.person_id)
    assert mail(bobs).state is OutboxState.DROPPED
    assert mail(bobs).last_error == "the recipient may no longer see the ticket"
    assert mail(alices).state is OutboxState.SENT
    assert len(mailbox.mails()) == 1


def test_who_was_deactivated_gets_nothing(people: People, mailbox: Mailbox, send_by: SendBy, hands: Hands) -> None:
    number = queue(recipient_id=people.bob.person_id)
    Person.update(deactivated_at=hands.time).where(Person.id == people.bob.person_id).execute()
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
    assert mail(number).state is OutboxState.DROPPED
    assert mailbox.envelopes == []


def test_what_a_slow_server_leaves_too_little_time_for_is_left_to_the_next_round(
    mailbox: Mailbox, send_by: SendBy, hands: Hands
) -> None:
    numbers = [queue(number) for number in range(3)]

    def slowly(stage: str, _: str) -> None:
        if stage == "DATA":
            hands.forward(seconds=100)

    mailbox.refuse = slowly  # type: ignore[assignment]
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}", lease=120)
        deliver()
        assert [mail(number).state for number in numbers] == [OutboxState.SENT, *[OutboxState.QUEUED] * 2]
        assert len(outbox.claim(10, 120)) == 2
    assert len(mailbox.envelopes) == 1


def test_a_broken_mail_does_not_hold_up_those_behind_it(
    mailbox: Mailbox, send_by: SendBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = queue(1, address="not an address"), queue(2)
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
    assert mail(broken).state is OutboxState.DEAD
    assert mail(whole).state is OutboxState.SENT


def test_the_name_of_this_machine_is_not_told(mailbox: Mailbox, send_by: SendBy) -> None:
    queue(message_id=addresses.message_id(1042, 1, 1, "message"))
    greeted: list[str] = []

    async def hear(_: Any, session: Any, __: Any, hostname: str, responses: list[str]) -> list[str]:
        session.host_name = hostname
        greeted.append(hostname)
        return responses

    mailbox.handle_EHLO = hear  # type: ignore[attr-defined]
    with smtp.server(mailbox) as port:
        send_by(f"smtp://localhost:{port}")
        deliver()
    assert greeted == ["support.example"]
