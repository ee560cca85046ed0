"""Mail is taken by LMTP: from a real client, over a real connection."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import peewee
import pytest

from portal.db.tables import RawMail, ReceivedMail
from portal.inbound.receiving import receive
from portal.inbound.ways import lmtp
from portal.inbound.ways.lmtp import Listener
from portal.notify import addresses
from portal.settings import Settings
from tests.support.smtp import free_port

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("database")]

MAIL = (
    b"Message-ID: <1@acme.example>\r\nFrom: alice@acme.example\r\nSubject: Gr\xc3\xb6\xc3\x9fe\r\n\r\n"
    b".\r\n..a line that begins with dots\r\n" + b"one long line " * 1000 + b"\r\n\xff\xfe\r\n"
)
SUPPORT = "support@support.example"


@pytest.fixture
def listener(settings: Settings) -> Iterator[Listener]:
    running = Listener(f"127.0.0.1:{free_port()}")
    running.start()
    yield running
    running.end()


@pytest.fixture
def client(listener: Listener) -> Iterator[smtplib.LMTP]:
    with smtplib.LMTP("127.0.0.1", listener.port, timeout=10) as connected:
        yield connected


def test_a_mail_is_stored_byte_for_byte_below_where_it_came_from(client: smtplib.LMTP) -> None:
    assert client.sendmail("alice@acme.example", [SUPPORT.upper()], MAIL) == {}
    assert bytes(RawMail.get().content) == b"Return-Path: <alice@acme.example>\r\n" + MAIL
    row = ReceivedMail.get()
    assert (row.way, row.recipients, row.subject) == ("lmtp", [SUPPORT.upper()], "Größe")
    assert receive(MAIL, way="pipe") == row.id


def test_a_bounce_without_a_sender_is_taken(client: smtplib.LMTP) -> None:
    client.sendmail("", [addresses.bounce_address(7)], MAIL)
    assert bytes(RawMail.get().content).startswith(b"Return-Path: <>\r\n")


def test_signed_addresses_are_taken_and_all_others_refused_with_a_sentence(client: smtplib.LMTP) -> None:
    """A mail server hears of it at once, and tells the sender: nobody is answered by us (M-11)."""
    reply = addresses.reply_address(1042, 7)
    forged = reply.replace("+1042.", "+1043.")
    client.ehlo()
    client.mail("alice@acme.example")
    assert [client.rcpt(address)[0] for address in (SUPPORT, reply, reply.upper(), addresses.bounce_address(3))] == (
        [250] * 4
    )
    code, told = client.rcpt(forged)
    assert (code, told[:38]) == (550, b"5.1.1 This reply address is not valid.")
    nobody = b"5.1.1 There is no such address here. Write to support@support.example."
    for address in ("sales@support.example", "support@elsewhere.example", "support+sales@support.example", "support"):
        assert client.rcpt(address) == (550, nobody)


@pytest.mark.settings(inbound={"addresses": ("help@acme.example",)})
def test_the_addresses_of_the_settings_are_taken_too(client: smtplib.LMTP) -> None:
    assert client.sendmail("alice@acme.example", ["Help@acme.example"], MAIL) == {}


def test_each_recipient_of_a_mail_gets_an_answer_and_the_mail_is_stored_once(listener: Listener) -> None:
    """RFC 2033, as Postfix counts on it; the client of the standard library reads the first answer only."""
    with (
        closing(socket.create_connection(("127.0.0.1", listener.port), timeout=10)) as server,
        server.makefile() as said,
    ):

        def say(words: bytes, answers: int = 1) -> list[str]:
            server.sendall(words)
            return [said.readline()[:3] for _ in range(answers)]

        assert said.readline().startswith("220 ")
        server.sendall(b"LHLO mx.acme.example\r\n")
        while said.readline()[3] == "-":
            pass
        for _ in range(2):
            assert say(b"MAIL FROM:<alice@acme.example>\r\n") == ["250"]
            assert say(b"RCPT TO:<support@support.example>\r\n") == ["250"]
            assert say(b"RCPT TO:<nobody@support.example>\r\n") == ["550"]
            assert say(b"RCPT TO:<%s>\r\n" % addresses.reply_address(1, 2).encode()) == ["250"]
            assert say(b"DATA\r\n") == ["354"]
            assert say(b"Subject: once\r\n\r\nonce\r\n.\r\n", 2) == ["250", "250"]
        assert say(b"QUIT\r\n") == ["221"]
    assert [row.recipients for row in ReceivedMail.select()] == [[SUPPORT, addresses.reply_address(1, 2)]]


@pytest.mark.settings(inbound={"message_bytes": 64 * 1024})
def test_a_mail_that_is_too_large_goes_back_with_a_sentence(client: smtplib.LMTP) -> None:
    """M-14: where its size is announced, and where it is not."""
    too_large = b"5.3.4 A mail may have at most 64 KiB, and this one has more. Send the files in several mails,"
    client.ehlo()
    code, told = client.mail("alice@acme.example", ["SIZE=70000"])
    assert (code, told[: len(too_large)]) == (552, too_large)
    client.mail("alice@acme.example")
    client.rcpt(SUPPORT)
    code, told = client.data(MAIL + b"x\r\n" * 30_000)
    assert (code, told[: len(too_large)]) == (552, too_large)
    client.mail("alice@acme.example")
    client.rcpt(SUPPORT)
    assert client.data(MAIL)[0] == 250


@pytest.mark.parametrize("error", [peewee.OperationalError("disk full"), RuntimeError("a fault of ours")])
def test_what_cannot_be_stored_now_is_to_come_again(
    client: smtplib.LMTP, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(lmtp, "receive", fail)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("alice@acme.example", [SUPPORT], MAIL)
    assert refused.value.smtp_code == 451
    assert client.sendmail("alice@acme.example", [SUPPORT], MAIL) == {}


def test_the_mail_in_hand_is_finished_before_it_ends(
    listener: Listener, client: smtplib.LMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-12."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly(raw: bytes, **how: object) -> int:
        begun.set()
        assert go_on.wait(10)
        return receive(raw, way="lmtp")

    monkeypatch.setattr(lmtp, "receive", slowly)
    answers: list[object] = []
    sending = threading.Thread(target=lambda: answers.append(client.sendmail("a@acme.example", [SUPPORT], MAIL)))
    sending.start()
    assert begun.wait(10)
    ending = threading.Thread(target=listener.end)
    ending.start()
    time.sleep(0.2)
    assert ending.is_alive()
    go_on.set()
    ending.join(10)
    sending.join(10)
    assert answers == [{}]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", listener.port), timeout=2)
