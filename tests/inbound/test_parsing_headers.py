"""Who a mail is from, what it is called and what it answers, however its headers are written."""

from __future__ import annotations

import pytest

from portal.inbound.mails import Person
from portal.inbound.reading.parsing import parse
from tests.support.letters_in import mail, part

pytestmark = pytest.mark.usefixtures("usual_settings")


def people(value: str | bytes) -> list[tuple[str, str]]:
    return [(person.name, person.address) for person in parse(mail(sender=value)).froms]


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("alice@acme.example", "", "alice@acme.example"),
        ("<alice@acme.example>", "", "alice@acme.example"),
        ('"Andersson, Alice" <ALICE@Acme.Example>', "Andersson, Alice", "alice@acme.example"),
        ("alice@acme.example (Alice Andersson)", "Alice Andersson", "alice@acme.example"),
        ("Alice Andersson alice@acme.example", "Alice Andersson", "alice@acme.example"),
        ("=?utf-8?q?J=C3=B6rg?= <joerg@acme.example>", "Jörg", "joerg@acme.example"),
        (
            "=?utf-8?q?Boss_=3Cboss=40acme=2Eexample=3E=2C?= <eva@evil.example>",
            "Boss <boss@acme.example>,",
            "eva@evil.example",
        ),
        ('"boss@acme.example" <eva@evil.example>', "boss@acme.example", "eva@evil.example"),
        ("boss@acme.example <eva@evil.example>", "boss@acme.example", "eva@evil.example"),
        ("Eva (boss@acme.example) <eva@evil.example>", "Eva", "eva@evil.example"),
        ("Jörg <jörg@bücher.example>", "Jörg", "jörg@xn--bcher-kva.example"),
        ("\u202eecila <alice@acme.example>", "ecila", "alice@acme.example"),
        ("Alice\0 <alice@acme.example>", "Alice", "alice@acme.example"),
    ],
)
def test_one_sender_is_one_person(written: str, name: str, address: str) -> None:
    assert people(written) == [(name, address)]


@pytest.mark.parametrize(
    "written",
    [
        "boss@acme.example, eva <eva@evil.example>",
        "<boss@acme.example> <eva@evil.example>",
        "<boss@acme.example> eva@evil.example",
        "boss@acme.example; eva@evil.example",
        "boss@acme.example: eva@evil.example;",
    ],
)
def test_whoever_names_two_senders_is_not_one_person(written: str) -> None:
    assert len(people(written)) == 2


@pytest.mark.parametrize(
    "written",
    [
        *("Alice", "alice@", "@acme.example", "<>", '"a b"@acme.example', "<@relay:alice@acme.example>"),
        *("alice @ acme.example", "alice@acme", "alice@acme.example@evil.example", "Alice <alice@acme.example"),
        f"<a@{'x' * 500}.example>",
    ],
)
def test_an_address_that_is_none_is_empty(written: str) -> None:
    assert {address for _, address in people(written)} == {""}


def test_nobody_at_all_is_nobody() -> None:
    assert people("") == []
    assert people("undisclosed-recipients:;") == []
    assert parse(part([("Subject", "x")], "y")).from_count == 0


@pytest.mark.parametrize("second", ["From", "FROM", "From "])
def test_a_second_from_header_is_seen(second: str) -> None:
    assert parse(mail(headers=[(second, "boss@acme.example")])).from_count == 2


def test_a_second_from_header_does_not_hide_behind_a_bare_carriage_return() -> None:
    assert parse(mail(subject="x\rFrom: boss@acme.example")).from_count == 2


def test_a_second_from_header_does_not_hide_behind_headers_that_are_not_read() -> None:
    padding = [("X-Padding", "x" * 900)] * 400

    assert parse(part([("From", "boss@acme.example"), *padding, ("From", "eva@evil.example")], "x")).from_count == 2


def test_recipients_are_those_of_the_delivery_first_and_each_once() -> None:
    headers = [("To", "Support <SUPPORT@support.example>, x@y.example"), ("Cc", "bob@acme.example, broken@"),
               ("Envelope-To", "support+c@support.example"), ("X-Original-To", "support+b@support.example"),
               ("Delivered-To", "<support+a@support.example>")]  # fmt: skip

    assert parse(part([("From", "a@b.example"), *headers], "")).recipients == (
        "support+a@support.example",
        "support+b@support.example",
        "support+c@support.example",
        "support@support.example",
        "x@y.example",
        "bob@acme.example",
    )


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?q?It_can=E2=80=99t?=", "It can’t"),
        ("=?UTF-8?B?R3LDtsOf?= =?utf-8?b?ZQ==?=", "Größe"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=B6=C3=9Fe?=", "Größe"),
        ("Re: =?iso-8859-1?q?Gr=F6=DFe?= again", "Re: Größe again"),
        ("=?utf-8*en?q?Size?=", "Size"),
        ("=?utf-8?q?Really??=", "Really?"),
        ("=?utf-8?q?two words in one?=", "two words in one"),
        ("=?iso-2022-jp?b?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"),
        ("=?gb2312?b?xOO6w+lG?=", "你好镕"),
        ("=?utf-8?b?unfinished", "=?utf-8?b?unfinished"),
        ("one\r\n\ttwo\r\n   three", "one two three"),
        ("a\0b\u0007c", "abc"),
        ("Gru\u0308n", "Grün"),
        ("x" * 5000, "x" * 1000),
    ],
)
def test_a_subject_is_read_on_one_line(written: str, subject: str) -> None:
    assert parse(mail(subject=written)).subject == subject


def test_a_subject_in_bare_bytes_is_in_the_charset_of_the_body() -> None:
    cyrillic = "Не работает".encode("koi8-r")

    assert parse(mail(subject=cyrillic, content_type="text/plain; charset=koi8-r")).subject == "Не работает"
    assert parse(mail(subject="Größe".encode("cp1252"))).subject == "Größe"
    assert parse(mail(subject="Größe".encode())).subject == "Größe"


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("<a@x.example>\t<b@x.example>", ("<a@x.example>", "<b@x.example>")),
        (" <a@x.example>\r\n\t<b@x.example>\r\n ", ("<a@x.example>", "<b@x.example>")),
        ("<long.id.that.was\r\n folded@x.example>", ("<long.id.that.wasfolded@x.example>",)),
        ("a@x.example b@x.example", ("<a@x.example>", "<b@x.example>")),
        ("junk before <a@x.example> (and behind)", ("<a@x.example>",)),
        ("<a@x.example>,<a@x.example>;<no-at-sign>", ("<a@x.example>",)),
        ("=?utf-8?q?=3Ca=40x=2Eexample=3E?=", ("<a@x.example>",)),
        ("<[a]@x>", ("<[a]@x>",)),
        ("<" * 50, ()),
        ("", ()),
    ],
)
def test_what_a_mail_answers_is_found_among_anything(written: str, ids: tuple[str, ...]) -> None:
    found = parse(mail(headers=[("References", written), ("In-Reply-To", written)]))

    assert found.references == ids
    assert found.in_reply_to == ids


def test_of_a_very_long_thread_the_first_mail_and_the_last_ones_count() -> None:
    every = [f"<{number}@x.example>" for number in range(1000)]
    found = parse(mail(headers=[("References", "\r\n ".join(every))])).references

    assert found == (every[0], *every[-199:])


def test_headers_keep_their_order_and_their_encoded_words() -> None:
    found = parse(part([("From", "a@b.example"), ("X-A", "=?utf-8?q?one?="), ("x-a", "two\r\n more")], ""))

    assert found.headers == (("from", "a@b.example"), ("x-a", "=?utf-8?q?one?="), ("x-a", "two more"))
    assert found.all("x-a") == ("=?utf-8?q?one?=", "two more")


def test_headers_end_where_no_header_can_be() -> None:
    found = parse(b"From: a@b.example\nno header at all\nSubject: x\n\ny")

    assert found.subject == ""
    assert found.text == "no header at all\nSubject: x\n\ny"


def test_too_many_headers_are_said_to_be_left_out() -> None:
    found = parse(part([("From", "a@b.example"), *[("X", "y")] * 2000], "Text."))

    assert len(found.headers) == 1000
    assert found.text == "Text."
    assert any("headers" in fault for fault in found.faults)


def test_a_display_name_is_no_address_and_its_length_is_bounded() -> None:
    (person,) = parse(mail(sender=f"{'x' * 5000} <a@b.example>")).froms

    assert person == Person("x" * 200, "a@b.example")
