"""The headers of a mail or of a part: one after the other, each on one line, none longer than it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.inbound.reading.budget import HEADER_BLOCK, HEADER_LENGTH, HEADERS, Budget
from portal.inbound.reading.charsets import decode_header
from portal.inbound.reading.cleaning import one_line

_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_NAME = re.compile(rb"([!-9;-~]*+)[ \t]*+:")
# Atomic: CR and LF together are one line end, and never the two that make a blank line.
_END = re.compile(rb"(?>\r\n|\r|\n)(?>\r\n|\r|\n)")
_FROM = re.compile(rb"[\r\n]from[ \t]*+:", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """Headers with their names in small letters; where the body begins; how many From headers there are in all."""

    headers: tuple[tuple[str, str], ...]
    body: int
    from_count: int

    def first(self, name: str) -> str:
        """The topmost value of this header, empty where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of this header, the topmost first."""
        return tuple(value for key, value in self.headers if key == name)


def read_block(raw: bytes, start: int, end: int, budget: Budget) -> Block:
    """The headers that begin at `start`; what no header can be begins the body."""
    found: list[tuple[bytes, list[bytes]]] = []
    place = start
    while place < end:
        line = _LINE.match(raw, place, end)
        text = line[0].rstrip(b"\r\n") if line else b""
        if text[:1] in {b" ", b"\t"} and found:
            found[-1][1].append(text)
        elif name := _NAME.match(text):
            found.append((name[1].lower(), [text[name.end() :]]))
        elif not (place == start and text.startswith((b"From ", b">From "))):
            return _block(found, _after_blank(raw, place, end), budget)
        place += len(line[0]) if line else 1
        if place - start > HEADER_BLOCK:
            return _cut(raw, start, end, found, budget)
    return _block(found, end, budget)


def _after_blank(raw: bytes, place: int, end: int) -> int:
    """A blank line belongs to neither; any other line that is no header is the first of the body."""
    line = _LINE.match(raw, place, end)
    return line.end() if line and not line[0].strip(b"\r\n") else place


def _cut(raw: bytes, start: int, end: int, found: list[tuple[bytes, list[bytes]]], budget: Budget) -> Block:
    budget.fault("The headers are too long: the last of them are only in the stored mail")
    blank = _END.search(raw, start, end)
    body = blank.end() if blank else end
    block = _block(found, body, budget)
    # A second sender must not hide behind what is not read.
    hidden = len(_FROM.findall(raw, start, body)) + bool(_FROM.match(b"\n" + raw[start : start + 100]))
    return Block(block.headers, body, max(hidden, block.from_count))


def _block(found: list[tuple[bytes, list[bytes]]], body: int, budget: Budget) -> Block:
    if len(found) > HEADERS:
        budget.fault(f"The mail has more than {HEADERS} headers: the last of them are only in the stored mail")
    hint = _hint(found)
    # A header without a name is damage; what follows it are headers all the same.
    found = [(name, lines) for name, lines in found if name]
    headers = tuple((name.decode("ascii"), _text(lines, hint, budget)) for name, lines in found[:HEADERS])
    return Block(headers, body, sum(name == b"from" for name, _ in found))


def _text(lines: list[bytes], hint: str, budget: Budget) -> str:
    value = b"".join(lines).strip(b" \t")
    if len(value) > HEADER_LENGTH:
        budget.fault("A header is too long: its end is only in the stored mail")
        value = value[:HEADER_LENGTH]
    return one_line(value.decode("ascii") if value.isascii() else decode_header(value, hint), HEADER_LENGTH)


def _hint(found: list[tuple[bytes, list[bytes]]]) -> str:
    value = next((b"".join(lines)[:HEADER_LENGTH] for name, lines in found if name == b"content-type"), b"")
    declared = _CHARSET.search(value)
    return declared[1].decode("ascii", "replace") if declared else ""
