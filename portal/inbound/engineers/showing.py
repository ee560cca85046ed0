"""A mail that came in as a page may show it: plain text, names of files, headers; never its HTML (M-09)."""

from __future__ import annotations

from dataclasses import dataclass

from portal.inbound.mails import Mail, Unreadable
from portal.inbound.reading import parsing
from portal.inbound.trimming.splitting import Words, split
from portal.notify.keys import without_keys

_HEADERS_AT_MOST = 64 * 1024
_THROWN_AWAY = "Its bytes were thrown away after their time; only what stands here is left."


@dataclass(frozen=True)
class Shown:
    """What can be read in a mail: what was said, and the mail below it that was quoted.

    `files` are names with their sizes in bytes, `headers` are lines as text, `faults` sentences about what was odd;
    `problem` is the sentence for a mail that cannot be read at all.
    """

    said: str = ""
    quoted: str = ""
    files: tuple[tuple[str, int], ...] = ()
    headers: str = ""
    faults: tuple[str, ...] = ()
    problem: str = ""


def shown(raw: bytes | None) -> Shown:
    """What can be read in these bytes; whatever is wrong with them, there is something to show."""
    if raw is None:
        return Shown(problem=_THROWN_AWAY)
    try:
        mail = parsing.parse(raw)
    except Unreadable as problem:
        return Shown(headers=_as_they_came(raw), problem=str(problem))
    is_answer = bool(mail.in_reply_to or mail.references)
    words = split(mail.text) if is_answer else Words(mail.text, "")
    return Shown(
        said=words.said.strip(),
        quoted=words.quoted.strip("\n"),
        files=tuple((file.name, len(file.content)) for file in mail.files),
        headers=without_keys("\n".join(f"{name}: {value}" for name, value in mail.headers)),
        faults=_faults(mail),
    )


def _faults(mail: Mail) -> tuple[str, ...]:
    only_html = ("It has no text of its own: this is what its HTML says.",) if mail.is_html_only else ()
    return (*only_html, *mail.faults)


def _as_they_came(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0][:_HEADERS_AT_MOST]
    return without_keys(head.replace(b"\x00", b"").decode("utf-8", "replace").replace("\r\n", "\n"))
