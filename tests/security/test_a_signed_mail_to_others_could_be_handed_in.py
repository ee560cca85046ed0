"""Whoever had got a signed mail of a customer could hand it in: it became that customer's ticket, draft or answer."""

from __future__ import annotations

import pytest

from portal.inbound.mails import Mail, Person
from portal.inbound.proving import dns, trust
from portal.notify.addresses import reply_address
from portal.settings import Settings
from tests.support.dkim_keys import key, signed

NOTED = b"Authentication-Results: mx.support.example; dmarc=pass header.from=initech.example\r\n"
OURS = pytest.mark.settings(inbound={"authserv_id": "mx.support.example"})


@pytest.fixture(autouse=True)
def _names(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "texts", lambda _: (key().record,))


def is_believed(raw: bytes) -> bool:
    mail = Mail((Person("Dave", "dave@initech.example"),), 1, (), "", "", (), (), (), "")
    return trust.prove(raw, mail).is_verified


def letter(*to: str) -> bytes:
    lines = ["From: Dave <dave@initech.example>", *to, "Subject: My PIN", "", "It is 1234.", ""]
    return "\r\n".join(lines).encode()


def test_a_signature_proves_a_mail_only_to_those_whom_it_was_written_to() -> None:
    """M-01."""
    assert is_believed(signed(letter("To: Support <support@support.example>")))
    assert is_believed(signed(letter("To: nora@newman.example", "Cc: SUPPORT@support.example")))
    assert is_believed(signed(letter(f"To: {reply_address(1042, 4)}")))
    assert not is_believed(signed(letter("To: nora@newman.example")))
    assert not is_believed(signed(letter()))
    assert not is_believed(signed(letter("To: " + "(" * 3000)))


def test_nobody_adds_us_to_those_whom_it_was_written_to() -> None:
    ours, theirs = b"To: support@support.example\r\n", letter("To: nora@newman.example")
    assert not is_believed(ours + signed(theirs))
    assert not is_believed(b"Cc: support@support.example\r\n" + signed(theirs))
    assert not is_believed(ours + signed(letter(), include_headers=["from", "subject"]))


@OURS
def test_what_our_own_server_noted_proves_no_more() -> None:
    assert is_believed(NOTED + letter("To: support@support.example"))
    assert not is_believed(NOTED + letter("To: nora@newman.example"))
    assert not is_believed(NOTED + b"Delivered-To: support@support.example\r\n" + letter("To: nora@newman.example"))
