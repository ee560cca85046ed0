"""All that a mail says in any of its parts, also in those that are never shown: for looking for something in it."""

from __future__ import annotations

from collections.abc import Iterator

from portal.inbound.reading.budget import Budget
from portal.inbound.reading.charsets import decode
from portal.inbound.reading.encoded import decode_words
from portal.inbound.reading.fields import read_block
from portal.inbound.reading.files import content_of
from portal.inbound.reading.html_text import text_of
from portal.inbound.reading.structure import Part, read_structure

_MAILS = {"message/rfc822", "message/global"}
_MOST_MAILS_WITHIN = 5


def texts_of(raw: bytes, depth: int = 0) -> Iterator[str]:
    """Headers and bodies of all parts, decoded; HTML as it was written and as it reads; mails within, too."""
    budget = Budget()
    for part in _parts(read_structure(raw, read_block(raw, 0, len(raw), budget), budget)):
        yield from (decode_words(value) for _, value in part.headers.headers)
        if part.children:
            continue
        content = content_of(part, budget)
        if part.media_type in _MAILS and depth < _MOST_MAILS_WITHIN:
            yield from texts_of(content, depth + 1)
            continue
        text, _ = decode(content, part.words.get("charset", ""))
        yield text
        if part.media_type == "text/html":
            yield text_of(budget.take_html(text))


def _parts(part: Part) -> Iterator[Part]:
    yield part
    for child in part.children:
        yield from _parts(child)
