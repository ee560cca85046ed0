"""Mails are stored before anything is made of them, and each of them once."""

from __future__ import annotations

import threading

import peewee
import pytest
from hypothesis import given, settings, strategies

from portal import db
from portal.db.tables import RawMail, ReceivedMail
from portal.errors import Rejected, TooLarge
from portal.inbound import receiving
from portal.inbound.fingerprints import fingerprint, split
from portal.inbound.receiving import hold, receive
from portal.vocabulary import ReceivedState, Verdict

MAIL = (
    b"Received: from mx.acme.example by mx.support.example; Mon, 23 Nov 2026 09:00:00 +0100\r\n"
    b"Authentication-Results: mx.support.example; dmarc=pass header.from=acme.example\r\n"
    b"DKIM-Signature: v=1; d=acme.example; s=k; bh=abc; b=def\r\n"
    b"Message-ID: <1@acme.example>\r\n"
    b"From: Alice Andersson <alice@acme.example>\r\n"
    b"To: support@support.example\r\n"
    b"Subject: The volume is full\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"Can you make it larger?\r\n"
)
OURS = "mx.support.example"


def _told_apart(other: bytes) -> bool:
    return fingerprint(other, OURS) != fingerprint(MAIL, OURS)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"\r\n", b"\n"),
        MAIL.rstrip(),
        MAIL.replace(b"mx.acme.example by", b"relay.acme.example by"),
        b"Return-Path: <alice@acme.example>\r\nDelivered-To: support@support.example\r\n" + MAIL,
        b"Authentication-Results: mx.elsewhere.example; dmarc=fail\r\n" + MAIL,
        b"From alice@acme.example Mon Nov 23 09:00:00 2026\n" + MAIL,
        MAIL.replace(b"Subject: The volume is full", b"subject: The volume\r\n is full"),
    ],
)
def test_the_same_mail_is_known_again_whichever_way_it_comes(other: bytes) -> None:
    """R-06."""
    assert not _told_apart(other)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"dmarc=pass", b"dmarc=fail"),
        MAIL.replace(b"Authentication-Results: mx.support.example", b"Authentication-Results: mx.elsewhere.example"),
        MAIL.replace(b"DKIM-Signature: v=1; d=acme.example; s=k; bh=abc; b=def\r\n", b""),
        MAIL.replace(b"b=def", b"b=deg"),
        MAIL.replace(b"larger", b"smaller"),
        MAIL.replace(b"<1@acme.example>", b"<2@acme.example>"),
        MAIL.replace(b"Message-ID: <1@acme.example>\r\n", b""),
        MAIL.replace(b"alice@acme.example>\r\nTo", b"mallory@acme.example>\r\nTo"),
        b"From: mallory@acme.example\r\n" + MAIL,
        b"Received: by nobody\rFrom: mallory@acme.example\r\n" + MAIL,
        MAIL.replace(b"text/plain", b"multipart/mixed; boundary=none"),
        b"Auto-Submitted: auto-replied\r\n" + MAIL,
    ],
)
def test_a_copy_that_lacks_or_changes_something_does_not_swallow_the_true_mail(other: bytes) -> None:
    """R-07: forged, missing or doubled Message-IDs merge nothing."""
    assert _told_apart(other)


def test_what_two_headers_say_together_is_not_what_one_says() -> None:
    assert fingerprint(b"To: a\nCc: b\n\n", "") != fingerprint(b"To: a\nTo: b\n\n", "")
    assert fingerprint(b"To: a\n\nb", "") != fingerprint(b"To: a\n\n\nb", "")


@settings(max_examples=60, deadline=None)
@given(strategies.binary(max_size=300) | strategies.lists(strategies.sampled_from(MAIL.split(b" "))).map(b" ".join))
def test_whatever_comes_has_a_fingerprint(raw: bytes) -> None:
    assert len(fingerprint(raw, OURS)) == 64
    headers, _ = split(raw)
    assert all(b"\n" not in value and name == name.lower() for name, value in headers)


@pytest.mark.usefixtures("database")
def test_a_mail_is_stored_with_its_bytes_and_the_same_again_adds_nothing() -> None:
    """R-06."""
    number = receive(MAIL, way="pipe", recipients=["support@support.example"])
    assert receive(MAIL.replace(b"\r\n", b"\n"), way="imaps://support@mail.example/INBOX") == number
    row = ReceivedMail.get()
    assert (row.id, row.state, row.way, row.recipients) == (
        number,
        ReceivedState.NEW,
        "pipe",
        ["support@support.example"],
    )
    assert (row.message_id, row.subject) == ("<1@acme.example>", "The volume is full")
    assert (row.sender_name, row.size, row.tries) == ("Alice Andersson <alice@acme.example>", len(MAIL), 0)
    assert bytes(RawMail.get().content) == MAIL


@pytest.mark.usefixtures("database")
def test_bytes_that_are_no_text_are_kept_as_they_are() -> None:
    raw = b"Subject: \xff\x00\xe4" + b"x" * 2000 + b"\nFrom: \x00\n\n\x00\xff\xfe"
    number = receive(raw, way="pipe", recipients=["a\x00\ud800b" + "c" * 300] * 200)
    row = ReceivedMail.get_by_id(number)
    assert bytes(RawMail.get_by_id(number).content) == raw
    assert "\0" not in row.subject
    assert len(row.subject) == 300
    assert len(row.recipients) == 100


@pytest.mark.usefixtures("database")
def test_the_same_mail_at_the_same_moment_becomes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-06: both have looked, and neither has seen it there yet."""
    met = threading.Barrier(2, timeout=20)
    looked = threading.local()
    number_of = receiving._number_of

    def meet(print_of_it: str) -> int | None:
        found = number_of(print_of_it)
        if not getattr(looked, "once", False):
            looked.once = True
            met.wait()
        return found

    monkeypatch.setattr(receiving, "_number_of", meet)
    numbers: list[int] = []
    both = [threading.Thread(target=lambda: numbers.append(receive(MAIL, way="pipe"))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(numbers) == 2
    assert set(numbers) == {row.id for row in ReceivedMail.select()}
    assert RawMail.select().count() == 1


@pytest.mark.once
@pytest.mark.settings(inbound={"message_bytes": 64 * 1024})
@pytest.mark.usefixtures("database")
def test_what_is_too_large_or_empty_is_refused_with_a_sentence() -> None:
    """M-14."""
    with pytest.raises(TooLarge, match=r"at most 64 KiB, and this one has more\. Send the files in several mails,"):
        receive(MAIL + b"x" * 64 * 1024, way="pipe")
    with pytest.raises(Rejected, match="nothing in this mail"):
        receive(b" \r\n\r\n", way="pipe")
    assert ReceivedMail.select().count() == 0


@pytest.mark.once
@pytest.mark.usefixtures("database")
def test_what_could_be_had_of_a_mail_that_cannot_be_taken_is_shown_to_engineers() -> None:
    """R-08."""
    headers = MAIL.partition(b"\r\n\r\n")[0]
    number = hold(headers, way="imap://box", size=50_000_000, reason="It is too large.")
    assert hold(headers, way="imap://box", size=50_000_000, reason="It is too large.") == number
    row = ReceivedMail.get_by_id(number)
    assert (row.state, row.verdict, row.reason) == (ReceivedState.HELD, Verdict.UNREADABLE, "It is too large.")
    assert (row.subject, row.size) == ("The volume is full", 50_000_000)
    # Without headers, the reason tells one from the next.
    assert len({hold(b"", way="imap://box", size=1, reason=f"Mail {uid} cannot be read.") for uid in (1, 2, 1)}) == 2


@pytest.mark.once
@pytest.mark.usefixtures("database")
def test_a_database_that_cannot_be_written_to_takes_no_mail() -> None:
    db.handle.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(db.FAILURES):
        receive(MAIL, way="pipe")
    db.handle.execute_sql("PRAGMA query_only = 0")
    assert ReceivedMail.select().count() == 0
    assert isinstance(receive(MAIL, way="pipe"), int)


def test_only_failures_of_the_database_mean_try_again() -> None:
    assert not issubclass(peewee.IntegrityError, db.FAILURES)
