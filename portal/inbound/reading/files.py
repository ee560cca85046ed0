"""A part as a file, with a name that says what it is."""

from __future__ import annotations

import binascii
import mimetypes

from portal.inbound.mails import MailFile
from portal.inbound.reading.budget import Budget
from portal.inbound.reading.cleaning import one_line
from portal.inbound.reading.encoded import decode_words, from_base64
from portal.inbound.reading.fields import read_block
from portal.inbound.reading.structure import Part
from portal.notify.keys_in_files import file_without_keys

_LONGEST_TITLE = 80
_WHERE_TITLES_STAND = 16 * 1024
# The name of a header that every mail of ours has.
_OURS = b"X-ServiceCenter-Loop"
_MAILS = {"message/rfc822", "message/global"}
_ENDINGS = {
    "text/plain": ".txt",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "application/ms-tnef": ".dat",
    "application/octet-stream": ".bin",
}


def file_of(part: Part, number: int, budget: Budget) -> MailFile | None:
    """The part as a file; without a name it is called by its kind and this number.

    What only the reader of a mail of ours is given does not work in it any more: everybody who sees the ticket opens
    it. None where that cannot be had.
    """
    content = content_of(part, budget)
    name = part.name or _name(part, content, number, budget)
    if part.media_type in _MAILS and not name.lower().endswith(".eml"):
        name += ".eml"
    if part.media_type.startswith(("text/", "message/")) or name.lower().endswith(".eml") or _OURS in content:
        beginning = budget.take_searched(content)
        rest = content[len(beginning) :]
        if _OURS in rest:
            budget.fault(f"A mail of ours is in the large file {name[:80]!r}, which is only in the stored mail")
            return None
        content = file_without_keys(beginning) + rest
    return MailFile(name, content, part.media_type, part.content_id)


def content_of(part: Part, budget: Budget) -> bytes:
    """The bytes that were sent, as far as their encoding can be undone."""
    if part.encoding == "base64":
        return from_base64(part.body)
    if part.encoding == "quoted-printable":
        return binascii.a2b_qp(part.body)
    if part.encoding in {"x-uuencode", "uuencode", "x-uue"}:
        return _from_uu(part.body)
    if part.encoding not in {"", "7bit", "8bit", "binary"}:
        budget.fault(f"A part is encoded as {part.encoding[:40]!r}, which is not known: it was kept as it came")
    return part.body


def _from_uu(body: bytes) -> bytes:
    done: list[bytes] = []
    for line in body.splitlines():
        if line[:6] == b"begin " or not line.strip() or line.strip() == b"end":
            continue
        try:
            done.append(binascii.a2b_uu(line))
        except (binascii.Error, ValueError):
            continue
    return b"".join(done)


def _name(part: Part, content: bytes, number: int, budget: Budget) -> str:
    if part.media_type in _MAILS:
        beginning = min(len(content), _WHERE_TITLES_STAND)
        title = decode_words(read_block(content, 0, beginning, budget).first("subject"))
        return f"{one_line(title, _LONGEST_TITLE) or 'message'}.eml"
    if part.media_type == "text/calendar":
        return "invite.ics"
    if part.media_type == "application/ms-tnef":
        return "winmail.dat"
    kind = part.media_type.partition("/")[0]
    usual = ".txt" if kind == "message" else ""
    ending = _ENDINGS.get(part.media_type) or mimetypes.guess_extension(part.media_type) or usual
    return f"{kind if kind in {'image', 'audio', 'video', 'text'} else 'attachment'}-{number}{ending}"
