"""What makes a mail this mail and no other. Pure, and never fails: whatever came as bytes has a fingerprint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

# Whose letter it is, and what decides how it is read. What servers write on its way is not among them, so that the
# same mail is known again, whichever way it comes.
_IDENTIFYING = (
    b"message-id",
    b"from",
    b"sender",
    b"reply-to",
    b"to",
    b"cc",
    b"date",
    b"subject",
    b"in-reply-to",
    b"references",
    b"auto-submitted",
    b"content-type",
    b"content-transfer-encoding",
    b"dkim-signature",
)
_WRITTEN = {b"message-id", b"from", b"date", b"subject"}
_RESULTS = b"authentication-results"
# No honest mail has more above its text. What stands behind is compared with the text, and not cut into headers: a
# mail of nothing but short headers would fill the memory before it is even stored.
_LONGEST = 256 * 1024
# As the email package of the standard library sees it: any other line ends the headers.
_NAME = re.compile(rb"([!-9;-~]*):")


def fingerprint(raw: bytes, authserv_id: str) -> str:
    """The same 64 characters for the same mail, however it came, and others for any other one.

    A copy without the proof that the mail carried has another one: neither its DKIM signature nor what our own
    server, which signs as `authserv_id`, found out about it may differ (R-07).
    """
    headers, body = split(raw)
    digest = sha256()
    for name, value in sorted(_telling(headers, authserv_id.lower().encode())):
        digest.update(b"%s:%d:%s\n" % (name, len(value), value))
    digest.update(b"\n" + body.rstrip(b"\n"))
    return digest.hexdigest()


def print_of_words(raw: bytes) -> str:
    """The same for every copy of what its sender wrote, whatever was added to it; empty where it could be another's.

    A signature allows white space to change, so that it does not count.
    """
    headers, body = split(raw)
    told = {name: value for name, value in headers if name in _WRITTEN}
    if not (told.get(b"message-id") and told.get(b"date")):
        return ""
    digest = sha256(repr(sorted(told.items())).encode())
    digest.update(body.translate(None, b" \t\n"))
    return digest.hexdigest()


def split(raw: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """The headers, each with its name in small letters and its value on one line, and the rest; line ends are LF."""
    # A lone CR ends a line too, as it does for whoever reads the mail later: nothing hides behind one.
    text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    headers: list[tuple[bytes, list[bytes]]] = []
    place = 0
    while place < min(len(text), _LONGEST):
        end = text.find(b"\n", place)
        line = text[place : end if end >= 0 else len(text)]
        match = _NAME.match(line)
        if line[:1] in {b" ", b"\t"} and headers:
            headers[-1][1].append(line)
        elif match:
            headers.append((match[1].lower(), [line[match.end() :]]))
        elif not (place == 0 and line.startswith(b"From ")):
            break
        place += len(line) + 1
    return [(name, b" ".join(b" ".join(lines).split())) for name, lines in headers], text[place:]


def first(headers: Iterable[tuple[bytes, bytes]], name: bytes, most: int) -> str:
    """The topmost value of this header as text, undecoded, at most so many characters; empty where there is none."""
    value = next((value for key, value in headers if key == name), b"")
    return value[: most * 4].decode("utf-8", "replace").replace("\0", "")[:most]


def _telling(headers: Iterable[tuple[bytes, bytes]], authserv_id: bytes) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        signed_by = re.split(rb"[\s;]", value, maxsplit=1)[0].lower()
        if name in _IDENTIFYING or (name == _RESULTS and authserv_id and signed_by == authserv_id):
            yield name, value
