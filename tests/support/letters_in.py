"""Mails as other people's programs send them: bytes, put together by hand so that they can be as wrong as they like."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from portal.notify.addresses import message_id

FIXTURES = Path(__file__).parents[1] / "inbound" / "fixtures"
ALICE = "Alice Andersson <alice@acme.example>"
# Stands in fixtures for the Message-ID of a mail of ours, which is signed with the key of whoever runs the tests.
OURS = "@@OUR-MESSAGE-ID@@"


def our_message_id() -> str:
    """The Message-ID of the mail of ours that fixtures answer or return."""
    return message_id(1042, 7, 1, "message")


def fixture(name: str) -> bytes:
    """The mail in tests/inbound/fixtures of this name, answering or returning a mail of ours."""
    return (FIXTURES / f"{name}.eml").read_bytes().replace(OURS.encode(), our_message_id().encode())


def mail(
    body: str | bytes = "Hello,\r\nit does not start.\r\n",
    *,
    sender: str | bytes = ALICE,
    subject: str | bytes = "It does not start",
    content_type: str = "",
    encoding: str = "",
    headers: Iterable[tuple[str, str | bytes]] = (),
) -> bytes:
    """A mail to the support address; `headers` come on top of the usual ones, in their order."""
    usual: list[tuple[str, str | bytes]] = [
        ("From", sender),
        ("To", "support@support.example"),
        ("Subject", subject),
        ("Message-ID", "<first@acme.example>"),
    ]
    typed = [("Content-Type", content_type)] if content_type else []
    encoded = [("Content-Transfer-Encoding", encoding)] if encoding else []
    return part([*headers, *usual, *typed, *encoded], body)


def part(headers: Iterable[tuple[str, str | bytes]], body: str | bytes) -> bytes:
    """Headers, a blank line and a body."""
    lines = [b"%s: %s\r\n" % (name.encode(), _bytes(value)) for name, value in headers]
    return b"".join(lines) + b"\r\n" + _bytes(body)


def plain(text: str, **words: str) -> bytes:
    """A part of plain text in UTF-8; `words` are more headers, with _ for -."""
    more = [(name.replace("_", "-"), value) for name, value in words.items()]
    return part([("Content-Type", "text/plain; charset=utf-8"), *more], text)


def page(html: str) -> bytes:
    """A part of HTML in UTF-8."""
    return part([("Content-Type", "text/html; charset=utf-8")], html)


def file(name: str, content: str | bytes = b"content", kind: str = "application/pdf", **words: str) -> bytes:
    """An attached file; without a name it has none."""
    place = f'attachment; filename="{name}"' if name else "attachment"
    more = [(word.replace("_", "-"), value) for word, value in words.items()]
    return part([("Content-Type", kind), ("Content-Disposition", place), *more], content)


def several(kind: str, *parts: bytes, border: str = "border", closed: bool = True) -> bytes:
    """A part of these parts: `kind` is as in multipart/mixed, with parameters or without."""
    between = b"".join(b"--%s\r\n%s\r\n" % (border.encode(), one) for one in parts)
    end = b"--%s--\r\n" % border.encode() if closed else b""
    return part([("Content-Type", f'{kind}; boundary="{border}"')], between + end)


def mail_of(whole: bytes, headers: Iterable[tuple[str, str | bytes]] = ()) -> bytes:
    """A mail from Alice whose type and body are those of this part."""
    return part([*headers, ("From", ALICE), ("To", "support@support.example")], b"").rstrip(b"\r\n") + b"\r\n" + whole


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
