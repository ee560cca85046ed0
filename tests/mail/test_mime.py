"""A mail as bytes: what must never be in it, and what must survive."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

import pytest

from portal.notify import addresses, mime
from portal.notify.outbox import MailRow
from portal.settings import Settings
from portal.vocabulary import OutboxState
from tests.support.mails import Hands

pytestmark = pytest.mark.usefixtures("settings")


def a_mail(**changes: Any) -> MailRow:
    time = Hands().time
    facts: dict[str, Any] = {
        "id": 1,
        "state": OutboxState.QUEUED,
        "event": "message",
        "recipient_id": 1,
        "address": "alice@acme.example",
        "ticket_id": 1042,
        "message_id": "<t1042.1.1.message.abc@support.example>",
        "subject": "[SC-1042] Volume stuck",
        "text": "Hello\n",
        "html": "<p>Hello</p>",
        "headers": {"From": "Sam Holm via Service Center"},
        "created_at": time,
        "due_at": time,
        "leased_until": None,
        "tries": 1,
        "last_error": "",
        "settled_at": None,
        "is_answer": False,
        "caused_by": None,
        "about": [],
    }
    return MailRow(**{**facts, **changes})


def parsed(row: MailRow) -> Any:
    return message_from_bytes(mime.compose(row).as_bytes(), policy=policy.default)


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00"])
@pytest.mark.parametrize(
    "place",
    [
        {"subject": "Hello{}Bcc: evil@example.net"},
        {"message_id": "<a{}Bcc: evil@example.net>"},
        {"address": "alice@acme.example{}Bcc: evil@example.net"},
        {"headers": {"From": "Anna{}Bcc: evil@example.net"}},
        {"headers": {"From": "Anna", "Reply-To": "a@b.example{}Bcc: evil@example.net"}},
        {"headers": {"From": "Anna", "X-One{}Bcc": "evil@example.net"}},
    ],
    ids=["subject", "message id", "address", "name", "reply address", "header name"],
)
def test_a_line_break_in_a_header_is_refused(place: dict[str, Any], break_: str) -> None:
    """M-07."""
    text = {
        name: value.format(break_)
        if isinstance(value, str)
        else {key.format(break_): line.format(break_) for key, line in value.items()}
        for name, value in place.items()
    }
    with pytest.raises(ValueError, match=r"line break|exactly one address|not an address"):
        mime.compose(a_mail(**text))


@pytest.mark.parametrize(
    "address", ["", "alice", "@acme.example", "alice@", "a@x.example,b@y.example", "a b@x.example", "åsa@acme.example"]
)
def test_what_is_not_exactly_one_address_is_refused(address: str) -> None:
    """M-07."""
    with pytest.raises(ValueError, match="address"):
        mime.compose(a_mail(address=address))


def test_a_domain_in_its_own_letters_is_sent_to_in_ascii() -> None:
    assert parsed(a_mail(address="info@bücher.example"))["To"] == "info@xn--bcher-kva.example"


def test_the_link_to_unsubscribe_survives_whole() -> None:
    """RFC 8058: an encoded or folded address is nobody's."""
    link = f"<https://support.a-rather-long-name-of-a-company.example/mail/choice/mute.1042.7.{'a' * 16}>"
    lines = {"List-Unsubscribe": link, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    raw = mime.compose(a_mail(headers={"From": "x", **lines})).as_bytes()
    assert f"\r\nList-Unsubscribe: {link}\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@pytest.mark.parametrize("name", ["In-Reply-To", "References"])
def test_long_identifiers_survive_whole(name: str) -> None:
    """Mail programs thread by them: neither encoded nor folded inside."""
    long = f"<{'A' * 150}.Outlook@example.net>"
    raw = mime.compose(a_mail(headers={"From": "x", name: f"<ticket-1042@support.example> {long}"})).as_bytes()
    assert b"=?" not in raw
    assert f"\r\n {long}\r\n".encode() in raw


def test_no_line_is_longer_than_mail_allows() -> None:
    row = a_mail(
        subject="[SC-1042] " + "ö" * 190,
        text="x" * 5_000 + "\n" + "å" * 5_000,
        html="<p>" + "y" * 20_000 + "</p>",
        headers={"From": "Ö" * 200 + " via Service Center"},
    )
    raw = mime.compose(row).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.isascii()
    assert parsed(row)["Subject"] == row.subject


@pytest.mark.parametrize(
    "name",
    [
        'Anna "Ace" Holm',
        "Holm, Anna",
        "Anna <anna@evil.example>",
        "anna@evil.example",
        "Åsa Öberg",
        "(Anna)",
        "Anna; Bob:",
        "=?utf-8?q?x?=",
        "李小龙",
    ],
)
def test_whatever_a_person_is_called_the_mail_comes_from_us_alone(name: str) -> None:
    sender = parsed(a_mail(headers={"From": f"{name} via Service Center"}))["From"]
    assert [address.addr_spec for address in sender.addresses] == ["support@support.example"]


def test_a_mail_has_the_same_bytes_each_time() -> None:
    row = a_mail(text="Hello Åsa\n")
    assert mime.compose(row).as_bytes() == mime.compose(row).as_bytes()


def test_a_line_that_begins_with_a_dot_or_with_from_stays_as_it_is() -> None:
    text = ".\n..\nFrom here on\n"
    assert parsed(a_mail(text=text)).get_body(("plain",)).get_content().splitlines() == text.splitlines()


def test_every_mail_carries_the_mark_by_which_it_is_known_when_it_comes_back() -> None:
    """M-11."""
    for headers in ({}, {"Auto-Submitted": "auto-replied"}):
        assert parsed(a_mail(headers={"From": "x", **headers}))["X-ServiceCenter-Loop"] == addresses.loop_mark()


def test_what_cannot_be_delivered_returns_to_an_address_of_that_mail_and_an_answer_never_returns() -> None:
    """M-13."""
    assert addresses.read_bounce_address(mime.envelope_sender(a_mail(id=17))) == 17
    assert mime.envelope_sender(a_mail(id=17, is_answer=True)) == ""


@pytest.mark.settings(mail={"bounce_addresses": False})
def test_a_server_that_knows_only_the_senders_address_is_given_no_other(settings: Settings) -> None:
    assert {mime.envelope_sender(a_mail(is_answer=is_answer)) for is_answer in (True, False)} == {settings.mail_sender}
