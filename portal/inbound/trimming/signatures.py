"""What mail programs and companies hang under what somebody said."""

from __future__ import annotations

from portal.inbound.trimming import words
from portal.inbound.trimming.marks import Lines, is_blank, is_rule, plain

_LONGEST = 15
_LONGEST_SENT = 12
_SHORT_SENT = 6


def begins_at(lines: Lines, first: int, end: int) -> int:
    """Where the signature under the lines from `first` up to `end` begins; `end` where there is none."""
    found = _dashes(lines, first, end)
    below = _last(lines, first, found)
    if below >= first and _says_sent_from(lines[below], below == first or is_blank(lines[below - 1])):
        found = below
    return found


def is_footer(lines: Lines, first: int, end: int) -> bool:
    """Whether the lines that stand under all that was quoted are no words of the sender."""
    if is_rule(lines[first]) or begins_at(lines, first, end) == first:
        return True
    return any(notice in plain(line) for line in lines[first:end] for notice in words.NOTICES)


def _dashes(lines: Lines, first: int, end: int) -> int:
    """The lowest "-- " that has a few lines below it; without its blank it has to stand apart."""
    below = 0
    for index in range(end - 1, first - 1, -1):
        line = lines[index]
        if line in {"-- ", "*-- *"} or (line == "--" and (index == first or is_blank(lines[index - 1]))):
            return index
        below += not is_blank(line)
        if below > _LONGEST:
            break
    return end


def _last(lines: Lines, first: int, end: int) -> int:
    return next((index for index in range(end - 1, first - 1, -1) if not is_blank(lines[index])), first - 1)


def _says_sent_from(line: str, is_apart: bool) -> bool:
    """Whether a program wrote this line; right under other words it has to be short and end in the device."""
    text = plain(line)
    count = len(text.partition("http")[0].split())
    if not text.startswith(words.SENT) or count > _LONGEST_SENT:
        return False
    if is_apart:
        return any(device in text for device in words.DEVICES)
    return count <= _SHORT_SENT and text.rstrip(".").endswith(words.DEVICES)
