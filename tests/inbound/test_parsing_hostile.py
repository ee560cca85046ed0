"""Whatever somebody sends costs little: sixty kilobytes of anything are read in far less than a second (M-14).

What takes the square of its length takes far longer, so that the bound may be wide enough for a slow machine.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest

from portal.inbound.mails import Unreadable
from portal.inbound.reading import automatic, bounces
from portal.inbound.reading.parsing import parse
from portal.inbound.trimming import splitting
from tests.support.letters_in import mail, part

pytestmark = pytest.mark.usefixtures("usual_settings")
SIZE = 60_000
MOST_SECONDS = 1.0
FROM = ("From", "alice@acme.example")


def much(text: str | bytes, size: int = SIZE) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return raw * (size // len(raw))


def header(name: str) -> Callable[[bytes], bytes]:
    return lambda value: part([FROM, (name, value)], "x")


def text(body: bytes) -> bytes:
    return mail(body, content_type="text/plain; charset=utf-8")


def html(body: bytes) -> bytes:
    return mail(body, content_type="text/html; charset=utf-8")


def parts(body: bytes) -> bytes:
    return mail(body, content_type="multipart/mixed; boundary=b")


def encoded(encoding: str) -> Callable[[bytes], bytes]:
    return lambda body: mail(body, content_type="text/plain", encoding=encoding)


def typed(content_type: str) -> Callable[[bytes], bytes]:
    return lambda body: mail(body, content_type=content_type)


HEADERS = {
    "Subject": [
        "=?utf-8?q?=C3=A4?= ",
        "=?utf-8?q?=C3=A4?=\r\n ",
        "=?a?q?",
        "=?x-foo?b?5Pb85Pb8?= ",
        "\u0315\u0300",
        "\r\n ",
    ],
    "To": [
        "(",
        ")",
        '"',
        "<",
        "a@b.example,",
        "a:",
        "\\",
        '"\\',
        "<a@b.example> ",
        "\\<",
        ")<",
        "=?utf-8?q?x?= <b@ä.example>, ",
    ],
    "References": ["<", "<a@b>", "=?utf-8?q?=3C?= ", "a@b\t"],
    "Content-Type": ["text/plain; a=b", "; ", ';a="', ";a*1=b", "text/plain; boundary=", '"'],
    "Content-Disposition": ["attachment; filename=", ";filename*0*=%41", '; filename="\\'],
}
TEXTS = [
    "\n",
    "\r",
    " ",
    "On ",
    "On \n",
    ">",
    ">\n",
    "On a wrote:\n",
    "From: a\n",
    "-",
    "_",
    "[cid:",
    "\0",
    "\u0315\u0300",
    "\ufdfa",
]
BYTES = [b"\xff", b"\xc3\xa4\xff", b"\x1b$B", b"\x81", "Привет ".encode("koi8-r")]
TAGS = [
    *(
        "<div>",
        "<div>a",
        "<p>x",
        "<br>",
        "<td>x",
        "<table><tr><td>x",
        "<blockquote>x\n",
        "<ul><li>x",
        "<li><p>",
        "<pre>\n",
    ),
    *(
        "<a ",
        '<a "',
        "<a \"' ",
        "<a b=",
        "<a href=http://x>y",
        "<",
        "<!--",
        "<!",
        "</",
        "<?",
        "<style>",
        "<title><script>",
    ),
    *("&#", "&#99", "&aaaaaaaa", "&amp;", "&", "data:", "data:a;base64,", "<meta ", "<img src=cid:a alt=b>"),
    *("<div class=gmail_quote>", "<div class=gmail_quote><blockquote>", "<table><tr><td><div><blockquote>x</table>"),
    *("<hr id=stopSpelling>", "<b a=1><p>x</p>", "o&nbsp;&nbsp;x<br>", "<div class='a b c' style='border-top: solid'>"),
]


def hostile() -> list[tuple[str, bytes]]:
    """Everything that has ever kept a reader of mail busy."""
    by_header = [(f"{name}: {unit!r}", header(name)(much(unit))) for name, units in HEADERS.items() for unit in units]
    by_text = [(f"text {unit!r}", text(much(unit))) for unit in [*TEXTS, *BYTES]]
    by_tag = [(f"html {unit!r}", html(much(unit))) for unit in TAGS]
    in_parts = [
        (f"parts {unit!r}", parts(much(unit))) for unit in ("--b\n", "--b", "\n--b\n\nx", "--b--\n", "\n--b     x")
    ]
    return by_header + by_text + by_tag + in_parts + others()


def others() -> list[tuple[str, bytes]]:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(2000))
    nested = b"<div>" * 20_000
    return [
        ("quoted to the end", html(much('<a "x>" ') + b'"')),
        ("one tag", html(b"<div " + much("a=b ") + b">")),
        ("one long number", html(b"&#" + much("9"))),
        ("blockquotes in divs", html(nested + b"<blockquote>" * 5000)),
        ("formatting again and again", html(b"".join(b"<b a=%d>" % i for i in range(200)) + much("<p>x", 60_000))),
        ("nested parts", b"From: a@b.example\n" + deep),
        ("nested alike", b"From: a@b.example\n" + much("Content-Type: multipart/mixed; boundary=b\n\n--b\n")),
        ("nested mails", b"From: a@b.example\n" + much("Content-Type: message/rfc822\n\n")),
        ("headers", b"From: a@b.example\n" + much("A: b\n") + b"\nx"),
        ("headers of parts", parts(much(b"--b\n" + b"A: b\n" * 200 + b"\nx\n"))),
        ("no headers", much("a")),
        ("carriage returns", much("\r")),
        ("base64", encoded("base64")(base64.encodebytes(b"\n" * SIZE))),
        ("base64 padded everywhere", encoded("base64")(much("A="))),
        ("quoted-printable", encoded("quoted-printable")(much("="))),
        ("uuencode", encoded("uuencode")(much("a\n"))),
        ("flowed", typed("text/plain; format=flowed; delsp=yes")(much("> a \n"))),
        ("flowed marks", typed("text/plain; format=flowed")(much(">"))),
        ("utf-7", typed("text/plain; charset=utf-7")(much("+AOQ"))),
        ("hz", typed("text/plain; charset=hz")(much("~{"))),
        ("a report", mail(much("Action: failed\n\n"), content_type="message/delivery-status")),
        ("a bounce in words", mail(much("<a@b.example>:\n"), sender="mailer-daemon@x.example")),
    ]


@pytest.mark.parametrize(("name", "raw"), [pytest.param(name, raw, id=name) for name, raw in hostile()])
def test_no_mail_takes_long_to_read(name: str, raw: bytes) -> None:
    started = time.thread_time()
    try:
        read = parse(raw)
    except Unreadable:
        read = None
    if read is not None:
        splitting.split(read.text)
        automatic.judge(read)
        bounces.read(read)

    assert time.thread_time() - started < MOST_SECONDS, name


def test_what_was_left_out_of_such_a_mail_is_said() -> None:
    assert parse(header("Subject")(much("=?utf-8?q?=C3=A4?= ", 320_000))).faults
    assert parse(parts(much("--b\n\nx\n"))).faults
    assert parse(b"From: a@b.example\n" + much("A: b\n") + b"\nx").faults
