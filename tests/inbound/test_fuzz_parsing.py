"""Reading raises nothing but Unreadable, and what it gives is clean, whatever came."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.inbound.mails import Mail, Unreadable
from portal.inbound.reading import automatic, bounces
from portal.inbound.reading.budget import HEADERS, TEXT_CHARACTERS
from portal.inbound.reading.parsing import parse
from tests.support.letters_in import FIXTURES

pytestmark = pytest.mark.usefixtures("usual_settings")
BOUNDED = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
WHOLE = [path.read_bytes() for path in sorted(FIXTURES.glob("*.eml"))]
VALUES = [
    *(b"alice@acme.example", b'"a\r\n b" <', b"(((", b"<[a]@x>", b"a@b, c@d:;<e@f>", b"\xff\xfe", b"", b"\0", b"<>"),
    *(b"=?utf-8?b?w6Q=?=", b"=?x?q?=ZZ?=", b"=?utf-8?b?*?=", b"auto-replied; x", b"text/", b"/", b"message/rfc822"),
    *(b"multipart/mixed; boundary=b", b"multipart/alternative; boundary=b", b'multipart/digest; boundary="b'),
    *(b"multipart/report", b"message/delivery-status", b"text/html; charset=utf-16", b"base64", b"quoted-printable"),
    *(b"text/plain; charset=x-unknown; format=flowed", b"attachment; filename*0*=utf-8''%C3; filename*2=x"),
    *(b"attachment; filename*=''", b"inline; =", b"x-uuencode"),
]
NAMES = [
    *(b"From", b"To", b"Cc", b"Subject", b"Message-ID", b"References", b"In-Reply-To", b"Return-Path", b"Delivered-To"),
    *(b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"Content-ID", b"Auto-Submitted"),
    *(b"X-Failed-Recipients", b"", b"X \xff", b"From "),
]
PIECES = [
    *(b"--b\r\n", b"\r\n--b--\r\n", b"\r\n", b"\r", b"Action: failed\r\n", b"Status: 5.1.1\r\n", b"-- \n", b"> > \n"),
    *(b"Final-Recipient: rfc822;x@y\r\n", b"<div class=gmail_quote>", b"<blockquote>", b"</td></table>", b"<li>"),
    *(
        b"<table><tr><td>",
        b"<a href='x",
        b"<!--",
        b"&#xD800;",
        b"&#99999999999;",
        b"<img src=cid:a>",
        b"\x1b$B",
        b"w6Q=",
    ),
    *(b"=C3=", b"\xd8\x00", b"<hr id=stopSpelling>"),
]
BODIES = st.sampled_from(PIECES) | st.binary(max_size=20)
LINES = st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.binary(max_size=30)).map(
    lambda pair: b"%s: %s\r\n" % pair
)
BLOCKS = st.lists(LINES, max_size=6).map(b"".join)
MAILS = st.lists(st.one_of(BLOCKS, BODIES), max_size=20).map(lambda some: b"From: a@b.example\r\n" + b"".join(some))


def check(raw: bytes) -> None:
    try:
        mail = parse(raw)
    except Unreadable:
        return
    texts = _texts(mail)
    for text in texts:
        assert not set(text) & {"\0", "\r", "\x1b"}
        assert unicodedata.is_normalized("NFC", text)
        text.encode()
    assert all("\n" not in text for text in texts[1:])
    assert len(mail.text) <= TEXT_CHARACTERS
    assert len(mail.headers) <= HEADERS
    assert all(isinstance(file.content, bytes) and file.name for file in mail.files)
    automatic.judge(mail)
    automatic.why_ours(mail)
    bounces.read(mail)


def _texts(mail: Mail) -> list[str]:
    people = [text for person in mail.froms for text in (person.name, person.address)]
    names = [text for file in mail.files for text in (file.name, file.content_id)]
    ids = [mail.message_id, *mail.in_reply_to, *mail.references]
    return [mail.text, mail.subject, *people, *names, *ids, *mail.recipients, *(value for _, value in mail.headers)]


@BOUNDED
@given(st.binary(max_size=400))
@example(b"From: \xff\xfe\r\r\n\n")
def test_any_bytes_are_read_or_told_to_be_unreadable(raw: bytes) -> None:
    check(raw)
    check(b"From: a@b.example\r\n" + raw)


@BOUNDED
@given(MAILS)
def test_any_headers_and_parts_are_read(raw: bytes) -> None:
    check(raw)


@BOUNDED
@given(st.sampled_from(WHOLE), st.data())
def test_a_real_mail_that_was_damaged_is_read(raw: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.sampled_from([0, 1, 3, 40, 400])))
        raw = raw[:start] + data.draw(st.one_of(st.binary(max_size=8), st.sampled_from(VALUES), BODIES)) + raw[end:]
    check(raw)


@BOUNDED
@given(st.lists(BODIES, max_size=40).map(b"".join))
def test_any_html_is_read(body: bytes) -> None:
    check(b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + body)
