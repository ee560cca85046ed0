"""The parts of a mail: where each begins and ends, and what it says it is. Nothing is copied or decoded here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.inbound.reading import parameters
from portal.inbound.reading.budget import Budget
from portal.inbound.reading.encoded import from_base64
from portal.inbound.reading.fields import Block, read_block

_LONGEST_BORDER = 250
_REST = re.compile(rb"(--)?[ \t]*+(?:\r?\n|\r|\Z)")
_FIRST_BORDER = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,250})")
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class Part:
    """One part: its headers' words, the place of its body in `raw`, and the parts within; a file has none."""

    raw: bytes
    start: int
    end: int
    headers: Block
    media_type: str
    words: dict[str, str]
    disposition: str
    disposition_words: dict[str, str]
    children: tuple[Part, ...] = ()

    @property
    def name(self) -> str:
        """The file name as it was sent, on one line; empty where there is none."""
        return self.disposition_words.get("filename") or self.words.get("name", "")

    @property
    def content_id(self) -> str:
        """What the HTML of the mail calls this part, without brackets."""
        return self.headers.first("content-id").strip("<> ")

    @property
    def encoding(self) -> str:
        """How the body is encoded for its way."""
        return parameters.word(self.headers.first("content-transfer-encoding"))

    @property
    def body(self) -> bytes:
        """The body as it was sent."""
        return self.raw[self.start : self.end]


def read_structure(raw: bytes, headers: Block, budget: Budget) -> Part:
    """The tree of parts of the mail with these headers."""
    budget.take_part()
    return _part(raw, headers, len(raw), "text/plain", 0, budget)


def _part(raw: bytes, headers: Block, end: int, default: str, depth: int, budget: Budget) -> Part:
    value = headers.first("content-type")
    place = headers.first("content-disposition")
    kind = parameters.media_type(value) or (_UNKNOWN if "filename" in place and value else default)
    words = parameters.parameters(value)
    part = Part(raw, headers.body, end, headers, kind, words, parameters.word(place), parameters.parameters(place))
    if not kind.startswith("multipart/"):
        return part
    if depth >= budget.depth:
        budget.fault(f"Parts nested more than {budget.depth} deep were kept together as one file")
        return _with(part, _UNKNOWN, ())
    children = _children(part, depth, budget)
    if not children and part.encoding == "base64":
        # Forbidden, and done all the same: the whole of a multipart in base64.
        opened = from_base64(part.body)
        children = _children(Part(opened, 0, len(opened), headers, kind, words, "", {}), depth, budget)
    is_opened = bool(children) or part.raw.find(b"--" + _border(part), part.start, part.end) >= 0
    return _with(part, kind if is_opened else "text/plain", children)


def _with(part: Part, kind: str, children: tuple[Part, ...]) -> Part:
    place = part.disposition, part.disposition_words
    return Part(part.raw, part.start, part.end, part.headers, kind, part.words, *place, children)


def _children(part: Part, depth: int, budget: Budget) -> tuple[Part, ...]:
    default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
    found: list[Part] = []
    for start, end in _places(part, _border(part), budget):
        if not budget.take_part():
            break
        headers = read_block(part.raw, start, end, budget)
        found.append(_part(part.raw, headers, end, default, depth + 1, budget))
    return tuple(found)


def _border(part: Part) -> bytes:
    """What parts the parts; guessed from the body where the header does not say."""
    named = part.words.get("boundary", "").encode("utf-8", "replace")[:_LONGEST_BORDER]
    if named and b"--" + named in part.raw:
        return named
    first = _FIRST_BORDER.search(part.raw, part.start, part.end)
    return first[1].rstrip() if first else b""


def _places(part: Part, border: bytes, budget: Budget) -> Iterator[tuple[int, int]]:
    """Where each part between two borders begins and ends; the last one may lack its closing border."""
    marker = b"--" + border
    place, begun = part.start, -1
    while border and (found := part.raw.find(marker, place, part.end)) >= 0:
        if not budget.take_border():
            budget.fault("The mail has too many lines that look like the border of a part")
            break
        rest = _REST.match(part.raw, found + len(marker), part.end)
        place = rest.end() if rest else found + len(marker)
        if not rest or not _begins_line(part, found):
            continue
        if begun >= 0:
            yield begun, _before(part.raw, begun, found)
        begun = -1 if rest[1] else place
        if rest[1]:
            return
    if begun >= 0:
        yield begun, part.end


def _begins_line(part: Part, place: int) -> bool:
    return place == part.start or part.raw[place - 1 : place] in {b"\n", b"\r"}


def _before(raw: bytes, begun: int, border: int) -> int:
    """The line end before a border belongs to the border."""
    end = border
    if end > begun and raw[end - 1 : end] == b"\n":
        end -= 1
    if end > begun and raw[end - 1 : end] == b"\r":
        end -= 1
    return end
