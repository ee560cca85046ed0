"""UUIDs, one or many, out of whatever text they are pasted with."""

from __future__ import annotations

import re

from forms.kinds.base import Data, Given, Kind, Refused, clean

_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_WORD = re.compile(r"[0-9A-Za-z-]+")
_WHOLE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHAPE = re.compile(r"[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}")
_PIECE = re.compile(r"(?=.*\d)[0-9a-f-]+")
_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_SHORTEST_PIECE = 8
MOST = 100


def recognise_uuids(text: str) -> tuple[str, ...]:
    """Every whole UUID in a text, in lower case with hyphens, each once, in order."""
    found = (_canonical(word) for _, word in _words(text) if _WHOLE.fullmatch(word.lower()))
    return tuple(dict.fromkeys(found))


def _words(text: str) -> list[tuple[int, str]]:
    lines = text.translate(_HYPHENS).splitlines()
    return [
        (number, word.strip("-"))
        for number, line in enumerate(lines, 1)
        for word in _WORD.findall(line)
        if word.strip("-")
    ]


def _canonical(word: str) -> str:
    digits = word.lower().replace("-", "")
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _fault(number: int, word: str) -> str | None:
    lower = word.lower()
    digits = len(lower.replace("-", ""))
    if _WHOLE.fullmatch(lower):
        return None
    if _SHAPE.fullmatch(lower):
        strange = next(sign for sign in lower if sign not in "0123456789abcdef-")
        return f'Line {number} is not a whole UUID: "{word}" has "{strange}", which is not one of 0-9 and a-f'
    if not _PIECE.fullmatch(lower) or _DATE.fullmatch(lower) or digits < _SHORTEST_PIECE:
        return None
    if lower.isdigit() and digits < 24:
        # Plain numbers stand in much pasted text: ports, sizes, process ids.
        return None
    if digits == 32:
        return f'Line {number} is not a whole UUID: the hyphens of "{word}" are not where a UUID has them'
    return f'Line {number} is not a whole UUID: "{word}" has {digits} of 32 digits'


class Uuids(Kind):
    """One or more UUIDs: one a line, comma-separated, or anywhere in pasted text."""

    name = "uuids"
    widget = "uuids"
    several = True

    def read(self, given: Given) -> Data:
        text = clean(given.typed())
        for number, word in _words(text):
            if fault := _fault(number, word):
                raise Refused(fault)
        found = recognise_uuids(text)
        if not found:
            raise Refused(
                given.spec.messages.invalid or f'There is no UUID in "{_short(text)}"; it has 32 digits, 0-9 and a-f'
            )
        most = given.spec.most or MOST
        if len(found) > most:
            raise Refused(given.spec.messages.limit or f"Write {_count(most)} here; there are {len(found)}")
        return list(found)


def _count(most: int) -> str:
    return "one UUID" if most == 1 else f"at most {most} UUIDs"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:37]}..."
