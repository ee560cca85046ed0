"""Who sent a mail is believed only where our own server, or a signature, proves it (M-01)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta

import dkim
import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from portal import clock
from portal.inbound.mails import Mail, Person
from portal.inbound.proving import dns, trust
from portal.inbound.proving.domains import vouches
from portal.inbound.proving.proofs import Proof
from portal.settings import Settings
from portal.vocabulary import Trust
from tests.support.dkim_keys import key, signed

MAIL = (
    b"From: Bob Berg <bob@initech.example>\r\nTo: support@support.example\r\nSubject: Re: web-1\r\n\r\nIt is web-1.\r\n"
)
OURS = pytest.mark.settings(inbound={"authserv_id": "MX.support.example"})
PASSED = b"dmarc=pass (p=reject) header.from=initech.example"


@pytest.fixture(autouse=True)
def names(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[bytes, ...]]:
    """What the name servers know: the key of initech.example; no test asks the network."""
    known = {"s1._domainkey.initech.example.": (key().record,)}
    monkeypatch.setattr(dns, "texts", lambda name: known.get(name, ()))
    return known


def prove(raw: bytes, sender: str = "bob@initech.example", *, senders: int = 1) -> Proof:
    people = tuple(Person("Bob Berg", sender) for _ in range(senders))
    mail = Mail(people, senders, (), "", "", (), (), (), "")
    return trust.prove(raw, mail)


def noted(*values: bytes) -> bytes:
    return b"".join(b"Authentication-Results: " + value + b"\r\n" for value in values) + MAIL


# What our own mail server noted


@OURS
def test_what_our_server_confirmed_is_believed_and_said_in_a_sentence() -> None:
    proof = prove(noted(b"mx.support.example;\r\n\tspf=pass smtp.mailfrom=bob@initech.example;\r\n\t" + PASSED))
    assert proof.trust is Trust.VERIFIED
    assert proof.words == "Checked: our mail server confirmed that initech.example sent it (DMARC)."
    assert proof.is_verified


@OURS
@pytest.mark.parametrize(
    "result",
    [
        b"dkim=pass header.d=initech.example header.s=s1 header.b=abc",
        b"dkim=pass header.i=@initech.example",
        b"dkim=fail header.d=initech.example; dkim=pass (2048-bit key) header.d=initech.example",
        b"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=bob@initech.example",
        b"spf=pass smtp.mailfrom=initech.example; dmarc=none header.from=initech.example",
        b"spf=softfail smtp.mailfrom=x.example; dkim=pass header.d=INITECH.example",
    ],
)
def test_a_signature_or_a_sending_server_of_the_domain_is_proof(result: bytes) -> None:
    assert prove(noted(b"mx.support.example; " + result)).is_verified


@OURS
@pytest.mark.parametrize(
    "result",
    [
        b"none",
        b"dmarc=pass header.from=evil.example",
        b"dmarc=pass",
        b"dkim=pass header.d=evil.example",
        b"dkim=pass header.d=example",
        b"dkim=pass header.d=notinitech.example",
        b"dkim=pass header.d=mail.initech.example",
        b"dkim=none header.d=initech.example",
        b"spf=pass smtp.mailfrom=bounce@evil.example",
        b"spf=pass smtp.helo=initech.example",
        b"spf=neutral smtp.mailfrom=bob@initech.example",
        b"dmarc=fail header.from=initech.example; dkim=pass header.d=initech.example",
        b"dkim=pass header.d=initech.example; dmarc=fail (p=none) header.from=initech.example",
        b"dmarc=pass header.from=initech.example; dmarc=fail header.from=initech.example",
        b"dmarc=(pass header.from=initech.example",
        b"dmarc=pass (header.from=initech.example)",
    ],
)
def test_what_says_nothing_of_the_domain_or_says_no_is_no_proof(result: bytes) -> None:
    proof = prove(noted(b"mx.support.example; " + result))
    assert proof.trust is Trust.NONE
    assert proof.words.startswith("Not proven: ")
    assert not proof.is_verified


@OURS
@pytest.mark.parametrize(
    "forged",
    [
        b"mx.evil.example; " + PASSED,
        b"mx.support.example.evil.example; " + PASSED,
        b"evil.example (mx.support.example); " + PASSED,
        b"(a comment) mx.support.example; " + PASSED,
        b'"mx.support.example"; ' + PASSED,
        b"=?utf-8?q?mx.support.example;_dmarc=3Dpass_header.from=3Dinitech.example?=",
        b"spf=pass smtp.mailfrom=initech.example; dmarc=pass action=none header.from=initech.example",
        b"; " + PASSED,
        b"",
    ],
)
def test_what_another_server_says_is_nothing_to_us(forged: bytes) -> None:
    """The last but two is what Microsoft writes inside its own walls: with no name of a server on it."""
    assert prove(noted(forged)).words == "Not proven: the mail carries no signature of initech.example."


@OURS
def test_of_two_in_our_name_the_lower_one_came_with_the_mail() -> None:
    fail, passed = b"mx.support.example; dmarc=fail header.from=initech.example", b"mx.support.example; " + PASSED
    assert prove(noted(fail, passed)).words == (
        "Not proven: our mail server found that this is not from initech.example (DMARC)."
    )
    assert prove(noted(passed, fail)).is_verified
    assert not prove(noted(b"mx.support.example; none", passed)).is_verified
    assert prove(noted(b"mx.evil.example; dmarc=fail header.from=initech.example", passed)).is_verified


@OURS
def test_a_header_that_only_looks_like_one_is_none() -> None:
    for name in (b"Authentication-Results : ", b"X-Authentication-Results: ", b"ARC-Authentication-Results: i=1; "):
        assert not prove(name + b"mx.support.example; " + PASSED + b"\r\n" + MAIL).is_verified


@OURS
def test_what_our_server_noted_outweighs_a_signature_here() -> None:
    proof = prove(b"Authentication-Results: mx.support.example; dkim=fail header.d=initech.example\r\n" + signed(MAIL))
    assert proof.words == "Not proven: our mail server could not confirm that initech.example sent it."


def test_without_the_name_of_our_server_no_results_count() -> None:
    assert not prove(noted(b"mx.support.example; " + PASSED)).is_verified
    assert not prove(noted(b"; " + PASSED)).is_verified


# A signature that is checked here


def test_a_signed_mail_is_from_its_domain() -> None:
    assert prove(signed(MAIL)).words == "Checked: the mail carries a valid signature of initech.example (DKIM)."
    assert prove(signed(MAIL.replace(b"\r\n", b"\n"))).is_verified
    assert prove(signed(MAIL, canonicalize=(b"relaxed", b"relaxed"))).is_verified
    assert prove(signed(MAIL, canonicalize=(b"simple", b"simple"))).is_verified


def test_white_space_that_a_server_may_change_does_not_break_a_relaxed_signature() -> None:
    sent = signed(MAIL, canonicalize=(b"relaxed", b"relaxed"))
    assert prove(sent.replace(b"It is web-1.", b"It \t is  web-1. \t") + b"\r\n\r\n").is_verified


def test_the_domain_vouches_for_what_is_under_it_and_for_nothing_else() -> None:
    sent = signed(MAIL.replace(b"bob@initech", b"bob@mail.initech"))
    assert prove(sent, "bob@mail.initech.example").is_verified
    assert prove(signed(MAIL), "bob@acme.example").words == (
        "Not proven: the mail carries no signature of acme.example."
    )


def test_what_was_changed_on_the_way_is_not_proven() -> None:
    """M-01."""
    sent = signed(MAIL)
    assert prove(sent.replace(b"web-1.\r\n", b"web-2.\r\n")).words == (
        "Not proven: the signature of initech.example does not fit the mail."
    )
    assert not prove(sent.replace(b"Bob Berg", b"Eve Berg")).is_verified
    assert not prove(sent + b"and one line more\r\n").is_verified


@pytest.mark.parametrize("name", [b"From", b"Subject", b"Content-Type", b"In-Reply-To", b"from"])
def test_a_header_put_on_top_of_a_signed_mail_is_not_believed(name: bytes) -> None:
    sent = signed(b"Content-Type: text/plain\r\nIn-Reply-To: <a@b>\r\n" + MAIL, include_headers=["from", "to"])
    assert prove(sent).is_verified
    assert not prove(name + b": Eve <eve@initech.example>\r\n" + sent).is_verified


@pytest.mark.parametrize("trick", [b"X-Note: a\rFrom: eve@initech.example\r\n", b"X-Note: a\0b\r\n", b"a\r\r\n"])
def test_a_mail_that_could_be_read_in_two_ways_is_not_believed(trick: bytes) -> None:
    assert prove(trick + signed(MAIL)).trust is Trust.NONE


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"length": True}, "is only for a part of the mail"),
        ({"bits": 768}, "was made with a key that is too short"),
        ({"signature_algorithm": b"rsa-sha1"}, "is of a kind that is no longer safe, or not known here"),
    ],
)
def test_a_signature_that_proves_too_little_is_refused(
    how: dict[str, object], words: str, names: dict[str, tuple[bytes, ...]]
) -> None:
    names["s1._domainkey.initech.example."] = (key(768 if "bits" in how else 1024).record,)
    assert prove(signed(MAIL, **how)).words == f"Not proven: the signature of initech.example {words}."


@pytest.mark.parametrize(
    ("put", "words"),
    [
        (b"x=1700000000;", "has expired"),
        (b"x=soon;", "has expired"),
        (b"x=" + b"9" * 500 + b";", "has expired"),
    ],
)
def test_a_signature_that_ran_out_is_refused(put: bytes, words: str) -> None:
    assert prove(signed(MAIL).replace(b"q=dns/txt;", put, 1)).words.endswith(f"{words}.")


def test_a_signature_is_good_until_its_last_second_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = int(time.time()) + 60
    original = dkim.DKIM.gen_header

    def with_end(self: dkim.DKIM, fields: list[tuple[bytes, bytes]], *rest: object) -> bytes:
        return bytes(original(self, [*fields[:-1], (b"x", str(ends).encode()), fields[-1]], *rest))

    monkeypatch.setattr(dkim.DKIM, "gen_header", with_end)
    sent = signed(MAIL)
    assert prove(sent).is_verified
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert prove(sent).words == "Not proven: the signature of initech.example has expired."


def test_a_signature_has_to_cover_who_the_mail_is_from() -> None:
    sent = signed(MAIL).replace(b"h=from : to :\r\n subject : from;", b"h=to : subject;")
    assert prove(sent).words == "Not proven: the signature of initech.example leaves out who the mail is from."


def test_one_good_signature_among_three_is_enough_and_a_fourth_is_not_looked_at() -> None:
    spoilt = signed(MAIL).partition(b"From:")[0].replace(b"bh=", b"bh=AAAA")
    assert prove(spoilt * 2 + signed(MAIL)).is_verified
    assert not prove(spoilt * 3 + signed(MAIL)).is_verified
    assert prove(signed(MAIL, "list.example").partition(b"From:")[0] * 5 + signed(MAIL)).is_verified


@pytest.mark.parametrize(
    "records",
    [
        (),
        (b"",),
        (b"v=DKIM1; p=",),
        (b"v=DKIM1; k=rsa; p=###",),
        (b"p=" + b"A" * 5000,),
        (b"v=spf1 -all",),
        (b"p=QUJD",),
    ],
)
def test_a_domain_without_a_useful_key_proves_nothing(
    records: tuple[bytes, ...], names: dict[str, tuple[bytes, ...]]
) -> None:
    names["s1._domainkey.initech.example."] = records
    assert prove(signed(MAIL)).trust is Trust.NONE


def test_the_key_is_found_among_other_texts(names: dict[str, tuple[bytes, ...]]) -> None:
    names["s1._domainkey.initech.example."] = (b"some-verification=1", key().record)
    assert prove(signed(MAIL)).is_verified


def test_name_servers_that_do_not_answer_are_named_as_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(name: str) -> tuple[bytes, ...]:
        raise dns.Unanswered(name)

    monkeypatch.setattr(dns, "texts", silent)
    proof = prove(signed(MAIL))
    assert proof.words == (
        "Not proven: the signature of initech.example could not be checked, because no name server answered."
    )
    assert not proof.is_final


@pytest.mark.settings(inbound={"verify_dkim": False})
def test_an_operator_can_leave_signatures_unchecked() -> None:
    assert prove(signed(MAIL)).words == "Not proven: our mail server noted nothing about the mail."


# Mails that are odd, or mean to cost us time


@pytest.mark.parametrize("senders", [0, 2])
def test_a_mail_of_nobody_or_of_two_is_from_nobody(senders: int) -> None:
    assert prove(signed(MAIL), senders=senders).words == "Not proven: the mail does not name one sender."


@pytest.mark.settings(inbound={"message_bytes": 64 * 1024})
def test_too_large_a_mail_is_not_checked() -> None:
    assert "too large" in prove(signed(MAIL) + b"a" * 70_000).words


def test_too_much_above_the_text_is_not_checked() -> None:
    assert "too much above" in prove(b"X-Long: a\r\n" + b" \r\n" * 300_000 + signed(MAIL)).words


SLOW: Mapping[str, bytes] = {
    "spaces in the text": signed(MAIL, canonicalize=(b"relaxed", b"relaxed")) + b" " * 1_000_000,
    "spaces in many lines": signed(MAIL, canonicalize=(b"relaxed", b"relaxed")) + (b" " * 990 + b"x\r\n") * 1000,
    "empty lines": signed(MAIL) + b"\r\n" * 500_000,
    "spaces in the signature": signed(MAIL).replace(b"bh=", b" " * 4000 + b"bh=", 1),
    "folds in the signature": signed(MAIL).replace(b"bh=", b"\r\n " * 1300 + b"bh=", 1),
    "many signatures": signed(MAIL).partition(b"From:")[0].replace(b"bh=", b"bh=AAAA") * 90 + MAIL,
    "folds in a header": b"X-Long: a\r\n" + b" \r\n" * 20_000 + signed(MAIL),
}


@pytest.mark.parametrize("kind", SLOW)
def test_no_mail_keeps_us_long(kind: str) -> None:
    """M-14."""
    start = time.process_time()
    prove(SLOW[kind])
    assert time.process_time() - start < 2


RESULTS = (
    "mx.support.example", ";", " ", "dmarc=pass", "dkim=", "(", ")", '"', "\\", "header.d=", "=", "/1", ".", "@",
    "none", "reason=", "é", "\t",
)  # fmt: skip
TAGS = (
    "v=1;", "a=rsa-sha256;", "d=initech.example;", "s=s1;", "h=from;", "b=AAAA;", "bh=AAAA;", "c=a/b;", "x=;", "q=;",
    "i=;", "t=9;", ";", "=", "é", "l=",
)  # fmt: skip


@OURS
@bounds(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(RESULTS)))
def test_no_results_bring_the_check_down(parts: list[str]) -> None:
    value = b"mx.support.example; " + "".join(parts).encode()
    assert prove(b"Authentication-Results: " + value + b"\r\n" + MAIL).trust is Trust.NONE


@bounds(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TAGS)))
def test_no_signature_brings_the_check_down(parts: list[str]) -> None:
    assert prove(b"DKIM-Signature: " + "".join(parts).encode() + b"\r\n" + MAIL).trust is Trust.NONE


@pytest.mark.parametrize(
    ("signer", "sender", "may"),
    [
        ("initech.example", "initech.example", True),
        ("Initech.Example.", "initech.example", True),
        ("initech.example", "mail.initech.example", True),
        ("initech.co.uk", "mail.initech.co.uk", True),
        ("mail.initech.example", "initech.example", False),
        ("co.uk", "initech.co.uk", False),
        ("com.au", "initech.com.au", False),
        ("example", "initech.example", False),
        ("", "initech.example", False),
        ("initech.example", "", False),
        ("itech.example", "initech.example", False),
    ],
)
def test_who_may_vouch_for_whom(signer: str, sender: str, may: bool) -> None:
    assert vouches(signer, sender) is may
