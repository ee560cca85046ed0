"""Small pure helpers that turn values into words for a mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Cc: control characters; Cf: invisible ones, among them those that turn the direction of the text; Zl, Zp: line ends.
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
# They join letters in Persian names, and people in emoji.
_JOINERS = "\u200c\u200d"
_NAMED_AT_MOST = 5
# What mail programs put in front of an answer, or of a mail that is passed on, in the languages of our customers.
_PREFIX = re.compile(
    r"\s*(?:re|aw|sv|vs|vl|antw|odp|rv|rif|ynt|ref|r|fw|fwd|wg|tr|i|enc|vb|doorst)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE
)
# On top of every mail that can be answered. Where it comes back, all below it is ours: `portal.inbound.trimming` looks
# for these words, so that mails already sent keep their use only as long as they stay as they are.
SEPARATOR = "--- Write your answer above this line ---"


def one_line(text: str) -> str:
    """The text on one line, without control characters and without invisible ones."""
    visible = "".join(" " if _is_invisible(sign) else sign for sign in text)
    return " ".join(visible.encode("utf-8", "replace").decode().split())


def clean(text: str) -> str:
    """The text as any database and any mail takes it: no NUL, no half characters, plain line ends."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return whole.encode("utf-8", "replace").decode()


def first_words(text: str) -> str:
    """What a mail's text says first, on one line, below the line that parts answers from it."""
    return one_line(text.strip().removeprefix(SEPARATOR).lstrip().partition("\n\n")[0])


def without_prefixes(subject: str) -> str:
    """A mail's subject without what mail programs put in front of it: "Re: AW: Volume stuck" is "Volume stuck"."""
    while found := _PREFIX.match(subject):
        subject = subject[found.end() :]
    return subject


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Monday 23 November 2026, 12:46 CET."""
    local = value.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M} {zone_name(local)}"


def short_moment(value: datetime, zone: ZoneInfo) -> str:
    """Mon 23 Nov, 12:46 CET."""
    local = value.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M} {zone_name(local)}"


def zone_name(local: datetime) -> str:
    """CET where the zone has a name people use, UTC-3 where it has none."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    offset = local.utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    return f"UTC{name[0]}{hours}" + (f":{minutes:02}" if minutes else "")


def filesize(count: int) -> str:
    """Bytes as a person reads them: 640 bytes, 1.4 KiB, 214 KiB."""
    if count == 1:
        return "1 byte"
    size = float(count)
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"


def listing(names: Sequence[str]) -> str:
    """Bob Berg, Carol Weber and Erin Falk."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def people(names: Sequence[str]) -> str:
    """The names where they are five or fewer, their number where they are more."""
    return listing(names) if len(names) <= _NAMED_AT_MOST else f"{len(names)} people"


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in _INVISIBLE and sign not in _JOINERS


def is_code(text: str) -> bool:
    """Whether the text is nothing but UUIDs, which read best in letters of one width."""
    words = text.replace(",", " ").split()
    return bool(words) and all(_UUID.fullmatch(word) for word in words)
