"""Mails of ours that came back are told from answers in absence, and for good from for now (M-13)."""

from __future__ import annotations

import pytest

from portal.inbound.reading.bounces import Bounce, read
from portal.inbound.reading.parsing import parse
from tests.support.letters_in import FIXTURES, fixture, mail, mail_of, our_message_id, part, plain, several

pytestmark = pytest.mark.usefixtures("usual_settings")
ALICE = "alice@acme.example"


def found(raw: bytes) -> Bounce:
    bounce = read(parse(raw))
    assert bounce is not None
    return bounce


def report(*groups: str) -> bytes:
    status = part([("Content-Type", "message/delivery-status")], "\r\n\r\n".join(groups))
    return mail_of(several("multipart/report", plain("Sorry."), status), [("Return-Path", "<>")])


@pytest.mark.parametrize(
    ("name", "address", "status", "words"),
    [
        ("bounce-postfix", ALICE, "5.1.1", "there is no such address (5.1.1): 550 5.1.1"),
        ("bounce-office365", ALICE, "5.1.10", "there is no such address (5.1.10): 550 5.1.10 RESOLVER"),
        ("bounce-gmail", "dave@gmail.example", "5.1.1", "there is no such address"),
        ("bounce-qmail", ALICE, "5.1.1", "no mailbox here by that name"),
        ("bounce-exim", ALICE, "5.1.1", "550 5.1.1 User unknown"),
        ("bounce-sendmail", ALICE, "5.7.1", "its mail server refuses our mail (5.7.1)"),
    ],
)
def test_an_address_that_takes_no_mail_is_known_and_so_is_the_mail(
    name: str, address: str, status: str, words: str
) -> None:
    bounce = found(fixture(name))

    assert (bounce.permanent, bounce.address, bounce.status) == (True, address, status)
    assert bounce.message_id == our_message_id()
    assert words in bounce.words
    assert bounce.words.endswith(".")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("bounce-postfix-delayed", "4.4.1"),
        ("bounce-exim-delayed", "4.2.0"),
        ("bounce-mailbox-full-given-up", "4.2.2"),
    ],
)
def test_a_mail_that_is_late_or_found_a_full_mailbox_says_nothing_against_its_address(name: str, status: str) -> None:
    bounce = found(fixture(name))

    assert (bounce.permanent, bounce.address, bounce.status) == (False, ALICE, status)


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in FIXTURES.glob("*.eml") if not path.stem.startswith("bounce"))
)
def test_answers_in_absence_receipts_and_all_other_mails_are_no_bounces(name: str) -> None:
    assert read(parse(fixture(name))) is None


def test_the_bounce_of_a_mail_that_we_did_not_send_names_none_of_ours() -> None:
    assert found(fixture("bounce-of-somebody-elses-mail")).message_id == ""


def test_of_several_recipients_the_one_that_failed_counts() -> None:
    raw = report(
        "Reporting-MTA: dns; mx",
        "Final-Recipient: rfc822; bob@acme.example\r\nAction: relayed\r\nStatus: 2.1.9",
        "Final-Recipient: rfc822; carol@acme.example\r\nAction: failed\r\nStatus: 5.1.1",
    )

    assert (found(raw).permanent, found(raw).address) == (True, "carol@acme.example")


def test_the_address_that_we_wrote_to_counts_before_the_one_it_led_to() -> None:
    raw = report("Original-Recipient: rfc822;alice@acme.example\r\nFinal-Recipient: rfc822;a.a@elsewhere.example\r\n"
                 "Action: failed\r\nStatus: 5.1.1")  # fmt: skip

    assert found(raw).address == ALICE


@pytest.mark.parametrize(
    ("fields", "permanent"),
    [
        ("Action: failed\r\nStatus: 5.0.0", True),
        ("Action: FAILED (really)\r\nStatus: 5.1.1", False),
        ("Action: failed; x\r\nStatus: 5.1.1 (no such user)", True),
        ("Action: failed", True),
        ("Action: failed\r\nDiagnostic-Code: smtp; 452 try later", False),
        ("Action: failed\r\nDiagnostic-Code: smtp; 550 no", True),
        ("Action: failed\r\nStatus: 4.4.7", False),
        ("Action: delayed\r\nStatus: 5.1.1", False),
        ("Action: delivered\r\nStatus: 2.0.0", False),
        ("Action: expanded\r\nStatus: 2.0.0", False),
        ("Action:\r\nStatus: 5.1.1", False),
    ],
)
def test_only_what_failed_for_good_is_permanent(fields: str, permanent: bool) -> None:
    assert found(report(f"Final-Recipient: rfc822; alice@acme.example\r\n{fields}")).permanent is permanent


def test_a_report_whose_address_is_none_is_a_report_all_the_same() -> None:
    assert found(report("Final-Recipient: x400; nonsense\r\nAction: failed\r\nStatus: 5.1.1")).address == ""


@pytest.mark.parametrize("text", ["", "no colon", ":", "\r\n\r\n\r\n", "Action", "Status: 5.1.1"])
def test_a_report_without_an_action_is_none(text: str) -> None:
    assert read(parse(report(text))) is None


def test_failed_recipients_are_believed_without_a_report() -> None:
    raw = mail("550 5.1.1 unknown user", headers=[("X-Failed-Recipients", " alice@acme.example, broken")])

    assert (found(raw).permanent, found(raw).address, found(raw).status) == (True, ALICE, "5.1.1")


def test_a_person_who_speaks_of_mails_that_came_back_is_no_bounce() -> None:
    text = "Your message to <alice@acme.example> could not be delivered:\r\n550 5.1.1 User unknown\r\n"

    assert read(parse(mail(text))) is None
    assert read(parse(mail(text, headers=[("Return-Path", "<>")]))) is None


def test_what_the_other_server_said_is_on_one_line_and_not_long() -> None:
    raw = report(f"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                 f"Diagnostic-Code: smtp; 550 {'word ' * 500}\r\n more\0")  # fmt: skip

    assert len(found(raw).words) < 400
    assert found(raw).words.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "Hi. This is the qmail-send program at x.\r\n\r\n<jörg@acme.example>:\r\nSorry.\r\n",
        "The following address(es) failed:\r\n  jörg@acme.example\r\n\r\n",
        "",
    ],
)
def test_a_report_in_words_whose_addresses_nobody_can_tell_is_none(text: str) -> None:
    raw = mail(text, sender="MAILER-DAEMON@mx.example", content_type="text/plain; charset=utf-8")

    assert read(parse(raw)) is None
